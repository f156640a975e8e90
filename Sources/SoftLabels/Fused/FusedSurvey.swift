/// What numbers from outside have to be held against: how far they and 0 reach, and their sum, which is NaN where one of
/// them is.
struct FusedSurvey<Scalar: FusedScalar> {
  private(set) var least = Scalar.Lanes()
  private(set) var greatest = Scalar.Lanes()
  private(set) var sum = 0.0

  /// Takes in more numbers, which lie in the first-level cache.
  @inline(never)
  mutating func add(_ numbers: Span<Scalar>) {
    typealias Lanes = Scalar.Lanes
    let width = Lanes.scalarCount
    var (least, greatest, total) = (least, greatest, Lanes.Total())
    var i = 0
    while i < numbers.count {
      let end = min(i &+ FusedRow<Scalar>.blockLength, numbers.count)
      var sum = Lanes()
      while i &+ 2 &* width <= end {
        // Two vectors at once: one by one, each would wait for what became of the one before.
        //
        // Unsafe, twice: below `end`, which is at most the count.
        let (a, b) = (unsafe Lanes.load(numbers, unchecked: i), unsafe Lanes.load(numbers, unchecked: i &+ width))
        least = Lanes.smaller(Lanes.smaller(a, b), least)
        greatest = Lanes.larger(Lanes.larger(a, b), greatest)
        sum = sum + (a + b)
        i &+= 2 &* width
      }
      while i < end {
        let lanes = Lanes.load(numbers, i, count: min(width, end &- i), padding: 0)
        (least, greatest) = (Lanes.smaller(lanes, least), Lanes.larger(lanes, greatest))
        sum = sum + lanes
        i &+= width
      }
      total.add(sum)
    }
    (self.least, self.greatest, sum) = (least, greatest, sum + total.sum.value)
  }

  /// True where all of the numbers are allowed.
  func isAllowed(_ kind: NumberKind) -> Bool {
    let bounds = kind.bounds(in: Scalar.self)
    return !sum.isNaN && -(Scalar.Lanes() - least).largest >= bounds.least && greatest.largest <= bounds.greatest
  }

  /// True where the numbers are a distribution beyond doubt.
  var isDistribution: Bool {
    (sum - 1).magnitude <= 0.75 * Scalar.normalisationTolerance && isAllowed(.probability)
  }
}

extension FusedSurvey {
  init(of numbers: Span<Scalar>) {
    self.init()
    add(numbers)
  }
}

/// The largest logit of a row, and a place where it stands: taken in piece by piece, so that the peak of the next row can
/// be looked for while this row is computed.
struct FusedPeak<Scalar: FusedScalar>: Sendable {
  typealias Lanes = Scalar.Lanes

  /// The largest logit so far.
  private(set) var maximum = -Scalar.infinity
  /// Where the block or the vector begins that it was found in.
  private var start = 0

  init() {}

  /// The peak of a whole row.
  init(of x: Span<Scalar>) { add(x, from: 0, to: x.count) }

  /// Takes in a part of a row.
  @inline(never)
  mutating func add(_ x: Span<Scalar>, from: Int, to end: Int) {
    precondition(from >= 0 && end <= x.count)
    let width = Lanes.scalarCount
    let length = FusedRow<Scalar>.blockLength
    var index = from
    while index &+ length <= end {
      // Unsafe, twice: below `end`, which was compared with the count above.
      var lanes = unsafe Lanes.load(x, unchecked: index)
      var i = index &+ width
      while i < index &+ length {
        lanes = Lanes.larger(lanes, unsafe Lanes.load(x, unchecked: i))
        i &+= width
      }
      add(lanes.largest, index)
      index &+= length
    }
    for index in stride(from: index, to: end, by: width) {
      add(Lanes.load(x, index, count: min(width, end &- index), padding: -.infinity).largest, index)
    }
  }

  @inline(__always)
  private mutating func add(_ largest: Scalar, _ index: Int) {
    if largest > maximum { (maximum, start) = (largest, index) }
  }

  /// Where the largest logit of `x` stands: the first such place of its block.
  func place(in x: Span<Scalar>) -> Int {
    var place = start
    while place &+ 1 < x.count, x[place] < maximum { place &+= 1 }
    return place
  }
}

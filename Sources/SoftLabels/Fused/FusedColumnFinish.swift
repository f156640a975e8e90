/// What is computed once a row, for the rows of `FusedColumns`: the constants that their exponentials need, their losses,
/// and the factors of their gradients.
///
/// Short loops over the rows in Double, several of them: one with everything in it is not vectorised.
enum FusedColumnFinish<Scalar: FusedScalar> {
  private typealias Wide = FusedColumns<Scalar>.Wide
  private typealias Narrow = FusedColumns<Scalar>.Narrow

  @inline(never)
  static func setConstants(_ height: Int, _ narrow: inout [Scalar], _ wide: inout [Double]) {
    var narrow = narrow.mutableSpan
    var wide = wide.mutableSpan
    check(height, narrow.count, wide.count)
    for row in 0..<height {
      let constants = FusedRow<Scalar>.Constants(
        maximum: narrow[Narrow.maximum.rawValue &* height &+ row], subtracting: false)
      narrow[Narrow.shift.rawValue &* height &+ row] = constants.shift
      narrow[Narrow.least.rawValue &* height &+ row] = constants.least
      wide[Wide.peak.rawValue &* height &+ row] = constants.peak
    }
  }

  /// The factors of the gradients over `divisor`.
  @inline(never)
  static func setFactors(
    _ height: Int, _ divisor: Double, _ narrow: inout [Scalar], _ wide: [Double]
  ) {
    var narrow = narrow.mutableSpan
    let wide = wide.span
    check(height, narrow.count, wide.count)
    let inverse = 1 / divisor
    for row in 0..<height {
      let rest = wide[Wide.rest.rawValue &* height &+ row]
      let peak = wide[Wide.peak.rawValue &* height &+ row]
      let ties = wide[Wide.ties.rawValue &* height &+ row]
      let total = wide[Wide.total.rawValue &* height &+ row]
      let others = wide[Wide.restOfTargets.rawValue &* height &+ row]
      let scale = wide[Wide.weight.rawValue &* height &+ row] * inverse
      let share = scale / (rest + ties * peak)
      let (small, whole) = (share * rest, share * total)
      // With a tie nothing cancels at the peak.
      narrow[Narrow.a.rawValue &* height &+ row] = Scalar(whole) + 0
      narrow[Narrow.b.rawValue &* height &+ row] = Scalar(scale)
      narrow[Narrow.c.rawValue &* height &+ row] = Scalar(share * peak * (ties == 1 ? others : total)) + 0
      narrow[Narrow.d.rawValue &* height &+ row] = Scalar(ties == 1 ? small : scale)
    }
  }

  /// The losses.
  @inline(never)
  static func setLosses(_ height: Int, _ wide: inout [Double]) {
    var wide = wide.mutableSpan
    check(height, Narrow.count.rawValue * height, wide.count)
    for row in 0..<height {
      let rest = wide[Wide.rest.rawValue &* height &+ row]
      let peak = wide[Wide.peak.rawValue &* height &+ row]
      let r = rest / peak + (wide[Wide.ties.rawValue &* height &+ row] - 1)
      let spread = wide[Wide.total.rawValue &* height &+ row] * Scalar.wideLog1p(r)
      let loss = wide[Wide.distance.rawValue &* height &+ row] + spread
      wide[Wide.loss.rawValue &* height &+ row] = wide[Wide.weight.rawValue &* height &+ row] * loss + 0
    }
  }

  /// The sum of the losses, and whether something may have overflowed or underflowed in one of the rows at least.
  ///
  /// By vectors, since a loop of comparisons is not made into vectors: of each kind of number the extremes are kept. A
  /// loss that is not finite shows in the sum; distances that have lost bits count only where the loss is tiny too.
  @inline(never)
  static func sumOfLosses<ForGradient: FusedChoice>(
    _ height: Int, _ narrow: [Scalar], _ wide: [Double], _: ForGradient.Type
  ) -> (sum: Double, isSuspect: Bool) {
    let (narrow, wide) = (narrow.span, wide.span)
    check(height, narrow.count, wide.count)
    let zero = Scalar.Lanes()
    var maximum = zero
    var factors = Extremes()
    var row = 0
    while row < height {
      let maxima = Scalar.Lanes.load(narrow, Narrow.maximum.rawValue &* height &+ row)
      maximum = Scalar.Lanes.larger(maximum, Scalar.Lanes.larger(maxima, zero - maxima))
      if ForGradient.value {
        factors.add(Scalar.Lanes.load(narrow, Narrow.a.rawValue &* height &+ row))
        factors.add(Scalar.Lanes.load(narrow, Narrow.b.rawValue &* height &+ row))
      }
      row &+= Scalar.Lanes.scalarCount
    }
    var losses = Double.Lanes()
    var least = Double.Lanes(repeating: -1)
    var heaviest = Double.Lanes(repeating: 1)
    row = 0
    while row < height {
      let four = Double.Lanes.load(wide, Wide.loss.rawValue &* height &+ row)
      losses = losses + four
      least = Double.Lanes.larger(least, Double.Lanes() - four)
      heaviest = Double.Lanes.larger(heaviest, Double.Lanes.load(wide, Wide.weight.rawValue &* height &+ row))
      row &+= Double.Lanes.scalarCount
    }
    let sum = (losses[0] + losses[1]) + (losses[2] + losses[3])
    let isGood =
      sum.isFinite && maximum.largest < Scalar.exactLogitLimit
      && -least.largest > heaviest.largest * (0x1p30 * Scalar.leastSafeSum)
      && (!ForGradient.value || factors.areNormal)
    return (sum, !isGood)
  }

  /// The largest and the least of some numbers.
  private struct Extremes {
    private var high = Scalar.Lanes()
    private var low = Scalar.Lanes(repeating: -1)

    @inline(__always)
    mutating func add(_ lanes: Scalar.Lanes) {
      high = Scalar.Lanes.larger(lanes, high)
      low = Scalar.Lanes.larger(Scalar.Lanes() - lanes, low)
    }

    var areNormal: Bool {
      -low.largest >= Scalar.leastNormalMagnitude && high.largest <= Scalar.greatestFiniteMagnitude
    }
  }

  /// Marks the rows that went well, and returns the sum of their losses.
  static func setFaults(_ height: Int, _ narrow: [Scalar], _ wide: inout [Double], _ forGradient: Bool) -> Double {
    var sum = 0.0
    for row in 0..<height {
      let isGood =
        narrow[Narrow.maximum.rawValue * height + row].magnitude < Scalar.exactLogitLimit
        && wide[Wide.loss.rawValue * height + row].magnitude < .infinity
        && isSafe(wide[Wide.distance.rawValue * height + row])
        && (!forGradient || keepsFactors(row, height, narrow, wide))
      wide[Wide.isGood.rawValue * height + row] = isGood ? 1 : 0
      if isGood { sum += wide[Wide.loss.rawValue * height + row] }
    }
    return sum
  }

  /// True where the factors of a row's gradient have all their bits. Below 0, a would make -0 of an exponential that is 0.
  private static func keepsFactors(_ row: Int, _ height: Int, _ narrow: [Scalar], _ wide: [Double]) -> Bool {
    func keeps(_ factor: Narrow, isZero: Bool) -> Bool {
      Scalar.keeps(Double(narrow[factor.rawValue * height + row]), isZero: isZero)
    }
    let weighsNothing = wide[Wide.weight.rawValue * height + row] == 0
    let total = wide[Wide.total.rawValue * height + row]
    // A target of 2 at most makes nothing normal of a d that is subnormal.
    return narrow[Narrow.a.rawValue * height + row] >= 0 && keeps(.a, isZero: weighsNothing || total == 0)
      && keeps(.b, isZero: weighsNothing)
      && (total <= 2 || keeps(.d, isZero: weighsNothing || wide[Wide.rest.rawValue * height + row] == 0))
  }

  /// True where a sum of distances is 0 or large enough for none of its terms to have lost bits that count.
  @inline(__always)
  private static func isSafe(_ distance: Double) -> Bool { (distance == 0 ? 1 : distance) > Scalar.leastSafeSum }

  @inline(__always)
  private static func check(_ height: Int, _ narrow: Int, _ wide: Int) {
    precondition(height >= 0 && narrow == Narrow.count.rawValue * height && wide == Wide.count.rawValue * height)
  }
}

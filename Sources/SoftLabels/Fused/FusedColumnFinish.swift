/// What is computed once a row, for the rows of `FusedColumns`: the constants that their exponentials need, their losses,
/// and the factors of their gradients.
///
/// Short loops over the rows in Double, several of them: one with everything in it is not vectorised.
enum FusedColumnFinish<Scalar: FusedScalar> {
  @inline(never)
  static func setConstants(_ at: FusedColumnPlaces, _ narrow: inout [Scalar], _ wide: inout [Double]) {
    var narrow = narrow.mutableSpan
    var wide = wide.mutableSpan
    at.check(narrow: narrow.count, wide: wide.count)
    for row in 0..<at.height {
      let constants = FusedRow<Scalar>.Constants(
        maximum: narrow[at(.maximum, row)], subtracting: false)
      narrow[at(.shift, row)] = constants.shift
      narrow[at(.least, row)] = constants.least
      wide[at(.peak, row)] = constants.peak
    }
  }

  /// The factors of the gradients over `divisor`.
  @inline(never)
  static func setFactors(
    _ at: FusedColumnPlaces, _ divisor: Double, _ narrow: inout [Scalar], _ wide: [Double]
  ) {
    var narrow = narrow.mutableSpan
    let wide = wide.span
    at.check(narrow: narrow.count, wide: wide.count)
    let inverse = 1 / divisor
    for row in 0..<at.height {
      let rest = wide[at(.rest, row)]
      let peak = wide[at(.peak, row)]
      let ties = wide[at(.ties, row)]
      let total = wide[at(.total, row)]
      let others = wide[at(.restOfTargets, row)]
      let scale = wide[at(.weight, row)] * inverse
      let share = scale / (rest + ties * peak)
      let (small, whole) = (share * rest, share * total)
      // With a tie nothing cancels at the peak.
      narrow[at(.a, row)] = Scalar(whole) + 0
      narrow[at(.b, row)] = Scalar(scale)
      narrow[at(.c, row)] = Scalar(share * peak * (ties == 1 ? others : total)) + 0
      narrow[at(.d, row)] = Scalar(ties == 1 ? small : scale)
    }
  }

  /// The losses.
  @inline(never)
  static func setLosses(_ at: FusedColumnPlaces, _ wide: inout [Double]) {
    var wide = wide.mutableSpan
    at.check(wide: wide.count)
    for row in 0..<at.height {
      let rest = wide[at(.rest, row)]
      let peak = wide[at(.peak, row)]
      let r = rest / peak + (wide[at(.ties, row)] - 1)
      let spread = wide[at(.total, row)] * Scalar.wideLog1p(r)
      let loss = wide[at(.distance, row)] + spread
      wide[at(.loss, row)] = wide[at(.weight, row)] * loss + 0
    }
  }

  /// The sum of the losses, and whether something may have overflowed or underflowed in one of the rows at least.
  ///
  /// By vectors, since a loop of comparisons is not made into vectors: of each kind of number the extremes are kept. A
  /// loss that is not finite shows in the sum; distances that have lost bits count only where the loss is tiny too.
  @inline(never)
  static func sumOfLosses<ForGradient: FusedChoice>(
    _ at: FusedColumnPlaces, _ narrow: [Scalar], _ wide: [Double], _: ForGradient.Type
  ) -> (sum: Double, isSuspect: Bool) {
    let (narrow, wide) = (narrow.span, wide.span)
    at.check(narrow: narrow.count, wide: wide.count)
    let zero = Scalar.Lanes()
    var maximum = zero
    var factors = Extremes()
    var row = 0
    while row < at.height {
      let maxima = Scalar.Lanes.load(narrow, at(.maximum, row))
      maximum = Scalar.Lanes.larger(maximum, Scalar.Lanes.larger(maxima, zero - maxima))
      if ForGradient.value {
        factors.add(Scalar.Lanes.load(narrow, at(.a, row)))
        factors.add(Scalar.Lanes.load(narrow, at(.b, row)))
      }
      row &+= Scalar.Lanes.scalarCount
    }
    var losses = Double.Lanes()
    var least = Double.Lanes(repeating: -1)
    var heaviest = Double.Lanes(repeating: 1)
    row = 0
    while row < at.height {
      let four = Double.Lanes.load(wide, at(.loss, row))
      losses = losses + four
      least = Double.Lanes.larger(least, Double.Lanes() - four)
      heaviest = Double.Lanes.larger(heaviest, Double.Lanes.load(wide, at(.weight, row)))
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
  static func setFaults(_ at: FusedColumnPlaces, _ narrow: [Scalar], _ wide: inout [Double], _ forGradient: Bool)
    -> Double
  {
    var sum = 0.0
    for row in 0..<at.height {
      let isGood =
        narrow[at(.maximum, row)].magnitude < Scalar.exactLogitLimit
        && wide[at(.loss, row)].magnitude < .infinity
        && isSafe(wide[at(.distance, row)])
        && (!forGradient || keepsFactors(row, at, narrow, wide))
      wide[at(.isGood, row)] = isGood ? 1 : 0
      if isGood { sum += wide[at(.loss, row)] }
    }
    return sum
  }

  /// True where the factors of a row's gradient have all their bits. Below 0, a would make -0 of an exponential that is 0.
  private static func keepsFactors(_ row: Int, _ at: FusedColumnPlaces, _ narrow: [Scalar], _ wide: [Double]) -> Bool {
    func keeps(_ factor: FusedColumnPlaces.Narrow, isZero: Bool) -> Bool {
      Scalar.keeps(Double(narrow[at(factor, row)]), isZero: isZero)
    }
    let weighsNothing = wide[at(.weight, row)] == 0
    let total = wide[at(.total, row)]
    // A target of 2 at most makes nothing normal of a d that is subnormal.
    return narrow[at(.a, row)] >= 0 && keeps(.a, isZero: weighsNothing || total == 0)
      && keeps(.b, isZero: weighsNothing)
      && (total <= 2 || keeps(.d, isZero: weighsNothing || wide[at(.rest, row)] == 0))
  }

  /// True where a sum of distances is 0 or large enough for none of its terms to have lost bits that count.
  @inline(__always)
  private static func isSafe(_ distance: Double) -> Bool { (distance == 0 ? 1 : distance) > Scalar.leastSafeSum }
}

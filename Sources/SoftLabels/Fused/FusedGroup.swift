/// One number of each row of a group: room for 40, of which the first `height` are in use.
///
/// Not a power of 2: columns that begin at the same place of a page get in each other's way.
typealias FusedColumn<Number> = InlineArray<40, Number>

/// What is computed once a row, for the rows of `FusedColumns`: the constants that their exponentials need, their losses,
/// and the factors of their gradients.
///
/// Short loops over the rows in Double, several of them: one with everything in it is not vectorised. All are mutating: a
/// function that only reads is given a copy of these 4 kB.
struct FusedGroup<Scalar: FusedScalar>: ~Copyable {
  typealias Lanes = Scalar.Lanes

  /// So many rows there is room for: whole vectors of them.
  let height: Int
  var maximum = FusedColumn<Scalar>(repeating: 0)
  /// The constants of `FusedRow`.
  var shift = FusedColumn<Scalar>(repeating: 0)
  var least = FusedColumn<Scalar>(repeating: 0)
  /// A gradient is e_j a - t_j b, and at the peak c - t_k d.
  var a = FusedColumn<Scalar>(repeating: 0)
  var b = FusedColumn<Scalar>(repeating: 0)
  var c = FusedColumn<Scalar>(repeating: 0)
  var d = FusedColumn<Scalar>(repeating: 0)

  /// e_k, scaled; how many classes share the maximum; r without any of them, scaled.
  var peak = FusedColumn<Double>(repeating: 0)
  var ties = FusedColumn<Double>(repeating: 0)
  var rest = FusedColumn<Double>(repeating: 0)
  /// T, and T without the peaks.
  var total = FusedColumn<Double>(repeating: 0)
  var restOfTargets = FusedColumn<Double>(repeating: 0)
  var distance = FusedColumn<Double>(repeating: 0)
  /// What the row's loss and gradient are multiplied by; 0 in lanes without a row.
  var weight = FusedColumn<Double>(repeating: 1)
  var loss = FusedColumn<Double>(repeating: 0)
  /// Where there are faults: false where something overflowed or underflowed and the row has to be done again.
  var isGood = FusedColumn<Bool>(repeating: true)
  /// The least and the largest label, lane by lane, and 0, where labels are weighed or targets checked.
  var extremes = (least: Lanes(), largest: Lanes())

  /// Room for groups out of so many rows.
  init(rows: Int) {
    height = min(maximum.count, (rows + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount)
  }

  @inline(never)
  mutating func setConstants() {
    precondition(height <= maximum.count)
    for row in 0..<height {
      let constants = FusedRow<Scalar>.Constants(maximum: maximum[row], subtracting: false)
      shift[row] = constants.shift
      least[row] = constants.least
      peak[row] = constants.peak
    }
  }

  /// The factors of the gradients over `divisor`.
  @inline(never)
  mutating func setFactors(_ divisor: Double) {
    precondition(height <= maximum.count)
    let inverse = 1 / divisor
    for row in 0..<height {
      let (rest, peak, ties, total) = (rest[row], peak[row], ties[row], total[row])
      let scale = weight[row] * inverse
      let share = scale / (rest + ties * peak)
      // With a tie nothing cancels at the peak.
      a[row] = Scalar(share * total) + 0
      b[row] = Scalar(scale)
      c[row] = Scalar(share * peak * (ties == 1 ? restOfTargets[row] : total)) + 0
      d[row] = Scalar(ties == 1 ? share * rest : scale)
    }
  }

  /// The losses.
  @inline(never)
  mutating func setLosses() {
    precondition(height <= maximum.count)
    for row in 0..<height {
      let r = rest[row] / peak[row] + (ties[row] - 1)
      loss[row] = weight[row] * (distance[row] + total[row] * Scalar.wideLog1p(r)) + 0
    }
  }

  /// The sum of the losses; false where it or a logit may be infinite or no number; and false where something else may have
  /// overflowed or underflowed in one of the rows at least.
  ///
  /// By vectors, since a loop of comparisons is not made into vectors: of each kind of number the extremes are kept. A
  /// loss that is not finite shows in the sum; distances that have lost bits count only where the loss is tiny too.
  @inline(never)
  mutating func sumOfLosses() -> (sum: Double, isFinite: Bool, isSafe: Bool) {
    var largest = Lanes()
    for row in stride(from: 0, to: height, by: Lanes.scalarCount) {
      let maxima = Lanes.load(maximum.span, row)
      largest = Lanes.larger(largest, Lanes.larger(maxima, Lanes() - maxima))
    }
    var losses = Double.Lanes()
    var least = Double.Lanes(repeating: -1)
    var heaviest = Double.Lanes(repeating: 1)
    for row in stride(from: 0, to: height, by: Double.Lanes.scalarCount) {
      let four = Double.Lanes.load(loss.span, row)
      losses = losses + four
      least = Double.Lanes.larger(least, Double.Lanes() - four)
      heaviest = Double.Lanes.larger(heaviest, Double.Lanes.load(weight.span, row))
    }
    let sum = (losses[0] + losses[1]) + (losses[2] + losses[3])
    let isFinite = sum.isFinite && largest.largest < Scalar.exactLogitLimit
    return (sum, isFinite, isFinite && -least.largest > heaviest.largest * (0x1p30 * Scalar.leastSafeSum))
  }

  /// False where labels of a row may be no distribution: those that were weighed last, or the targets that were added up and
  /// checked.
  @inline(never)
  mutating func labelsAreSound() -> Bool {
    let one = Double.Lanes(repeating: 1)
    var furthest = Double.Lanes()
    for row in stride(from: 0, to: height, by: Double.Lanes.scalarCount) {
      let distance = Double.Lanes.load(total.span, row) - one
      furthest = Double.Lanes.larger(Double.Lanes.larger(distance, one - one - distance), furthest)
    }
    return (Lanes() - extremes.least).largest <= 0 && extremes.largest.largest <= 1
      && furthest.largest <= 0.75 * Scalar.normalisationTolerance
  }

  /// False where a factor of the gradient may have lost bits.
  @inline(never)
  mutating func factorsAreNormal() -> Bool {
    var high = Lanes()
    var low = Lanes(repeating: -1)
    for row in stride(from: 0, to: height, by: Lanes.scalarCount) {
      let (a, b) = (Lanes.load(a.span, row), Lanes.load(b.span, row))
      high = Lanes.larger(b, Lanes.larger(a, high))
      low = Lanes.larger(Lanes() - b, Lanes.larger(Lanes() - a, low))
    }
    return -low.largest >= Scalar.leastNormalMagnitude && high.largest <= Scalar.greatestFiniteMagnitude
  }

  /// Marks the rows that went well, and returns the sum of their losses.
  mutating func setFaults(_ forGradient: Bool) -> Double {
    var sum = 0.0
    for row in 0..<height {
      isGood[row] =
        maximum[row].magnitude < Scalar.exactLogitLimit && loss[row].magnitude < .infinity
        && Scalar.isSafe(distance[row]) && (!forGradient || keepsFactors(row))
      if isGood[row] { sum += loss[row] }
    }
    return sum
  }

  /// True where the factors of a row's gradient have all their bits. Below 0, a would make -0 of an exponential that is 0.
  private func keepsFactors(_ row: Int) -> Bool {
    let weighsNothing = weight[row] == 0
    // A target of 2 at most makes nothing normal of a d that is subnormal.
    return a[row] >= 0 && Scalar.keeps(Double(a[row]), isZero: weighsNothing || total[row] == 0)
      && Scalar.keeps(Double(b[row]), isZero: weighsNothing)
      && (total[row] <= 2 || Scalar.keeps(Double(d[row]), isZero: weighsNothing || rest[row] == 0))
  }
}

/// Binary cross-entropy from probabilities, in an element type without a wider one.
///
/// With q the smaller of p and 1 - p, which is exact either way, and a and b the coefficients of its two logarithms,
///
///     loss       -a log q - b log(1 - q),   a = y where p ≤ ½, 1 - y elsewhere;  b = 1 - a
///     gradient   (p - y) / (p (1 - p))
///
/// The loops take every q for normal and note where one is not; such a piece is done again, with care. A q of 0 whose
/// loss is 0, a confident answer that is right, needs that for its gradient alone.
struct FusedBinaryFromProbabilities: FusedElementwise {
  let shape: [Int]
  let weights: [Double]?
  let isChecking: Bool
  static var inputKind: NumberKind { .probability }

  func reference(_ range: Range<Int>, _ input: Storage, _ targets: Storage) -> BinaryFromProbabilities {
    BinaryFromProbabilities(
      probabilities: input, targets: BinaryTargets(labels: targets, smoothing: 0),
      weights: weights.map { Array($0[range]) })
  }

  func run<Scalar: FusedScalar>(
    _: Range<Int>, _ p: Span<Scalar>, _ y: Span<Scalar>, _ losses: inout MutableSpan<Scalar>, divisor: Scalar,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) -> (mayHaveOverflowed: Bool, showsInput: Bool) {
    let care =
      gradient.isEmpty
      ? Self.run(p, y, &losses, divisor, &gradient, offset, No.self, No.self)
      : Self.run(p, y, &losses, divisor, &gradient, offset, Yes.self, No.self)
    if care.needsLosses { _ = Self.run(p, y, &losses, divisor, &gradient, offset, No.self, Yes.self) }
    // A q that is not normal, or a sum that is no number; a weight of 0 would hide that.
    if gradient.isEmpty || !care.needsGradient { return (false, !care.needsGradient && weights == nil) }
    Self.carefulGradient(p, y, divisor, &gradient, offset)
    return (true, false)
  }

  func correctGradient<Scalar: FusedScalar>(
    _ p: Span<Scalar>, _ y: Span<Scalar>, _ weights: Span<Double>, divisor: Scalar,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    for i in 0..<p.count {
      let (p, y, place) = (Double(p[i]), Double(y[i]), offset &+ i)
      if gradient[place].magnitude < .infinity || p == 0 || p == 1 { continue }
      gradient[place] = Scalar((p - y) / Double(divisor) * weights[i] / (p * (1 - p)))
    }
  }

  /// What the loops have met, in sign bits.
  private struct Care<Scalar: FusedScalar> {
    /// Some q is not normal, or below 0, where p is no probability.
    private var gradient: Scalar.Bits = 0
    /// Some q is not normal, and its a is not 0.
    private var losses: Scalar.Bits = 0

    var needsGradient: Bool { gradient.leadingZeroBitCount == 0 }
    var needsLosses: Bool { losses.leadingZeroBitCount == 0 }

    @inline(__always)
    mutating func note(_ q: Scalar, _ a: Scalar) {
      let isNotNormal = q.bitPattern &- Scalar.leastNormalMagnitude.bitPattern
      gradient |= isNotNormal | q.bitPattern
      losses |= isNotNormal & (0 &- a.magnitude.bitPattern)
    }
  }

  @inline(never)
  private static func run<Scalar: FusedScalar, ForGradient: FusedChoice, WithCare: FusedChoice>(
    _ p: Span<Scalar>, _ y: Span<Scalar>, _ losses: inout MutableSpan<Scalar>, _ divisor: Scalar,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int, _: ForGradient.Type, _: WithCare.Type
  ) -> Care<Scalar> {
    precondition(p.count == losses.count && y.count == losses.count)
    precondition(!ForGradient.value || (offset >= 0 && offset <= gradient.count && p.count <= gradient.count - offset))
    var care = Care<Scalar>()
    for i in 0..<losses.count {
      let (p, y) = (p[i], y[i])
      let rest = 1 - p
      let q = p < rest ? p : rest
      let a = p > 0.5 ? 1 - y : y
      if !WithCare.value { care.note(q, a) }
      // Where a is 0 its logarithm may be infinite: log 1 instead. Choosing the argument keeps the loop free of branches.
      let log = WithCare.value ? Scalar.fusedLog(a == 0 ? 1 : q) : Scalar.fusedLog(ofNormal: q)
      losses[i] = (1 - a) * Scalar.fusedMinusLog1m(q) - a * log
      // The divisor below the line: above it, or applied to the quotient, it may underflow or come too late.
      if ForGradient.value { gradient[offset &+ i] = (p - y) / (p * (1 - p) * divisor) }
    }
    return care
  }

  @inline(never)
  private static func carefulGradient<Scalar: FusedScalar>(
    _ p: Span<Scalar>, _ y: Span<Scalar>, _ divisor: Scalar, _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    precondition(p.count == y.count && offset >= 0 && offset <= gradient.count && p.count <= gradient.count - offset)
    for i in 0..<p.count {
      let (p, y) = (p[i], y[i])
      let rest = 1 - p
      let difference = p - y
      // At y = 0 and y = 1 one of the terms is gone, and with it the pole at that end.
      let left = y == 1 ? 1 : rest
      let right = y == 0 ? 1 : p
      let numerator = y == 0 ? 1 : difference
      gradient[offset &+ i] = (y == 1 ? -1 : numerator) / (left * right * divisor)
    }
  }
}

/// Binary cross-entropy from logits: see `BinaryFromLogits` for the formulas.
struct FusedBinaryFromLogits<Scalar: FusedScalar>: FusedElementwise {
  let logits: [Scalar]
  let targets: [Scalar]
  let weights: [Double]?
  let positiveWeights: [Scalar]?

  init(_ element: BinaryFromLogits) {
    logits = Scalar.borrow(element.logits)
    targets = Scalar.borrow(element.targets)
    weights = element.weights
    positiveWeights = element.positiveWeights.map { $0.map { Scalar($0) } }
  }

  var count: Int { logits.count }

  func losses(_ start: Int, _ losses: inout MutableSpan<Scalar>) {
    let range = start..<start + losses.count
    let (x, y) = (logits.span.extracting(range), targets.span.extracting(range))
    if let positiveWeights {
      Self.losses(x, y, positiveWeights.span.extracting(range), &losses)
    } else {
      Self.losses(x, y, &losses)
    }
    if let weights { weigh(&losses, 0, by: weights.span.extracting(range)) }
  }

  func lossesAndGradient(
    _ start: Int, _ losses: inout MutableSpan<Scalar>, divisor: Scalar, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int
  ) {
    let range = start..<start + losses.count
    let (x, y) = (logits.span.extracting(range), targets.span.extracting(range))
    if let positiveWeights {
      Self.lossesAndGradient(x, y, positiveWeights.span.extracting(range), divisor, &losses, &gradient, offset)
    } else {
      Self.lossesAndGradient(x, y, divisor, &losses, &gradient, offset)
    }
    guard let weights else { return }
    weigh(&losses, 0, by: weights.span.extracting(range))
    weigh(&gradient, offset, by: weights.span.extracting(range))
  }

  /// A logit of -inf is a loss of 0 where its coefficient is 0; the loops have NaN there, 0 · inf.
  func correct(_ start: Int, _ losses: inout MutableSpan<Scalar>) {
    for i in 0..<losses.count where losses[i].isNaN && logits[start + i].magnitude == .infinity { losses[i] = 0 }
  }

  /// e^-|x|, which the loss and its derivative share.
  @inline(__always)
  private static func exponential(_ x: Scalar) -> Scalar { Scalar.fusedExp(-x.magnitude) }

  /// 1 where x ≥ 0, 0 elsewhere: the slope of what is linear in x is `step` - y, with nothing to cancel.
  @inline(__always)
  private static func step(_ x: Scalar) -> Scalar { x >= 0 ? 1 : 0 }

  @inline(never)
  private static func losses(_ x: Span<Scalar>, _ y: Span<Scalar>, _ losses: inout MutableSpan<Scalar>) {
    precondition(x.count == losses.count && y.count == losses.count)
    for i in 0..<losses.count { losses[i] = x[i] * (step(x[i]) - y[i]) + Scalar.fusedLog1p(exponential(x[i])) }
  }

  @inline(never)
  private static func lossesAndGradient(
    _ x: Span<Scalar>, _ y: Span<Scalar>, _ divisor: Scalar, _ losses: inout MutableSpan<Scalar>,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    precondition(x.count == losses.count && y.count == losses.count)
    precondition(offset >= 0 && offset <= gradient.count && x.count <= gradient.count - offset)
    for i in 0..<losses.count {
      let (x, y) = (x[i], y[i])
      let e = exponential(x)
      let step = step(x)
      losses[i] = x * (step - y) + Scalar.fusedLog1p(e)
      // (1 - y) - y e where x ≥ 0, -y - (y - 1) e elsewhere.
      let numerator = (step - y) - (step - 1 + y) * e
      // Adding 0 leaves no -0 of a quotient too small for `Scalar`.
      gradient[offset &+ i] = numerator / ((1 + e) * divisor) + 0
    }
  }

  // With a positive weight w the coefficients are n = 1 - y and w y, whose sum is not 1.

  /// t |x| + (n + w y) log1p(exp(-|x|)), t = n where x ≥ 0, w y elsewhere.
  @inline(__always)
  private static func loss(_ x: Scalar, _ y: Scalar, _ w: Scalar, _ e: Scalar) -> Scalar {
    let isPositive = x >= 0
    // w last: w y may be subnormal where w y |x| is not.
    let distance = (isPositive ? 1 - y : y) * x.magnitude * (isPositive ? 1 : w)
    return distance + (1 - y + w * y) * Scalar.fusedLog1p(e)
  }

  @inline(never)
  private static func losses(
    _ x: Span<Scalar>, _ y: Span<Scalar>, _ w: Span<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) {
    precondition(x.count == losses.count && y.count == losses.count && w.count == losses.count)
    for i in 0..<losses.count { losses[i] = loss(x[i], y[i], w[i], exponential(x[i])) }
  }

  @inline(never)
  private static func lossesAndGradient(
    _ x: Span<Scalar>, _ y: Span<Scalar>, _ w: Span<Scalar>, _ divisor: Scalar, _ losses: inout MutableSpan<Scalar>,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    precondition(x.count == losses.count && y.count == losses.count && w.count == losses.count)
    precondition(offset >= 0 && offset <= gradient.count && x.count <= gradient.count - offset)
    for i in 0..<losses.count {
      let (x, y, w) = (x[i], y[i], w[i])
      let e = exponential(x)
      losses[i] = loss(x, y, w, e)
      let (negative, positive) = (1 - y, w * y)
      let numerator = x >= 0 ? negative - positive * e : negative * e - positive
      gradient[offset &+ i] = numerator / ((1 + e) * divisor) + 0
    }
  }
}

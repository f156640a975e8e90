/// Binary cross-entropy from probabilities, in an element type without a wider one.
///
/// With q the smaller of p and 1 - p, which is exact either way, and a and b the coefficients of its two logarithms,
///
///     loss       -(a log q + b log(1 - q)),   a = y where p ≤ ½, 1 - y elsewhere;  b = 1 - a
///     gradient   (p - y) / (p (1 - p))
struct FusedBinaryFromProbabilities<Scalar: FusedScalar>: FusedElementwise {
  let probabilities: [Scalar]
  let targets: [Scalar]
  let weights: [Double]?

  init(_ element: BinaryFromProbabilities) {
    probabilities = Scalar.borrow(element.probabilities)
    targets = Scalar.borrow(element.targets)
    weights = element.weights
  }

  var count: Int { probabilities.count }

  func losses(_ start: Int, _ losses: inout MutableSpan<Scalar>) {
    let range = start..<start + losses.count
    Self.losses(probabilities.span.extracting(range), targets.span.extracting(range), &losses)
    if let weights { weigh(&losses, 0, by: weights.span.extracting(range)) }
  }

  func gradient(_ start: Int, divisor: Scalar, _ gradient: inout MutableSpan<Scalar>, _ offset: Int, count: Int) {
    let range = start..<start + count
    Self.gradient(probabilities.span.extracting(range), targets.span.extracting(range), divisor, &gradient, offset)
    if let weights { weigh(&gradient, offset, by: weights.span.extracting(range)) }
  }

  /// A quotient may overflow that a weight below 1 would have kept in range.
  func correct(
    _ start: Int, divisor: Double, _ losses: inout MutableSpan<Scalar>, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int
  ) {
    guard let weights, !gradient.isEmpty else { return }
    for i in 0..<losses.count where gradient[offset &+ i].magnitude == .infinity {
      let (p, y) = (Double(probabilities[start + i]), Double(targets[start + i]))
      if p == 0 || p == 1 { continue }
      gradient[offset &+ i] = Scalar((p - y) / divisor * weights[start + i] / (p * (1 - p)))
    }
  }

  @inline(never)
  private static func losses(_ p: Span<Scalar>, _ y: Span<Scalar>, _ losses: inout MutableSpan<Scalar>) {
    precondition(p.count == losses.count && y.count == losses.count)
    for i in 0..<losses.count {
      let (p, y) = (p[i], y[i])
      let isLarge = p > 0.5
      let (q, other) = (isLarge ? 1 - p : p, 1 - y)
      let a = isLarge ? other : y
      let b = isLarge ? y : other
      // Where a is 0 its logarithm may be infinite: log 1 instead. Choosing the argument keeps the loop free of branches.
      losses[i] = 0 - (a * Scalar.fusedLog(a == 0 ? 1 : q) + b * Scalar.fusedLog1m(q))
    }
  }

  @inline(never)
  private static func gradient(
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
      // The divisor below the line: above it, or applied to the quotient, it may underflow or come too late.
      gradient[offset &+ i] = (y == 1 ? -1 : numerator) / (left * right * divisor)
    }
  }
}

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

  func gradient(_ start: Int, divisor: Scalar, _ gradient: inout MutableSpan<Scalar>, _ offset: Int, count: Int) {
    let range = start..<start + count
    let scale = 1 / divisor
    let (x, y) = (logits.span.extracting(range), targets.span.extracting(range))
    if let positiveWeights {
      Self.gradient(x, y, positiveWeights.span.extracting(range), scale, &gradient, offset)
    } else {
      Self.gradient(x, y, scale, &gradient, offset)
    }
    if let weights { weigh(&gradient, offset, by: weights.span.extracting(range)) }
  }

  func lossesAndGradient(
    _ start: Int, _ losses: inout MutableSpan<Scalar>, divisor: Scalar, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int
  ) {
    if weights != nil || positiveWeights != nil {
      self.losses(start, &losses)
      self.gradient(start, divisor: divisor, &gradient, offset, count: losses.count)
      return
    }
    let range = start..<start + losses.count
    let (x, y) = (logits.span.extracting(range), targets.span.extracting(range))
    Self.lossesAndGradient(x, y, 1 / divisor, &losses, &gradient, offset)
  }

  /// e^-|x|, which the loss and its derivative share.
  @inline(__always)
  private static func exponential(_ x: Scalar) -> Scalar { Scalar.fusedExp(-x.magnitude) }

  /// t |x| + (1 - y + w y) log1p(exp(-|x|)), t = 1 - y where x ≥ 0, w y elsewhere.
  @inline(__always)
  private static func loss(_ x: Scalar, _ e: Scalar, negative: Scalar, positive: Scalar) -> Scalar {
    let t = x >= 0 ? negative : positive
    // x may be -inf where t is 0.
    let distance = t == 0 ? 0 : x.magnitude
    return t * distance + (negative + positive) * Scalar.fusedLog1p(e)
  }

  /// ((1 - y) - w y e⁻ˣ) / (1 + e⁻ˣ), mirrored for x < 0.
  @inline(__always)
  private static func derivative(_ x: Scalar, _ e: Scalar, negative: Scalar, positive: Scalar) -> Scalar {
    let isPositive = x >= 0
    let numerator = (isPositive ? negative : negative * e) - (isPositive ? positive * e : positive)
    return numerator / (1 + e)
  }

  @inline(never)
  private static func losses(_ x: Span<Scalar>, _ y: Span<Scalar>, _ losses: inout MutableSpan<Scalar>) {
    precondition(x.count == losses.count && y.count == losses.count)
    for i in 0..<losses.count { losses[i] = loss(x[i], exponential(x[i]), negative: 1 - y[i], positive: y[i]) }
  }

  @inline(never)
  private static func losses(
    _ x: Span<Scalar>, _ y: Span<Scalar>, _ w: Span<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) {
    precondition(x.count == losses.count && y.count == losses.count && w.count == losses.count)
    for i in 0..<losses.count { losses[i] = loss(x[i], exponential(x[i]), negative: 1 - y[i], positive: w[i] * y[i]) }
  }

  @inline(never)
  private static func lossesAndGradient(
    _ x: Span<Scalar>, _ y: Span<Scalar>, _ scale: Scalar, _ losses: inout MutableSpan<Scalar>,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    precondition(x.count == losses.count && y.count == losses.count)
    precondition(offset >= 0 && offset <= gradient.count && x.count <= gradient.count - offset)
    for i in 0..<losses.count {
      let (x, y) = (x[i], y[i])
      let e = exponential(x)
      losses[i] = loss(x, e, negative: 1 - y, positive: y)
      gradient[offset &+ i] = derivative(x, e, negative: 1 - y, positive: y) * scale
    }
  }

  @inline(never)
  private static func gradient(
    _ x: Span<Scalar>, _ y: Span<Scalar>, _ scale: Scalar, _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    precondition(x.count == y.count && offset >= 0 && offset <= gradient.count && x.count <= gradient.count - offset)
    for i in 0..<x.count {
      gradient[offset &+ i] = derivative(x[i], exponential(x[i]), negative: 1 - y[i], positive: y[i]) * scale
    }
  }

  @inline(never)
  private static func gradient(
    _ x: Span<Scalar>, _ y: Span<Scalar>, _ w: Span<Scalar>, _ scale: Scalar, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int
  ) {
    precondition(x.count == y.count && w.count == x.count)
    precondition(offset >= 0 && offset <= gradient.count && x.count <= gradient.count - offset)
    for i in 0..<x.count {
      gradient[offset &+ i] = derivative(x[i], exponential(x[i]), negative: 1 - y[i], positive: w[i] * y[i]) * scale
    }
  }
}

extension FusedElementwise {
  /// Multiplies by element weights, in Double, and drops what has none: 0 · inf is 0 here.
  func weigh(_ values: inout MutableSpan<Scalar>, _ offset: Int, by weights: Span<Double>) {
    for i in 0..<weights.count {
      values[offset &+ i] = weights[i] == 0 ? 0 : Scalar(weights[i] * Double(values[offset &+ i]))
    }
  }
}

/// Binary cross-entropy from logits, ω (y w softplus(-x) + (1 - y) softplus(x)), with element weights ω and positive
/// weights w, in a form in which nothing cancels:
///
///     ω (t |x| + ((1 - y) + w y) log1p(exp(-|x|))),   t = 1 - y where x ≥ 0, w y elsewhere
struct BinaryFromLogits: ElementKernel {
  let logits: Storage
  let targets: BinaryTargets
  let weights: [Double]?
  let positiveWeights: [Double]?

  var format: FloatFormat { logits.format }
  var sampleCount: Int { logits.count }

  /// 1 - y, w y and ω.
  @inline(__always)
  private func coefficients<Real: BoundedReal>(_ i: Int) -> (negative: Real, positive: Real, weight: Real) {
    let (y, negative): (Real, Real) = targets.coefficients(i)
    return (negative, positiveWeights.map { Real($0[i]) * y } ?? y, Real(weights?[i] ?? 1))
  }

  /// At a logit of -inf the class is impossible: right for y = 0, infinitely wrong otherwise.
  func infinity(_ i: Int) -> Double? {
    guard logits[i] == -.infinity else { return nil }
    let sign = signOfProduct(targets.signs(i).positive, positiveWeights?[i] ?? 1, weights?[i] ?? 1)
    return sign == 0 ? nil : sign * .infinity
  }

  func loss<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    let x = logits[i]
    if x == -.infinity { return .zero }
    let (negative, positive, weight): (Real, Real, Real) = coefficients(i)
    let distance = Real(x.magnitude)
    let t = x >= 0 ? negative : positive
    return weight * (t * distance + (negative + positive) * .log1p(.exp(-distance)))
  }

  /// ω ((1 - y) - w y e⁻ˣ) / (1 + e⁻ˣ), mirrored for x < 0.
  func gradient<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    let x = logits[i]
    let (negative, positive, weight): (Real, Real, Real) = coefficients(i)
    if x == -.infinity { return -(weight * positive) }
    let e = Real.exp(-Real(x.magnitude))
    let numerator = x >= 0 ? negative - positive * e : negative * e - positive
    return weight * numerator / (.one + e)
  }
}

/// Binary cross-entropy from probabilities, -ω (y log p + (1 - y) log1p(-p)); a term with a zero coefficient is dropped,
/// and there is no clamp.
struct BinaryFromProbabilities: ElementKernel {
  let probabilities: Storage
  let targets: BinaryTargets
  let weights: [Double]?

  var format: FloatFormat { probabilities.format }
  var sampleCount: Int { probabilities.count }

  /// The sign of y ω where p = 0, that of (1 - y) ω where p = 1, and 0 elsewhere.
  private func signs(_ i: Int) -> (atZero: Double, atOne: Double) {
    let (p, weight) = (probabilities[i], weights?[i] ?? 1)
    return (
      p == 0 ? signOfProduct(targets.signs(i).positive, weight) : 0,
      p == 1 ? signOfProduct(targets.signs(i).negative, weight) : 0
    )
  }

  func infinity(_ i: Int) -> Double? {
    let (atZero, atOne) = signs(i)
    return atZero + atOne == 0 ? nil : (atZero + atOne) * .infinity
  }

  func loss<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    let p = probabilities[i]
    let (y, negative): (Real, Real) = targets.coefficients(i)
    var sum = Real.zero
    if p != 0, !y.isExactlyZero { sum += y * .log(Real(p)) }
    if p != 1, !negative.isExactlyZero { sum += negative * .log1p(-Real(p)) }
    return Real(weights?[i] ?? 1) * -sum
  }

  func gradientInfinity(_ i: Int) -> Double? {
    let (atZero, atOne) = signs(i)
    return atZero == atOne ? nil : (atOne - atZero) * .infinity
  }

  /// ω (-y/p + (1 - y)/(1 - p)), over one denominator where both terms stand: (p - y) / (p (1 - p)).
  func gradient<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    let (p, weight) = (Real(probabilities[i]), Real(weights?[i] ?? 1))
    let (y, negative): (Real, Real) = targets.coefficients(i)
    // At the ends the other term is dropped, or the entry is infinite and not asked for.
    if probabilities[i] == 0 { return weight * negative }
    if probabilities[i] == 1 { return -weight * y }
    if y.isExactlyZero { return weight * negative / (.one - p) }
    if negative.isExactlyZero { return -weight * y / p }
    return weight * (p - y) / (p * (.one - p))
  }
}

/// The targets of a binary loss: y (1 - ε) + ε/2 for labels y and Keras's label smoothing ε.
struct BinaryTargets: Sendable {
  let labels: Storage
  let smoothing: Double

  /// The target and what it lacks to 1, the coefficients of log p and log(1 - p): neither by a difference that cancels.
  @inline(__always)
  func coefficients<Real: BoundedReal>(_ i: Int) -> (positive: Real, negative: Real) {
    let y = Real(labels[i])
    if smoothing == 0 { return (y, .one - y) }
    let (kept, share) = (Real.one - Real(smoothing), Real(smoothing) * Real(0.5))
    return (y * kept + share, (.one - y) * kept + share)
  }

  /// -1, 0 or 1: the signs of both.
  func signs(_ i: Int) -> (positive: Double, negative: Double) {
    if smoothing == 0 { return (signOfProduct(labels[i]), signOfProduct(1 - labels[i])) }
    let (positive, negative): (BigFloat<Bits256>, BigFloat<Bits256>) = coefficients(i)
    return (positive.sign, negative.sign)
  }
}

/// The sign of a product of exact numbers, each of which may be tiny: no product is formed.
private func signOfProduct(_ factors: Double...) -> Double {
  factors.reduce(1) { $0 * ($1 == 0 ? 0 : $1 < 0 ? -1 : 1) }
}

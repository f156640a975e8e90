/// Binary cross-entropy from logits, ω (y w softplus(-x) + (1 - y) softplus(x)), with element weights ω and positive
/// weights w, in a form in which nothing cancels:
///
///     ω (t |x| + ((1 - y) + w y) log1p(exp(-|x|))),   t = 1 - y where x ≥ 0, w y elsewhere
struct BinaryFromLogits: ElementKernel {
  let logits: Storage
  let targets: Storage
  let weights: [Double]?
  let positiveWeights: [Double]?

  var format: FloatFormat { logits.format }
  var sampleCount: Int { logits.count }

  /// 1 - y, w y and ω.
  @inline(__always)
  private func coefficients<Real: BoundedReal>(_ i: Int) -> (negative: Real, positive: Real, weight: Real) {
    let y = Real(targets[i])
    let positive = positiveWeights.map { Real($0[i]) * y } ?? y
    return (.one - y, positive, Real(weights?[i] ?? 1))
  }

  /// At a logit of -inf the class is impossible: right for y = 0, infinitely wrong otherwise.
  func infinity(_ i: Int) -> Double? {
    guard logits[i] == -.infinity else { return nil }
    let sign = signOfProduct(targets[i], positiveWeights?[i] ?? 1, weights?[i] ?? 1)
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

  func gradientInfinity(_: Int) -> Double? { nil }

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
  let targets: Storage
  let weights: [Double]?

  var format: FloatFormat { probabilities.format }
  var sampleCount: Int { probabilities.count }

  func infinity(_ i: Int) -> Double? {
    let (p, y, weight) = (probabilities[i], targets[i], weights?[i] ?? 1)
    let sign = p == 0 ? signOfProduct(y, weight) : p == 1 ? signOfProduct(1 - y, weight) : 0
    return sign == 0 ? nil : sign * .infinity
  }

  func loss<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    let (p, y) = (probabilities[i], targets[i])
    var sum = Real.zero
    if y != 0, p != 0 { sum += Real(y) * .log(Real(p)) }
    if y != 1, p != 1 { sum += (.one - Real(y)) * .log1p(-Real(p)) }
    return Real(weights?[i] ?? 1) * -sum
  }

  func gradientInfinity(_ i: Int) -> Double? {
    let (p, y, weight) = (probabilities[i], targets[i], weights?[i] ?? 1)
    let sign = p == 0 ? -signOfProduct(y, weight) : p == 1 ? signOfProduct(1 - y, weight) : 0
    return sign == 0 ? nil : sign * .infinity
  }

  /// ω (-y/p + (1 - y)/(1 - p)), over one denominator where both terms stand: (p - y) / (p (1 - p)).
  func gradient<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    let (p, y) = (Real(probabilities[i]), Real(targets[i]))
    let weight = Real(weights?[i] ?? 1)
    if targets[i] == 0 { return probabilities[i] == 1 ? .zero : weight / (.one - p) }
    if targets[i] == 1 { return probabilities[i] == 0 ? .zero : -weight / p }
    if probabilities[i] == 0 || probabilities[i] == 1 { return .zero }
    return weight * (p - y) / (p * (.one - p))
  }
}

/// The sign of a product of exact numbers, each of which may be tiny: no product is formed.
private func signOfProduct(_ factors: Double...) -> Double {
  factors.reduce(1) { $0 * ($1 == 0 ? 0 : $1 < 0 ? -1 : 1) }
}

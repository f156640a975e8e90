/// What a divergence is computed from.
package enum DivergenceForm: Sendable {
  /// log p and t.
  case logProbabilities
  /// log p and log t.
  case logarithms
  /// p and t.
  case probabilities
}

/// One element of KL divergence, with the weight ω of its row: ω t (log t - q) from log-probabilities q, with t given as it
/// is or as its logarithm; ω t log(t / p) from probabilities.
struct KLDivergenceKernel: ElementKernel {
  let input: Storage
  let targets: Storage
  let form: DivergenceForm
  let weights: [Double]?

  var format: FloatFormat { targets.format }
  var sampleCount: Int { targets.count }

  private func isDropped(_ i: Int) -> Bool {
    targets[i] == (form == .logarithms ? -.infinity : 0) || weights?[i] == 0
  }

  /// t is positive where it is not dropped, so -log p decides. No log-probability is +inf, but the unchecked
  /// initialiser takes any number.
  func infinity(_ i: Int) -> Double? {
    let surprise = form != .probabilities ? -input[i] : input[i] == 0 ? .infinity : 0
    return surprise.isInfinite && !isDropped(i) ? surprise * (weights?[i] ?? 1) : nil
  }

  func loss<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    if isDropped(i) { return .zero }
    let (x, t, weight) = (Real(input[i]), Real(targets[i]), Real(weights?[i] ?? 1))
    switch form {
    case .logProbabilities: return weight * t * (.log(t) - x)
    case .logarithms: return weight * .exp(t) * (t - x)
    case .probabilities:
      // Where t and p are close, their exact difference keeps what a rounded quotient would lose.
      let difference = targets[i] - input[i]
      return weight * t * (difference.magnitude < input[i] / 2 ? .log1p((t - x) / x) : .log(t / x))
    }
  }

  func gradientInfinity(_ i: Int) -> Double? { form == .probabilities ? infinity(i).map { -$0 } : nil }

  func gradient<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    if isDropped(i) { return .zero }
    let (t, weight) = (Real(targets[i]), Real(weights?[i] ?? 1))
    switch form {
    case .logProbabilities: return -weight * t
    case .logarithms: return -weight * .exp(t)
    case .probabilities: return -weight * t / Real(input[i])
    }
  }
}

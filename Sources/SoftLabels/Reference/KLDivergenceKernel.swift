/// One element of KL divergence from log-probabilities q: t (log t - q), with t given as it is or as its logarithm.
struct KLDivergenceKernel: ElementKernel {
  let logProbabilities: Storage
  let targets: Storage
  let targetsAreLogarithms: Bool

  var format: FloatFormat { targets.format }
  var sampleCount: Int { targets.count }

  private func isDropped(_ i: Int) -> Bool {
    targetsAreLogarithms ? targets[i] == -.infinity : targets[i] == 0
  }

  /// t is positive where it is not dropped, so -t q decides. No log-probability is +inf, but the unchecked initialiser
  /// takes any number.
  func infinity(_ i: Int) -> Double? {
    !isDropped(i) && logProbabilities[i].isInfinite ? -logProbabilities[i] : nil
  }

  func loss<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    if isDropped(i) { return .zero }
    let (q, t) = (Real(logProbabilities[i]), Real(targets[i]))
    if targetsAreLogarithms { return .exp(t) * (t - q) }
    return t * (.log(t) - q)
  }

  func gradientInfinity(_: Int) -> Double? { nil }

  func gradient<Real: BoundedReal>(_ i: Int, in _: Real.Type) -> Real {
    if isDropped(i) { return .zero }
    return targetsAreLogarithms ? -.exp(Real(targets[i])) : -Real(targets[i])
  }
}

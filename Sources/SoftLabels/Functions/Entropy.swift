/// The entropy of each row, in nats: H(p) = -Σ p_j log p_j along the class axis, with 0 log 0 = 0.
///
/// It is the floor of cross-entropy: no prediction costs less against targets p.
///
/// - Parameter distributions: [C], [N, C] or [N, C, d1, …]. A sum that strays from 1 is used as it is.
/// - Returns: the shape of `distributions` without the class axis.
/// - Accuracy: correctly rounded.
public func entropy<Scalar: LossScalar>(_ distributions: Distributions<Scalar>) throws(LossError) -> Tensor<Scalar> {
  try distributions.tensor.mapRows(along: distributions.classAxis) {
    Rounding.round(RowEntropy(row: $0), to: Scalar.format)
  }
}

/// The entropy of each probability as a question of its own, in nats: -p log p - (1 - p) log(1 - p), elementwise.
///
/// It is the floor of binary cross-entropy.
///
/// - Parameter probabilities: of any shape.
/// - Returns: numbers of the same shape, between 0 and log 2.
/// - Accuracy: correctly rounded.
public func binaryEntropy<Scalar: LossScalar>(_ probabilities: Probabilities<Scalar>) -> Tensor<Scalar> {
  // The cost of a prediction that is the target.
  let p = Storage(probabilities.tensor)
  let targets = BinaryTargets(labels: p, smoothing: 0)
  let kernel = BinaryFromProbabilities(probabilities: p, targets: targets, weights: nil)
  return Tensor(shape: probabilities.tensor.shape, rounded: kernel.losses())
}

private struct RowEntropy: Formula {
  let row: [Double]

  func evaluate<Real: BoundedReal>(in _: Real.Type) -> Real.Sum {
    var sum = Real.zero
    for p in row where p != 0 { sum += Real(p) * .log(Real(p)) }
    return (-sum).asSum
  }
}

/// Binary cross-entropy: each element is a yes-or-no question of its own. PyTorch's `BCELoss` and `BCEWithLogitsLoss`.
///
///     loss = -ω (y log p + (1 - y) log(1 - p))                                 from probabilities p
///     loss = ω (w y log(1 + exp(-x)) + (1 - y) log(1 + exp(x)))                from logits x
///
/// in nats, with element weights ω and positive weights w. Label smoothing ε makes y (1 - ε) + ε/2 of y, as in Keras. Any shape; `losses` has the same. `mean` divides by the number
/// of elements, whatever the weights.
///
/// A term with a zero coefficient is dropped, so y = p = 0 costs 0; y > 0 at p = 0 costs +inf. There is no clamp: PyTorch
/// says 100 there. Over two complementary columns every sample counts twice.
public struct BinaryCrossEntropy<Scalar: LossScalar>: Loss, KernelLoss {
  let kernel: EitherKernel<BinaryFromLogits, BinaryFromProbabilities>
  let inputShape: [Int]

  /// Binary cross-entropy of probabilities. The gradient is with respect to the probabilities.
  ///
  /// - Parameters:
  ///   - probabilities: any shape.
  ///   - targets: the same shape.
  ///   - weights: element weights, of any shape that broadcasts to the input's: [2] on [N, 2] weighs columns.
  ///   - labelSmoothing: ε in [0, 1].
  /// - Throws: `shapeMismatch`; `invalidOption` for ε.
  public init(
    probabilities: Probabilities<Scalar>, targets: Probabilities<Scalar>, weights: Weights<Scalar>? = nil,
    labelSmoothing: Scalar = 0
  ) throws(LossError) {
    let shape = probabilities.tensor.shape
    kernel = .fromProbabilities(
      BinaryFromProbabilities(
        probabilities: Storage(probabilities.tensor),
        targets: try BinaryTargets(targets, for: shape, labelSmoothing: labelSmoothing),
        weights: try weights?.tensor.broadcast(to: shape, name: "weights")))
    inputShape = shape
  }

  /// Binary cross-entropy of logits. The gradient is with respect to the logits.
  ///
  /// - Parameters:
  ///   - logits: any shape.
  ///   - targets: the same shape.
  ///   - weights: element weights, of any shape that broadcasts to the input's.
  ///   - positiveWeights: the weight of the y term alone, PyTorch's `pos_weight`; broadcasts likewise. At soft targets it
  ///     moves the minimiser to w y / (w y + 1 - y).
  ///   - labelSmoothing: ε in [0, 1].
  /// - Throws: `shapeMismatch`; `invalidOption` for ε.
  public init(
    logits: Logits<Scalar>, targets: Probabilities<Scalar>, weights: Weights<Scalar>? = nil,
    positiveWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0
  ) throws(LossError) {
    let shape = logits.tensor.shape
    kernel = .fromLogits(
      BinaryFromLogits(
        logits: Storage(logits.tensor),
        targets: try BinaryTargets(targets, for: shape, labelSmoothing: labelSmoothing),
        weights: try weights?.tensor.broadcast(to: shape, name: "weights"),
        positiveWeights: try positiveWeights?.tensor.broadcast(to: shape, name: "positive weights")))
    inputShape = shape
  }
}

extension BinaryTargets {
  fileprivate init<Scalar>(
    _ targets: Probabilities<Scalar>, for shape: [Int], labelSmoothing: Scalar
  ) throws(LossError) {
    try targets.tensor.requireShape(shape, of: "targets")
    self.init(labels: Storage(targets.tensor), smoothing: try checked(labelSmoothing: labelSmoothing))
  }
}

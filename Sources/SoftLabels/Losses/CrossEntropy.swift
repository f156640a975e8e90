/// Cross-entropy between soft targets or class indices and predictions, PyTorch's `CrossEntropyLoss`.
///
/// With t_j = w_j ((1 - ε) y_j + ε / C) for class weights w and label smoothing ε, and s the weight of the sample,
///
///     loss = s Σ t_j (log Σ exp(x_i) - x_j)      from logits x
///     loss = -s Σ t_j log p_j                    from probabilities p
///
/// in nats. Shapes: input [C], [N, C] or [N, C, d1, …]; soft targets the same; class indices and `losses` without the
/// class axis.
///
/// `mean` divides by N · d1 · … for soft targets, whatever the weights; for class indices, by the sum of the weights of
/// the targets that are not ignored. So the same labels, one-hot, give another mean: pytorch issue 25571.
///
/// A target of 0 at a logit of -inf, or at a probability of 0, adds nothing; any other makes the loss +inf. (PyTorch
/// gives NaN for the first.)
///
/// Source: the formulas in which nothing cancels are derived in `CrossEntropyKernel`.
public struct CrossEntropy<Scalar: LossScalar>: Loss, KernelLoss {
  let kernel: EitherKernel<CrossEntropyKernel, ProbabilityCrossEntropyKernel>
  let targets: ClassTargets
  let inputShape: [Int]

  /// Cross-entropy of logits against soft targets.
  ///
  /// - Parameters:
  ///   - logits: [C], [N, C] or [N, C, d1, …].
  ///   - targets: the same shape.
  ///   - classWeights: [C]; nil for none.
  ///   - sampleWeights: the shape of `losses`; nil for none. They do not change the divisor of `mean`.
  ///   - labelSmoothing: ε in [0, 1].
  /// - Throws: `shapeMismatch`; `invalidLogit` for a row that is all -inf; `invalidOption` for ε.
  public init(
    logits: Logits<Scalar>, targets: Distributions<Scalar>, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0
  ) throws(LossError) {
    try self.init(
      logits,
      ClassTargets(
        .soft(targets), for: logits.tensor, classWeights: classWeights, sampleWeights: sampleWeights,
        labelSmoothing: labelSmoothing))
  }

  /// Cross-entropy of logits against class indices.
  ///
  /// - Parameters:
  ///   - logits: [C], [N, C] or [N, C, d1, …].
  ///   - targets: that shape without the class axis.
  ///   - classWeights: [C]; nil for none.
  ///   - sampleWeights: the shape of the targets; nil for none. They count in the divisor of `mean`.
  ///   - labelSmoothing: ε in [0, 1].
  ///   - ignoreIndex: samples with this class index count nowhere; nil, the default, ignores none.
  /// - Throws: `shapeMismatch`; `classIndexOutOfRange`; `invalidLogit` for a row that is all -inf and not ignored;
  ///   `invalidOption` for ε.
  public init(
    logits: Logits<Scalar>, targets: ClassIndices, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0, ignoreIndex: Int? = nil
  ) throws(LossError) {
    try self.init(
      logits,
      ClassTargets(
        .hard(targets, ignoring: ignoreIndex), for: logits.tensor, classWeights: classWeights,
        sampleWeights: sampleWeights, labelSmoothing: labelSmoothing))
  }

  /// Cross-entropy of probabilities against soft targets. The gradient is with respect to the probabilities.
  ///
  /// The probabilities of a row need not sum to 1, and are not normalised: what PyTorch computes from log p is another
  /// number then.
  /// - Throws: `shapeMismatch`.
  public init(
    probabilities: Probabilities<Scalar>, targets: Distributions<Scalar>, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil
  ) throws(LossError) {
    try self.init(
      probabilities,
      ClassTargets(.soft(targets), for: probabilities.tensor, classWeights: classWeights, sampleWeights: sampleWeights))
  }

  /// Cross-entropy of probabilities against class indices. The gradient is with respect to the probabilities.
  ///
  /// - Throws: `shapeMismatch`, `classIndexOutOfRange`.
  public init(
    probabilities: Probabilities<Scalar>, targets: ClassIndices, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil, ignoreIndex: Int? = nil
  ) throws(LossError) {
    try self.init(
      probabilities,
      ClassTargets(
        .hard(targets, ignoring: ignoreIndex), for: probabilities.tensor, classWeights: classWeights,
        sampleWeights: sampleWeights))
  }

  private init(_ logits: Logits<Scalar>, _ targets: ClassTargets) throws(LossError) {
    self.targets = targets
    kernel = .fromLogits(
      try CrossEntropyKernel(logits: Storage(logits.tensor), targets: targets))
    inputShape = logits.tensor.shape
  }

  private init(_ probabilities: Probabilities<Scalar>, _ targets: ClassTargets) {
    self.targets = targets
    kernel = .fromProbabilities(
      ProbabilityCrossEntropyKernel(
        probabilities: Storage(probabilities.tensor), targets: targets))
    inputShape = probabilities.tensor.shape
  }

  var lossShape: [Int] { targets.axis.sampleShape }
}

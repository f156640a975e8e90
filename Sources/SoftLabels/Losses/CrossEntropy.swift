/// Cross-entropy between soft targets or class indices and predictions, PyTorch's `CrossEntropyLoss` and `NLLLoss`.
///
/// With t_j = w_j ((1 - ε) y_j + ε / C) for class weights w and label smoothing ε, and s the weight of the sample,
///
///     loss = s Σ t_j (log Σ exp(x_i) - x_j)      from logits x
///     loss = -s Σ t_j log p_j                    from probabilities p
///     loss = -s Σ t_j q_j                        from log-probabilities q
///
/// in nats. Shapes: input [C], [N, C] or [N, C, d1, …], or with the classes along another axis that is named; soft targets
/// the same; class indices, sample weights and `losses` without the class axis.
///
/// `mean` divides by N · d1 · … for soft targets, whatever the weights; for class indices, by the sum of the weights of
/// the targets that are not ignored. So the same labels, one-hot, give another mean: pytorch issue 25571.
///
/// A target of 0 at a logit of -inf, or at a probability of 0, adds nothing; any other makes the loss +inf. (PyTorch
/// gives NaN for the first.) A sample weight of 0 drops the row, even where its loss is +inf.
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
  ///   - targets: the same shape, and the same class axis.
  ///   - classWeights: [C]; nil for none.
  ///   - sampleWeights: the shape of `losses`; nil for none. They do not change the divisor of `mean`.
  ///   - labelSmoothing: ε in [0, 1].
  ///   - classAxis: counted from 0, or back from -1; nil for axis 1, or 0 of a vector.
  /// - Throws: `shapeMismatch`; `invalidLogit` for a row that is all -inf; `invalidOption` for ε or the axis.
  public init(
    logits: Logits<Scalar>, targets: Distributions<Scalar>, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0, classAxis: Int? = nil
  ) throws(LossError) {
    try self.init(
      unchecked: logits.tensor, .logits, .soft(targets), classWeights: classWeights, sampleWeights: sampleWeights,
      labelSmoothing: labelSmoothing, classAxis: classAxis)
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
  ///   - classAxis: counted from 0, or back from -1; nil for axis 1, or 0 of a vector.
  /// - Throws: `shapeMismatch`; `classIndexOutOfRange`; `invalidLogit` for a row that is all -inf and not ignored;
  ///   `invalidOption` for ε or the axis.
  public init(
    logits: Logits<Scalar>, targets: ClassIndices, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0, ignoreIndex: Int? = nil, classAxis: Int? = nil
  ) throws(LossError) {
    try self.init(
      unchecked: logits.tensor, .logits, .hard(targets, ignoring: ignoreIndex), classWeights: classWeights,
      sampleWeights: sampleWeights, labelSmoothing: labelSmoothing, classAxis: classAxis)
  }

  /// Cross-entropy of probabilities against soft targets. The gradient is with respect to the probabilities.
  ///
  /// The probabilities of a row need not sum to 1, and are not normalised: what PyTorch computes from log p is another
  /// number then.
  /// - Throws: `shapeMismatch`; `invalidOption` for ε or the axis.
  public init(
    probabilities: Probabilities<Scalar>, targets: Distributions<Scalar>, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0, classAxis: Int? = nil
  ) throws(LossError) {
    try self.init(
      unchecked: probabilities.tensor, .probabilities, .soft(targets), classWeights: classWeights,
      sampleWeights: sampleWeights, labelSmoothing: labelSmoothing, classAxis: classAxis)
  }

  /// Cross-entropy of probabilities against class indices. The gradient is with respect to the probabilities.
  ///
  /// - Throws: `shapeMismatch`, `classIndexOutOfRange`; `invalidOption` for ε or the axis.
  public init(
    probabilities: Probabilities<Scalar>, targets: ClassIndices, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0, ignoreIndex: Int? = nil, classAxis: Int? = nil
  ) throws(LossError) {
    try self.init(
      unchecked: probabilities.tensor, .probabilities, .hard(targets, ignoring: ignoreIndex),
      classWeights: classWeights, sampleWeights: sampleWeights, labelSmoothing: labelSmoothing, classAxis: classAxis)
  }

  /// Cross-entropy of log-probabilities against soft targets. The gradient is with respect to the log-probabilities.
  ///
  /// Nothing is normalised: where Σ exp q is not 1, this is not the loss of q taken as logits.
  /// - Throws: `shapeMismatch`; `invalidProbability` for a log-probability that is NaN or above 0; `invalidOption` for ε or
  ///   the axis.
  public init(
    logProbabilities: Tensor<Scalar>, targets: Distributions<Scalar>, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0, classAxis: Int? = nil
  ) throws(LossError) {
    try logProbabilities.require(.logProbability)
    try self.init(
      unchecked: logProbabilities, .logProbabilities, .soft(targets), classWeights: classWeights,
      sampleWeights: sampleWeights, labelSmoothing: labelSmoothing, classAxis: classAxis)
  }

  /// Cross-entropy of log-probabilities against class indices, PyTorch's `NLLLoss`. The gradient is with respect to the
  /// log-probabilities.
  ///
  /// - Throws: the same, of rows that are not ignored; `classIndexOutOfRange`.
  public init(
    logProbabilities: Tensor<Scalar>, targets: ClassIndices, classWeights: Weights<Scalar>? = nil,
    sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0, ignoreIndex: Int? = nil, classAxis: Int? = nil
  ) throws(LossError) {
    let counted = try ignoreIndex.map { index throws(LossError) in
      try targets.offsets(in: logProbabilities.shape, classAxis: classAxis, ignoring: index)
    }
    try logProbabilities.require(.logProbability, among: counted)
    try self.init(
      unchecked: logProbabilities, .logProbabilities, .hard(targets, ignoring: ignoreIndex),
      classWeights: classWeights, sampleWeights: sampleWeights, labelSmoothing: labelSmoothing, classAxis: classAxis)
  }

  /// For predictions that were checked elsewhere.
  package init(
    unchecked input: Tensor<Scalar>, _ form: PredictionForm, _ labels: ClassLabels<Scalar>,
    classWeights: Weights<Scalar>?, sampleWeights: Weights<Scalar>?, labelSmoothing: Scalar, classAxis: Int?
  ) throws(LossError) {
    inputShape = input.shape
    targets = try ClassTargets(
      labels, for: inputShape, classAxis: classAxis, classWeights: classWeights, sampleWeights: sampleWeights,
      labelSmoothing: labelSmoothing)
    switch form {
    case .logits:
      kernel = .fromLogits(try CrossEntropyKernel(logits: Storage(input), targets: targets))
    case .probabilities, .logProbabilities:
      kernel = .fromProbabilities(
        ProbabilityCrossEntropyKernel(
          input: Storage(input), areLogarithms: form == .logProbabilities, targets: targets))
    }
  }

  var lossShape: [Int] { targets.axis.sampleShape }
}

/// What the predictions of a loss over classes are.
package enum PredictionForm: Sendable {
  /// Unnormalised scores.
  case logits
  /// What softmax made of them.
  case probabilities
  /// The logarithms of those.
  case logProbabilities
}

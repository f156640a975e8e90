/// KL divergence, PyTorch's `KLDivLoss`, elementwise and in nats: of log-probabilities q or probabilities p against targets t,
///
///     loss = s t (log t - q)       from log-probabilities
///     loss = s t log(t / p)        from probabilities, SciPy's `rel_entr`
///
/// with s the weight of the row that an element belongs to. Any shape; `losses` has the same, and single elements may be
/// negative. `mean` divides by the number of elements, which is not the divergence of a batch of rows: `batchMean`,
/// PyTorch's `batchmean`, divides by the first axis and is. Neither divisor knows of weights. The gradient is with respect
/// to what is given: -t for log-probabilities, -t / p for probabilities.
///
/// t = 0 adds nothing, whatever q or p, and s = 0 neither; any other t at q = -inf or p = 0 is +inf.
public struct KLDivergence<Scalar: LossScalar>: Loss, KernelLoss {
  let kernel: KLDivergenceKernel
  let inputShape: [Int]

  /// KL divergence of log-probabilities against targets.
  ///
  /// - Parameters:
  ///   - logProbabilities: any shape.
  ///   - targets: the same shape.
  ///   - sampleWeights: that shape without the class axis; nil for none.
  ///   - classAxis: the axis along which a row lies; 1, or 0 of a vector, unless given. It matters to the weights alone.
  /// - Throws: `shapeMismatch`; `invalidProbability` for a log-probability that is NaN or above 0; `invalidOption` for the
  ///   axis.
  public init(
    logProbabilities: Tensor<Scalar>, targets: Probabilities<Scalar>, sampleWeights: Weights<Scalar>? = nil,
    classAxis: Int? = nil
  ) throws(LossError) {
    try logProbabilities.require(.logProbability)
    try self.init(logProbabilities, targets.tensor, .logProbabilities, sampleWeights, classAxis)
  }

  /// KL divergence of log-probabilities against the logarithms of the targets, PyTorch's `log_target=True`.
  ///
  /// - Throws: the same; `invalidProbability` for a log-probability, on either side, that is NaN or above 0.
  public init(
    logProbabilities: Tensor<Scalar>, logTargets: Tensor<Scalar>, sampleWeights: Weights<Scalar>? = nil,
    classAxis: Int? = nil
  ) throws(LossError) {
    try logProbabilities.require(.logProbability)
    try logTargets.require(.logProbability)
    try self.init(logProbabilities, logTargets, .logarithms, sampleWeights, classAxis)
  }

  /// KL divergence of probabilities against targets: exact also where the two are nearly equal, which logarithms that
  /// were rounded no longer tell.
  ///
  /// - Throws: `shapeMismatch`; `invalidOption` for the axis.
  public init(
    probabilities: Probabilities<Scalar>, targets: Probabilities<Scalar>, sampleWeights: Weights<Scalar>? = nil,
    classAxis: Int? = nil
  ) throws(LossError) {
    try self.init(probabilities.tensor, targets.tensor, .probabilities, sampleWeights, classAxis)
  }

  /// For log-probabilities that are any numbers, and probabilities that exceed 1. A negative target has no logarithm and
  /// is refused all the same.
  package init(
    unchecked input: Tensor<Scalar>, targets: Tensor<Scalar>, _ form: DivergenceForm,
    sampleWeights: Weights<Scalar>? = nil, classAxis: Int? = nil
  ) throws(LossError) {
    try targets.requireShape(input.shape, of: "targets")
    if form != .logarithms, let offset = targets.scalars.firstIndex(where: { $0 < 0 }) {
      throw LossError(
        .invalidTarget,
        "target \(targets.scalars[offset]) at \(place(offset, in: targets.shape)): t log t needs t ≥ 0")
    }
    try self.init(input, targets, form, sampleWeights, classAxis)
  }

  private init(
    _ input: Tensor<Scalar>, _ targets: Tensor<Scalar>, _ form: DivergenceForm, _ sampleWeights: Weights<Scalar>?,
    _ classAxis: Int?
  ) throws(LossError) {
    try targets.requireShape(input.shape, of: "targets")
    var weights: [Double]?
    if sampleWeights != nil || classAxis != nil {
      weights = try Weights.ofElements(sampleWeights, along: ClassAxis(shape: input.shape, axis: classAxis))
    }
    kernel = KLDivergenceKernel(input: Storage(input), targets: Storage(targets), form: form, weights: weights)
    inputShape = input.shape
  }

  /// What `batchMean` divides by.
  private func batchDivisor() throws(LossError) -> ExactSum {
    let batch = inputShape.first ?? 1
    guard batch > 0 else { throw LossError(.emptyReduction, "a mean over nothing: the batch is empty") }
    return ExactSum(Double(batch))
  }

  /// The sum of the exact elements over the length of the first axis, rounded once: the divergence of a row, on average.
  ///
  /// - Throws: `emptyReduction` for an empty batch.
  public var batchMean: Scalar {
    get throws(LossError) { Scalar(kernel.total(over: try batchDivisor())) }
  }

  /// The gradient of `batchMean` with respect to the input.
  ///
  /// - Throws: `emptyReduction` for an empty batch.
  public func gradientOfBatchMean() throws(LossError) -> Tensor<Scalar> {
    Tensor(shape: inputShape, rounded: kernel.gradient(over: try batchDivisor()))
  }
}

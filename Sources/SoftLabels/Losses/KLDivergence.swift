/// KL divergence from log-probabilities, PyTorch's `KLDivLoss`: t (log t - q) elementwise, in nats.
///
/// Any shape; `losses` has the same, and single elements may be negative. `mean` divides by the number of elements, which
/// is not the divergence of a batch of rows: `batchMean`, PyTorch's `batchmean`, divides by the first axis and is. The
/// gradient is with respect to the log-probabilities: -t.
///
/// t = 0 adds nothing, whatever q; t > 0 at q = -inf is +inf.
public struct KLDivergence<Scalar: LossScalar>: Loss, KernelLoss {
  let kernel: KLDivergenceKernel
  let inputShape: [Int]

  /// KL divergence of log-probabilities against targets.
  ///
  /// - Throws: `shapeMismatch`; `invalidProbability` for a log-probability that is NaN or above 0.
  public init(logProbabilities: Tensor<Scalar>, targets: Probabilities<Scalar>) throws(LossError) {
    try logProbabilities.require(.logProbability)
    try targets.tensor.requireShape(logProbabilities.shape, of: "targets")
    self.init(logProbabilities, targets.tensor, targetsAreLogarithms: false)
  }

  /// KL divergence of log-probabilities against the logarithms of the targets, PyTorch's `log_target=True`.
  ///
  /// - Throws: `shapeMismatch`; `invalidProbability` for a log-probability, on either side, that is NaN or above 0.
  public init(logProbabilities: Tensor<Scalar>, logTargets: Tensor<Scalar>) throws(LossError) {
    try logProbabilities.require(.logProbability)
    try logTargets.require(.logProbability)
    try logTargets.requireShape(logProbabilities.shape, of: "targets")
    self.init(logProbabilities, logTargets, targetsAreLogarithms: true)
  }

  /// For log-probabilities that are any numbers. A negative target has no logarithm and is refused all the same.
  package init(unchecked input: Tensor<Scalar>, targets: Tensor<Scalar>, targetsAreLogarithms: Bool) throws(LossError) {
    try targets.requireShape(input.shape, of: "targets")
    if !targetsAreLogarithms, let offset = targets.scalars.firstIndex(where: { $0 < 0 }) {
      throw LossError(
        .invalidTarget,
        "target \(targets.scalars[offset]) at \(place(offset, in: targets.shape)): t log t needs t ≥ 0")
    }
    self.init(input, targets, targetsAreLogarithms: targetsAreLogarithms)
  }

  private init(_ input: Tensor<Scalar>, _ targets: Tensor<Scalar>, targetsAreLogarithms: Bool) {
    kernel = KLDivergenceKernel(
      logProbabilities: Storage(input), targets: Storage(targets), targetsAreLogarithms: targetsAreLogarithms)
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

  /// The gradient of `batchMean` with respect to the log-probabilities.
  ///
  /// - Throws: `emptyReduction` for an empty batch.
  public func gradientOfBatchMean() throws(LossError) -> Tensor<Scalar> {
    Tensor(shape: inputShape, rounded: kernel.gradient(over: try batchDivisor()))
  }
}

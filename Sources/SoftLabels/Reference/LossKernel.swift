/// The reference kernel behind a loss: one of those that there are.
enum LossKernel: Sendable {
  case crossEntropy(CrossEntropyKernel)
  case crossEntropyFromProbabilities(ProbabilityCrossEntropyKernel)
  case binaryFromLogits(ElementwiseKernel<BinaryFromLogits>)
  case binaryFromProbabilities(ElementwiseKernel<BinaryFromProbabilities>)
  case divergence(ElementwiseKernel<KLElement>)
  case distillation(DistillationKernel)

  /// How many losses there are.
  var sampleCount: Int {
    switch self {
    case .crossEntropy(let kernel): kernel.sampleCount
    case .crossEntropyFromProbabilities(let kernel): kernel.sampleCount
    case .binaryFromLogits(let kernel): kernel.sampleCount
    case .binaryFromProbabilities(let kernel): kernel.sampleCount
    case .divergence(let kernel): kernel.sampleCount
    case .distillation(let kernel): kernel.sampleCount
    }
  }

  /// How many numbers the input has.
  var inputCount: Int {
    switch self {
    case .crossEntropy(let kernel): kernel.inputCount
    case .crossEntropyFromProbabilities(let kernel): kernel.inputCount
    case .binaryFromLogits(let kernel): kernel.inputCount
    case .binaryFromProbabilities(let kernel): kernel.inputCount
    case .divergence(let kernel): kernel.inputCount
    case .distillation(let kernel): kernel.inputCount
    }
  }

  /// What `mean` divides by.
  var meanDivisor: ExactSum {
    switch self {
    case .crossEntropy(let kernel): kernel.meanDivisor
    case .crossEntropyFromProbabilities(let kernel): kernel.meanDivisor
    case .binaryFromLogits(let kernel): kernel.meanDivisor
    case .binaryFromProbabilities(let kernel): kernel.meanDivisor
    case .divergence(let kernel): kernel.meanDivisor
    case .distillation(let kernel): kernel.meanDivisor
    }
  }

  func losses() -> [Double] {
    switch self {
    case .crossEntropy(let kernel): kernel.losses()
    case .crossEntropyFromProbabilities(let kernel): kernel.losses()
    case .binaryFromLogits(let kernel): kernel.losses()
    case .binaryFromProbabilities(let kernel): kernel.losses()
    case .divergence(let kernel): kernel.losses()
    case .distillation(let kernel): kernel.losses()
    }
  }

  /// The sum of all samples over `divisor`, rounded once.
  func total(over divisor: ExactSum) -> Double {
    switch self {
    case .crossEntropy(let kernel): kernel.total(over: divisor)
    case .crossEntropyFromProbabilities(let kernel): kernel.total(over: divisor)
    case .binaryFromLogits(let kernel): kernel.total(over: divisor)
    case .binaryFromProbabilities(let kernel): kernel.total(over: divisor)
    case .divergence(let kernel): kernel.total(over: divisor)
    case .distillation(let kernel): kernel.total(over: divisor)
    }
  }

  func gradient(over divisor: ExactSum) -> [Double] {
    switch self {
    case .crossEntropy(let kernel): kernel.gradient(over: divisor)
    case .crossEntropyFromProbabilities(let kernel): kernel.gradient(over: divisor)
    case .binaryFromLogits(let kernel): kernel.gradient(over: divisor)
    case .binaryFromProbabilities(let kernel): kernel.gradient(over: divisor)
    case .divergence(let kernel): kernel.gradient(over: divisor)
    case .distillation(let kernel): kernel.gradient(over: divisor)
    }
  }

  /// - Throws: `emptyReduction` where the divisor is 0.
  func divisor(of reduction: Reduction) throws(LossError) -> ExactSum {
    guard reduction == .mean else { return ExactSum(1) }
    let divisor = meanDivisor
    guard !divisor.isZero else {
      throw LossError(.emptyReduction, "a mean over nothing: the batch is empty, or all its weight is 0 or ignored")
    }
    return divisor
  }
}

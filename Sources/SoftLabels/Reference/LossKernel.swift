/// What a loss asks of its kernel. Each number is the exact one, rounded once.
protocol LossKernel: Sendable {
  /// What `mean` divides by.
  var meanDivisor: ExactSum { get }
  func losses() -> [Double]
  /// The sum of all losses over `divisor`.
  func total(over divisor: ExactSum) -> Double
  func gradient(over divisor: ExactSum) -> [Double]
}

extension LossKernel {
  /// - Throws: `emptyReduction` where the divisor is 0.
  func divisor(of reduction: Reduction) throws(LossError) -> ExactSum {
    guard reduction == .mean else { return ExactSum(1) }
    let divisor = meanDivisor
    guard !divisor.isZero else { throw .meanOverNothing }
    return divisor
  }
}

/// The kernel of a loss that takes logits or probabilities.
enum EitherKernel<Logits: ReferenceKernel, Probabilities: ReferenceKernel>: LossKernel {
  case fromLogits(Logits)
  case fromProbabilities(Probabilities)

  var meanDivisor: ExactSum {
    switch self {
    case .fromLogits(let kernel): kernel.meanDivisor
    case .fromProbabilities(let kernel): kernel.meanDivisor
    }
  }

  func losses() -> [Double] {
    switch self {
    case .fromLogits(let kernel): kernel.losses()
    case .fromProbabilities(let kernel): kernel.losses()
    }
  }

  func total(over divisor: ExactSum) -> Double {
    switch self {
    case .fromLogits(let kernel): kernel.total(over: divisor)
    case .fromProbabilities(let kernel): kernel.total(over: divisor)
    }
  }

  func gradient(over divisor: ExactSum) -> [Double] {
    switch self {
    case .fromLogits(let kernel): kernel.gradient(over: divisor)
    case .fromProbabilities(let kernel): kernel.gradient(over: divisor)
    }
  }
}

/// What a case can ask for, by the name that the protocol gives it.
enum LossName: String, CaseIterable {
  case crossEntropy = "cross_entropy"
  case crossEntropyFromProbabilities = "cross_entropy_from_probabilities"
  case binaryCrossEntropy = "binary_cross_entropy"
  case binaryCrossEntropyWithLogits = "binary_cross_entropy_with_logits"
  case klDivergence = "kl_div"
  case softmax
  case logSoftmax = "log_softmax"
  case logSumExp = "logsumexp"
  case entropy
  case sum
  case mean

  /// False for what has neither targets, nor weights, nor a gradient.
  var isLoss: Bool {
    switch self {
    case .crossEntropy, .crossEntropyFromProbabilities, .binaryCrossEntropy, .binaryCrossEntropyWithLogits,
      .klDivergence:
      true
    case .softmax, .logSoftmax, .logSumExp, .entropy, .sum, .mean: false
    }
  }

  /// The fields that mean something for this loss; any other is refused.
  var fields: Set<Request.Field> {
    switch self {
    case .crossEntropy:
      Self.common.union([.target, .classIndices, .weight, .labelSmoothing, .ignoreIndex])
    case .crossEntropyFromProbabilities:
      Self.common.union([.target, .classIndices, .weight, .ignoreIndex])
    case .binaryCrossEntropy: Self.common.union([.target, .weight])
    case .binaryCrossEntropyWithLogits: Self.common.union([.target, .weight, .positiveWeight])
    case .klDivergence: Self.common.union([.target, .logTarget])
    case .softmax, .logSoftmax, .logSumExp, .entropy, .sum, .mean: Self.common
    }
  }

  private static let common: Set<Request.Field> = [
    .id, .loss, .dtype, .input, .reduction, .gradient, .validation, .kernel,
  ]

  /// The values that `reduction` may have. What is not a loss is never reduced, and may say so.
  var reductions: [Request.Reduction] {
    switch self {
    case .klDivergence: [.none, .sum, .mean, .batchMean]
    case _ where isLoss: [.none, .sum, .mean]
    default: [.none]
    }
  }
}

import SoftLabels

/// What a case can ask for, by the name that the protocol gives it.
package enum LossName: String, CaseIterable, Sendable {
  case crossEntropy = "cross_entropy"
  case crossEntropyFromProbabilities = "cross_entropy_from_probabilities"
  case negativeLogLikelihood = "nll"
  case binaryCrossEntropy = "binary_cross_entropy"
  case binaryCrossEntropyWithLogits = "binary_cross_entropy_with_logits"
  case klDivergence = "kl_div"
  case klDivergenceFromProbabilities = "kl_div_from_probabilities"
  case softmax
  case logSoftmax = "log_softmax"
  case logSumExp = "logsumexp"
  case entropy
  case sum
  case mean

  /// False for what has neither targets, nor weights, nor a gradient.
  package var isLoss: Bool { ![.softmax, .logSoftmax, .logSumExp, .entropy, .sum, .mean].contains(self) }

  /// True where targets are distributions or class indices.
  package var isOverClasses: Bool {
    [.crossEntropy, .crossEntropyFromProbabilities, .negativeLogLikelihood].contains(self)
  }

  /// True for both divergences.
  package var isDivergence: Bool { self == .klDivergence || self == .klDivergenceFromProbabilities }

  /// Whether a field means something for this loss. One that does not is refused.
  func takes(_ field: Request.Field) -> Bool {
    switch field {
    case .id, .loss, .dtype, .input, .reduction, .gradient, .validation, .kernel: true
    case .target: isLoss
    case .classIndices, .ignoreIndex: isOverClasses
    case .sampleWeight: isOverClasses || isDivergence
    case .classAxis: ![.binaryCrossEntropy, .binaryCrossEntropyWithLogits, .sum, .mean].contains(self)
    case .weight, .labelSmoothing: isLoss && !isDivergence
    case .positiveWeight: self == .binaryCrossEntropyWithLogits
    case .logTarget: self == .klDivergence
    }
  }

  /// The values that `reduction` may have. What is not a loss is never reduced, and may say so.
  var reductions: [ReductionWord] {
    isDivergence ? [.none, .sum, .mean, .batchMean] : isLoss ? [.none, .sum, .mean] : [.none]
  }
}

/// What `reduction` may say: PyTorch's words.
enum ReductionWord: String, CaseIterable {
  case none, sum, mean, batchMean = "batchmean"

  /// How the losses of a batch become one number; for `none`, whose gradient is that of the sum, the sum.
  var whole: Reduction {
    switch self {
    case .none, .sum: .sum
    case .mean, .batchMean: .mean
    }
  }
}

import SoftLabels
import Workbook

/// What one mean divides by, in words and as a number.
private struct Mean {
  let loss: String
  let targets: String
  let over: String
  let divisor: Double
  let value: Double
}

func whatAMeanDividesBy(_ page: inout Page) throws {
  page.say("Two samples of three classes; weights [2, 4, 6], where a loss takes them:")
  page.table(
    try meansOfOneBatch(), .text("loss") { $0.loss }, .text("targets") { $0.targets },
    .text("a mean divides by") { $0.over }, .number("here", decimals: 0) { $0.divisor },
    .number("mean", decimals: 4) { $0.value })
}

private func meansOfOneBatch() throws -> [Mean] {
  let logits: Logits<Double> = [[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]
  let weights: Weights<Double> = [2, 4, 6]
  let oneHot: Distributions<Double> = [[0, 0, 1], [0, 1, 0]]
  let soft: Distributions<Double> = [[0, 0.3, 0.7], [0.3, 0.7, 0]]

  func crossEntropy(_ targets: ClassIndices) throws -> CrossEntropy<Double> {
    try CrossEntropy(logits: logits, targets: targets, classWeights: weights, ignoreIndex: -100)
  }
  func crossEntropy(_ targets: Distributions<Double>) throws -> CrossEntropy<Double> {
    try CrossEntropy(logits: logits, targets: targets, classWeights: weights)
  }
  func mean(_ targets: String, _ over: String, _ loss: CrossEntropy<Double>) throws -> Mean {
    Mean(loss: "cross-entropy", targets: targets, over: over, divisor: loss.divisor, value: try loss.mean)
  }
  let binary = try BinaryCrossEntropy(logits: logits, targets: oneHot.asProbabilities, weights: weights)
  let divergence = try KLDivergence(logProbabilities: logSoftmax(logits), targets: soft.asProbabilities)
  return [
    try mean("class indices", "the weights of the right classes", crossEntropy([2, 1])),
    try mean("class indices, one ignored", "the weights of the others", crossEntropy([2, -100])),
    try mean("one-hot labels", "the samples", crossEntropy(oneHot)),
    try mean("soft labels", "the samples", crossEntropy(soft)),
    Mean(
      loss: "binary", targets: "one-hot labels", over: "the elements", divisor: Double(binary.losses.count),
      value: try binary.mean),
    Mean(
      loss: "KL, batchMean", targets: "soft labels", over: "the samples", divisor: 2,
      value: try divergence.batchMean),
    Mean(
      loss: "KL, mean", targets: "soft labels", over: "the elements", divisor: Double(divergence.losses.count),
      value: try divergence.mean),
  ]
}

import SoftLabels
import Workbook

func whatMeanDividesBy(_ page: inout Page) throws {
  let logits: Logits<Double> = [[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]]
  let weights: Weights<Double> = [2, 4, 6]
  let hard = try CrossEntropy(logits: logits, targets: [2, 1] as ClassIndices, classWeights: weights)
  let soft = try CrossEntropy(
    logits: logits, targets: [[0, 0, 1], [0, 1, 0]] as Distributions<Double>, classWeights: weights)
  page.say("Two samples of class 2 and class 1, weights [2, 4, 6]:")
  page.table(
    [
      (labels: "class indices", sum: hard.sum, divisor: hard.divisor, mean: try hard.mean),
      (labels: "the same, one-hot", sum: soft.sum, divisor: soft.divisor, mean: try soft.mean),
    ],
    .text("labels") { $0.labels }, .number("sum", decimals: 6) { $0.sum },
    .number("divisor", decimals: 0) { $0.divisor }, .number("mean", decimals: 6) { $0.mean })

  let wrong: Logits<Double> = [[-100, 100], [-100, 100]]
  let rare: Weights<Double> = [20, 10]
  page.say("A sample of class 0 that is wrong by 200 and one of class 1 that is right, weights [20, 10]:")
  page.values(
    [
      "class indices": try CrossEntropy(logits: wrong, targets: [0, 1] as ClassIndices, classWeights: rare).mean,
      "the same, one-hot": try CrossEntropy(
        logits: wrong, targets: [[1, 0], [0, 1]] as Distributions<Double>, classWeights: rare
      ).mean,
    ], decimals: 2)

  let batch = Batch<Double>()
  page.say("The article's batch, weights [0.2, 0.8]: a mean over 8 elements, a mean over 4 rows.")
  page.values(
    [
      "binary cross-entropy": try batch.binaryLoss(weights: [0.2, 0.8]).mean,
      "cross-entropy": try batch.crossEntropy(classWeights: [0.2, 0.8]).mean,
    ], decimals: 6)

  page.say("Label smoothing 0.1, one sample, and the same beside an ignored one:")
  let one: Logits<Double> = [[1, 2, 3]]
  let two: Logits<Double> = [[1, 2, 3], [3, 1, 0]]
  page.values(
    [
      "one sample": try CrossEntropy(logits: one, targets: [0] as ClassIndices, labelSmoothing: 0.1).mean,
      "one of two": try CrossEntropy(
        logits: two, targets: [0, -100] as ClassIndices, labelSmoothing: 0.1, ignoreIndex: -100
      ).mean,
    ], decimals: 6)
}

func whereAveragesPart(_ page: inout Page) throws {
  page.say("Three samples of class 0, in batches of two and one:")
  let logits = [[2.0, 0], [1, 0], [0, 3]]
  func mean(of rows: [[Double]]) throws -> Double {
    try CrossEntropy(logits: Logits(rows: rows), targets: ClassIndices(rows.map { _ in 0 })).mean
  }
  let meanOfMeans = (try mean(of: Array(logits[..<2])) + mean(of: Array(logits[2...]))) / 2
  page.values(["mean of the batches' means": meanOfMeans, "mean of the samples": try mean(of: logits)], decimals: 6)

  page.say("Two samples, each mixed from two: 0.7 of one class and 0.3 of another.")
  var rows: [(weights: String, labels: Double, losses: Double)] = []
  for weights in [[1.0, 1, 1], [1, 10, 2]] {
    rows.append(("\(weights)", try lossOfMixedLabels(weights), try mixOfLosses(weights)))
  }
  page.table(
    rows, .text("class weights") { $0.weights }, .number("loss of mixed labels", decimals: 6) { $0.labels },
    .number("mix of losses", decimals: 6) { $0.losses })
}

private let mixedLogits: Logits<Double> = [[1, 2, 0.5], [0.2, -1, 3]]

/// Mixup with soft targets: mix the labels, then take the loss. The mean divides by 2.
private func lossOfMixedLabels(_ weights: [Double]) throws -> Double {
  let labels: Distributions<Double> = [[0.7, 0, 0.3], [0.3, 0.7, 0]]
  return try CrossEntropy(logits: mixedLogits, targets: labels, classWeights: Weights(weights)).mean
}

/// Mixup with class indices: take both losses, then mix them. Each mean divides by its own sum of weights.
private func mixOfLosses(_ weights: [Double]) throws -> Double {
  func mean(_ classes: ClassIndices) throws -> Double {
    try CrossEntropy(logits: mixedLogits, targets: classes, classWeights: Weights(weights)).mean
  }
  return try 0.7 * mean([0, 1]) + 0.3 * mean([2, 0])
}

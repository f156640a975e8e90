import SoftLabels

/// The batch of the article's third example: four samples, two classes.
struct Batch<Scalar: LossScalar> {
  let labels: Distributions<Scalar> = [[0.9, 0.1], [0.95, 0.05], [0.1, 0.9], [0.08, 0.92]]
  let predictions: Distributions<Scalar> = [[0.8, 0.2], [0.8, 0.2], [0.2, 0.8], [0.1, 0.9]]

  /// The article's loss: each of the eight numbers is a yes-or-no question of its own.
  func binaryLoss(weights: Weights<Scalar>? = nil) throws -> BinaryCrossEntropy<Scalar> {
    try BinaryCrossEntropy(
      probabilities: predictions.asProbabilities, targets: labels.asProbabilities, weights: weights)
  }

  /// Each of the four rows is one question with two answers.
  func crossEntropy(classWeights: Weights<Scalar>? = nil) throws -> CrossEntropy<Scalar> {
    try CrossEntropy(probabilities: predictions.asProbabilities, targets: labels, classWeights: classWeights)
  }
}

import SoftLabels
import Testing

/// The training loop on the page about speed.
@Suite struct `A training loop` {
  /// The weights of a linear model that gradient descent finds, and the loss that they are left with. A row of `features`
  /// times the weights is a row of logits.
  func train(
    features: [[Float]], labels: [Float], classes: Int, steps: Int, rate: Float
  ) throws -> (weights: [[Float]], loss: Float) {
    var weights = features[0].map { _ in [Float](repeating: 0, count: classes) }
    var slopes = [Float](repeating: 0, count: labels.count)
    var loss: Float = 0
    for _ in 0..<steps {
      let scores = features.flatMap { row in
        (0..<classes).map { j in row.indices.reduce(0) { $0 + row[$1] * weights[$1][j] } }
      }
      var gradient = slopes.mutableSpan
      loss = try CrossEntropy.fusedValue(
        logits: scores.span, targets: labels.span, shape: [features.count, classes], gradient: &gradient)
      for (i, row) in features.enumerated() {
        for k in row.indices {
          for j in 0..<classes { weights[k][j] -= rate * row[k] * slopes[i * classes + j] }
        }
      }
    }
    return (weights, loss)
  }

  @Test func `learns what the labels of like rows have in common`() throws {
    let features: [[Float]] = [[1, 0], [1, 0], [0, 1]]
    let labels: Distributions<Float> = [[0.9, 0.1, 0], [0.5, 0.3, 0.2], [0.1, 0.1, 0.8]]
    let (weights, loss) = try train(
      features: features, labels: labels.tensor.scalars, classes: 3, steps: 400, rate: 2)
    let learned = try softmax(Logits(rows: weights))
    let shares: [Float] = [0.7, 0.2, 0.1, 0.1, 0.1, 0.8]
    for (p, share) in zip(learned.tensor.scalars, shares) { #expect((p - share).magnitude < 1e-4) }
    // Two rows that share a prediction cannot both be at their floor.
    let logProbabilities = try logSoftmax(Logits(rows: [weights[0], weights[0], weights[1]]))
    let shared = try KLDivergence(logProbabilities: logProbabilities, targets: labels.asProbabilities).batchMean
    let floor = try CrossEntropy(probabilities: labels.asProbabilities, targets: labels).mean
    #expect((loss - floor - shared).magnitude < 1e-6)
    #expect(loss - floor > 0.05)
  }
}

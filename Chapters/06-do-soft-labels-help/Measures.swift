import SoftLabels

/// How good the predictions of a model are, for images that it has not seen.
struct Measures {
  /// How often the most probable digit is the one that was written.
  var accuracy = 0.0
  /// What a fresh vote costs above its floor, in nats: the divergence of the prediction from the probabilities of a vote.
  var excess = 0.0
  /// How far the probability of the most probable digit is from how often a fresh vote names it: the mean distance, over
  /// ten equal bins of that probability.
  var offVotes = 0.0
  /// The same beside how often that digit is the one that was written.
  var offDigits = 0.0

  /// Predictions from logits, measured on images that each count with a weight.
  init(_ scores: Logits<Float>, of images: [Image], voting: [[Double]], weights: [Double]) throws {
    let x = scores.tensor
    let logits = try Logits(Tensor(shape: x.shape, scalars: x.scalars.map(Double.init)))
    let p = try softmax(logits).tensor
    let divergences = try KLDivergence(
      logProbabilities: logSoftmax(logits), targets: Distributions(rows: voting).asProbabilities
    ).losses
    var bins = [(confidence: Double, votes: Double, digits: Double)](repeating: (0, 0, 0), count: 10)
    let total = weights.reduce(0, +)
    for (i, image) in images.enumerated() {
      let w = weights[i] / total
      var best = 0
      for j in 0..<10 {
        if p[i, j] > p[i, best] { best = j }
        excess += w * divergences[i, j]
      }
      let isRight = best == image.digit ? w : 0
      accuracy += isRight
      let bin = min(9, Int(10 * p[i, best]))
      bins[bin].confidence += w * p[i, best]
      bins[bin].votes += w * voting[i][best]
      bins[bin].digits += isRight
    }
    for bin in bins {
      offVotes += (bin.confidence - bin.votes).magnitude
      offDigits += (bin.confidence - bin.digits).magnitude
    }
  }
}

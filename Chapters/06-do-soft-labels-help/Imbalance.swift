import SoftLabels

/// Learning where the digits 5 to 9 are a tenth as frequent as the others: 100 images of each of those, 10 of each of these.
func underClassWeights(_ model: Model, _ sample: Sample) throws -> [Line] {
  var taken = [Int](repeating: 0, count: 10)
  let places = (0..<Sample.fresh.lowerBound).filter { place in
    let digit = sample.images[place].digit
    taken[digit] += 1
    return taken[digit] <= (digit < 5 ? 100 : 10)
  }
  let labels = places.map { Form.soft.label(sample.votes[$0]) }
  let weights = inverseMass(labels)
  let images = Array(sample.images[Sample.fresh])
  let voting = Array(sample.voting[Sample.fresh])
  var lines: [Line] = []
  for decay: Float in [0.001, 0.01] {
    func add(_ name: String, _ logits: Logits<Float>) throws {
      for (mix, share) in [("all alike", 1.0), ("rare digits", 0.1)] {
        let measures = try Measures(
          logits, of: images, voting: voting, weights: images.map { $0.digit < 5 ? 1 : share })
        lines.append(
          Line(
            part: mix, annotators: "hesitant", model: model.rawValue, labels: name, decay: decay, measures: measures))
      }
    }
    let recipe = Recipe(decay: decay)
    let plain = try sample.learned(model, from: places, recipe, crossEntropy(against: labels))
    let weighted = try sample.learned(
      model, from: places, recipe, crossEntropy(against: labels, classWeights: Weights(weights)))
    let logits = try sample.logits(of: plain, Sample.fresh)
    try add("no weights", logits)
    try add("weights in the loss", sample.logits(of: weighted, Sample.fresh))
    try add("weights afterwards", moved(logits, by: weights))
  }
  return lines
}

/// Weights that give every class the same mass.
private func inverseMass(_ labels: [[Float]]) -> [Float] {
  (0..<10).map { j in Float(labels.count) / (10 * labels.reduce(0) { $0 + $1[j] }) }
}

/// Logits whose probabilities are multiplied by the weights, and divided by their sum.
private func moved(_ logits: Logits<Float>, by weights: [Float]) throws -> Logits<Float> {
  // A logarithm is a cross-entropy with a single class. Probabilities end at 1; a common factor makes no difference.
  let most = weights.reduce(0, max)
  let column = try Probabilities(rows: weights.map { [$0 / most] })
  let costs = try CrossEntropy(probabilities: column, targets: ClassIndices(weights.map { _ in 0 })).losses.scalars
  let x = logits.tensor
  return try Logits(Tensor(shape: x.shape, scalars: x.scalars.enumerated().map { $1 - costs[$0 % 10] }))
}

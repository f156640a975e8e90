import SoftLabels

/// What a model is given to learn from: so many images with so many votes each, and what is made of the votes.
struct Supply {
  let name: String
  let images: Int
  let votes: Int
  let form: Form

  static let all = [
    Supply(name: "1000 x 5 soft", images: 1000, votes: 5, form: .soft),
    Supply(name: "1000 x 5 majority", images: 1000, votes: 5, form: .majority),
    Supply(name: "1000 x 1", images: 1000, votes: 1, form: .soft),
    Supply(name: "200 x 5 soft", images: 200, votes: 5, form: .soft),
    Supply(name: "200 x 5 majority", images: 200, votes: 5, form: .majority),
  ]
  /// The strengths of weight decay that a model may choose from.
  static let decays: [Float] = [0.001, 0.003, 0.01]

  func labels(_ sample: Sample, _ places: Range<Int>) -> [[Float]] {
    places.map { form.label(sample.votes[$0].prefix(votes)) }
  }

  func learned(_ model: Model, _ sample: Sample, _ recipe: Recipe) throws -> Network {
    try sample.learned(
      model, from: Array(0..<images), recipe, crossEntropy(against: labels(sample, 0..<images)))
  }

  /// The network whose loss is least on held images, a quarter as many as it learned from, with the same kind of labels.
  func chosen(_ model: Model, _ sample: Sample) throws -> (network: Network, decay: Float) {
    let places = Sample.held.prefix(images / 4)
    let labels = try Distributions(rows: labels(sample, places))
    var best: (network: Network, decay: Float, loss: Float)?
    for decay in Self.decays {
      let network = try learned(model, sample, Recipe(decay: decay))
      let loss = try CrossEntropy(logits: sample.logits(of: network, places), targets: labels).fused.mean
      if loss < best?.loss ?? .infinity { best = (network, decay, loss) }
    }
    guard let best else { fatalError("no loss is finite") }
    return (best.network, best.decay)
  }
}

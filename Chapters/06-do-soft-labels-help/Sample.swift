import SoftLabels
import Workbook

/// What a seed decides: the order of the images, and what annotators say of them.
struct Sample {
  let seed: UInt64
  let images: [Image]
  /// The probabilities of a vote, and five votes.
  let voting: [[Double]]
  let votes: [[Int]]

  /// The first 1,000 images are there to learn from, the next 250 to choose by, and the last 547 to measure on.
  static let held = 1000..<1250
  static let fresh = 1250..<1797

  init(seed: UInt64, _ annotators: Annotators, of all: [Image]) throws {
    self.seed = seed
    var random = SeededRandom(seed)
    var order = Array(all.indices)
    random.shuffle(&order)
    images = order.map { all[$0] }
    let probabilities = try annotators.voting(on: all)
    voting = order.map { probabilities[$0] }
    votes = voting.map { draw(5, $0, &random) }
  }

  /// A model that has learned from the images at `places`. All models of a seed begin alike.
  func learned(
    _ model: Model, from places: [Int], _ recipe: Recipe, _ slopes: Slopes
  ) throws -> Network {
    var random = SeededRandom(1_000_000 + seed)
    return try train(Network(model.sizes, &random), on: places.map { images[$0] }, recipe, &random, slopes)
  }

  func logits(of network: Network, _ places: Range<Int>) throws -> Logits<Float> {
    let activations = network.activations(images[places].flatMap(\.pixels))
    return try Logits(Tensor(shape: [places.count, 10], scalars: activations[activations.count - 1]))
  }

  /// How good a network is on fresh images.
  func measures(of network: Network) throws -> Measures {
    let fresh = Self.fresh
    return try Measures(
      logits(of: network, fresh), of: Array(images[fresh]), voting: Array(voting[fresh]),
      weights: fresh.map { _ in 1 })
  }
}

enum Model: String, CaseIterable {
  case linear
  /// One layer of 32 between pixels and logits.
  case network

  var sizes: [Int] { self == .linear ? [64, 10] : [64, 32, 10] }
}

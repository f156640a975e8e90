import SoftLabels
import Workbook

/// How a model is trained: stochastic gradient descent with momentum, whose rate falls to 0.
struct Recipe {
  var steps = 2000
  /// How many images a step looks at.
  var rows = 50
  var rate: Float = 0.1
  var momentum: Float = 0.9
  /// The strength λ of weight decay: λ w is added to the gradient by a weight w.
  var decay: Float = 0
}

/// The gradient of the mean loss of some images, with respect to their logits.
typealias Slopes = (_ images: ArraySlice<Int>, _ logits: [Float]) throws -> [Float]

/// Trains a network on images, which are shuffled each time that all have been seen.
func train(
  _ start: Network, on images: [Image], _ recipe: Recipe, _ random: inout SeededRandom, _ slopes: Slopes
) throws -> Network {
  var network = start
  var velocity = network.layers.map { $0.scaled(by: 0) }
  var order = Array(images.indices)
  var next = order.count
  for step in 0..<recipe.steps {
    if next + recipe.rows > order.count {
      random.shuffle(&order)
      next = 0
    }
    let batch = order[next..<next + recipe.rows]
    next += recipe.rows
    let activations = network.activations(batch.flatMap { images[$0].pixels })
    let gradient = network.gradient(activations, ofLogits: try slopes(batch, activations[activations.count - 1]))
    let rate = recipe.rate * (1 - Float(step) / Float(recipe.steps))
    for l in network.layers.indices {
      velocity[l] = velocity[l].scaled(by: recipe.momentum)
      velocity[l].add(1, gradient[l])
      velocity[l].addWeights(recipe.decay, network.layers[l])
      network.layers[l].add(-rate, velocity[l])
    }
  }
  return network
}

/// The slopes of cross-entropy against labels, a row of ten for each image.
func crossEntropy(against labels: [[Float]], classWeights: Weights<Float>? = nil) -> Slopes {
  { images, logits in
    let targets = images.flatMap { labels[$0] }
    var slopes = [Float](repeating: 0, count: logits.count)
    var gradient = slopes.mutableSpan
    _ = try CrossEntropy.fusedValue(
      logits: logits.span, targets: targets.span, shape: [images.count, 10], classWeights: classWeights,
      gradient: &gradient, threads: 1)
    return slopes
  }
}

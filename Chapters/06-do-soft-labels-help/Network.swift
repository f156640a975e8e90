import Workbook

/// A model: layers of weights, with max(0, x) between two of them. One layer is a linear model.
struct Network {
  var layers: [Layer]

  /// A network of layers between these many numbers, from the pixels to the logits, with weights drawn at random.
  init(_ sizes: [Int], _ random: inout SeededRandom) {
    layers = []
    for (inputs, outputs) in zip(sizes, sizes.dropFirst()) {
      // Small enough for the sums of a layer to be about as large as what it takes.
      let scale = (6 / Double(inputs + outputs)).squareRoot()
      let weights = (0..<inputs * outputs).map { _ in Float((2 * random.unit() - 1) * scale) }
      layers.append(Layer(inputs: inputs, outputs: outputs, weights: weights))
    }
  }

  /// What goes into each layer, and last the logits, for rows of pixels one after the other.
  func activations(_ pixels: [Float]) -> [[Float]] {
    var all = [pixels]
    for (l, layer) in layers.enumerated() {
      let sums = layer.sums(all[l])
      all.append(l + 1 < layers.count ? sums.map { max(0, $0) } : sums)
    }
    return all
  }

  /// The gradient of a loss with respect to all weights, from that with respect to the logits.
  func gradient(_ activations: [[Float]], ofLogits slopes: [Float]) -> [Layer] {
    var slopes = slopes
    var gradients: [Layer] = []
    for (layer, inputs) in zip(layers, activations).reversed() {
      gradients.append(layer.gradient(inputs, ofSums: slopes))
      slopes = layer.gradient(ofInputs: inputs, ofSums: slopes)
    }
    return gradients.reversed()
  }
}

/// Weighted sums of what comes in. Pixels and numbers after max(0, x) are often 0, and are left out.
struct Layer {
  let inputs: Int
  let outputs: Int
  /// A row for each input, each with a weight for every output.
  var weights: [Float]
  /// What is added to each sum.
  var biases: [Float]

  init(inputs: Int, outputs: Int, weights: [Float]) {
    (self.inputs, self.outputs, self.weights) = (inputs, outputs, weights)
    biases = [Float](repeating: 0, count: outputs)
  }

  func sums(_ x: [Float]) -> [Float] {
    var sums: [Float] = []
    sums.reserveCapacity(x.count / inputs * outputs)
    for row in stride(from: 0, to: x.count, by: inputs) {
      var sum = biases
      for k in 0..<inputs where x[row + k] != 0 { add(x[row + k], weights, from: k * outputs, to: &sum, at: 0) }
      sums += sum
    }
    return sums
  }

  /// The gradient with respect to weights and biases, as a layer of its own.
  func gradient(_ x: [Float], ofSums slopes: [Float]) -> Layer {
    var gradient = [Float](repeating: 0, count: weights.count)
    var ofBiases = biases.map { _ in Float(0) }
    for (row, start) in stride(from: 0, to: slopes.count, by: outputs).enumerated() {
      for k in 0..<inputs where x[row * inputs + k] != 0 {
        add(x[row * inputs + k], slopes, from: start, to: &gradient, at: k * outputs)
      }
      add(1, slopes, from: start, to: &ofBiases, at: 0)
    }
    var layer = Layer(inputs: inputs, outputs: outputs, weights: gradient)
    layer.biases = ofBiases
    return layer
  }

  /// The gradient with respect to what comes in; 0 where max(0, x) has let nothing through.
  func gradient(ofInputs x: [Float], ofSums slopes: [Float]) -> [Float] {
    x.indices.map { i in
      if x[i] == 0 { return 0 }
      let (row, k) = i.quotientAndRemainder(dividingBy: inputs)
      var sum: Float = 0
      for j in 0..<outputs { sum += weights[k * outputs + j] * slopes[row * outputs + j] }
      return sum
    }
  }

  /// All weights and biases times a factor.
  func scaled(by factor: Float) -> Layer {
    var layer = Layer(inputs: inputs, outputs: outputs, weights: weights.map { factor * $0 })
    layer.biases = biases.map { factor * $0 }
    return layer
  }

  /// Adds a factor times another layer.
  mutating func add(_ factor: Float, _ other: Layer) {
    addWeights(factor, other)
    for i in biases.indices { biases[i] += factor * other.biases[i] }
  }

  /// The same of the weights alone.
  mutating func addWeights(_ factor: Float, _ other: Layer) {
    for i in weights.indices { weights[i] += factor * other.weights[i] }
  }

  /// Adds `factor` times `outputs` numbers of one list to those of another.
  private func add(_ factor: Float, _ list: [Float], from: Int, to sums: inout [Float], at: Int) {
    for j in 0..<outputs { sums[at + j] += factor * list[from + j] }
  }
}

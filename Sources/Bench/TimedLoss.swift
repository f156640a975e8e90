import SoftLabels

/// A loss that is timed, by its name on the command line.
enum TimedLoss: String, CaseIterable {
  case crossEntropy = "cross_entropy"
  case crossEntropyOfIndices = "cross_entropy_indices"
  case weightedCrossEntropy = "cross_entropy_weighted"
  case binaryCrossEntropy = "binary_cross_entropy"
  case binaryCrossEntropyWithLogits = "binary_cross_entropy_with_logits"
  case klDivergence = "kl_div"

  /// True where every element is a sample of its own, and there are no classes.
  var isElementwise: Bool {
    switch self {
    case .binaryCrossEntropy, .binaryCrossEntropyWithLogits, .klDivergence: true
    case .crossEntropy, .crossEntropyOfIndices, .weightedCrossEntropy: false
    }
  }
}

extension TimedLoss {
  /// Input and targets as a training step has them, from a seed. The targets of cross-entropy are distributions, those of
  /// the elementwise losses are numbers in [0, 1).
  func data(rows: Int, classes: Int) -> (input: [Float], targets: [Float]) {
    var state: UInt64 = 1
    func unit() -> Float {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) * 0x1p-24
    }
    let count = rows * classes
    var input: [Float] = []
    var targets: [Float] = []
    input.reserveCapacity(count)
    targets.reserveCapacity(count)
    for _ in 0..<count {
      let (a, b) = (unit(), unit())
      switch self {
      case .binaryCrossEntropy: input.append(0.01 + 0.98 * a)
      case .klDivergence: input.append(-8 * a)
      default: input.append(8 * a - 4)
      }
      targets.append(b)
    }
    if isElementwise { return (input, targets) }
    for row in 0..<rows {
      var sum: Float = 0
      for j in row * classes..<(row + 1) * classes { sum += targets[j] }
      for j in row * classes..<(row + 1) * classes { targets[j] /= sum }
    }
    return (input, targets)
  }
}

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
  /// The loss by its fused kernel, of a row-major input and targets.
  ///
  /// `targets` are ignored where class indices are wanted: row i is of class 7i mod C.
  func fused<Scalar: LossScalar>(
    input: [Scalar], targets: [Scalar], rows: Int, classes: Int
  ) throws -> Fused<Scalar> {
    let shape = [rows, classes]
    let x = try Tensor(shape: shape, scalars: input)
    let y = try Tensor(shape: shape, scalars: targets)
    switch self {
    case .crossEntropy:
      return try CrossEntropy(logits: Logits(unchecked: x), targets: Distributions(unchecked: y)).fused
    case .crossEntropyOfIndices:
      let indices = ClassIndices((0..<rows).map { $0 * 7 % classes })
      return try CrossEntropy(logits: Logits(unchecked: x), targets: indices).fused
    case .weightedCrossEntropy:
      let weights = Weights(unchecked: Tensor((0..<classes).map { Scalar(1 + $0 % 3) }))
      return try CrossEntropy(
        logits: Logits(unchecked: x), targets: Distributions(unchecked: y), classWeights: weights,
        labelSmoothing: Scalar(0.125)
      ).fused
    case .binaryCrossEntropy:
      return try BinaryCrossEntropy(
        probabilities: Probabilities(unchecked: x), targets: Probabilities(unchecked: y)
      ).fused
    case .binaryCrossEntropyWithLogits:
      return try BinaryCrossEntropy(logits: Logits(unchecked: x), targets: Probabilities(unchecked: y)).fused
    case .klDivergence:
      return try KLDivergence(logProbabilities: x, targets: Probabilities(unchecked: y)).fused
    }
  }

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

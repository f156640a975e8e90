import SoftLabels

/// A batch as a training step has it: the arrays of a program, and what is made once before its loop.
struct Batch<Scalar: LossScalar> {
  let loss: TimedLoss
  let input: [Scalar]
  let targets: [Scalar]
  private let shape: [Int]
  private let indices: ClassIndices
  private let weights: Weights<Scalar>

  /// `targets` are not looked at where class indices are wanted: row i is of class 7i mod C.
  init(_ loss: TimedLoss, input: [Scalar], targets: [Scalar], rows: Int, classes: Int) {
    (self.loss, self.input, self.targets, shape) = (loss, input, targets, [rows, classes])
    indices = ClassIndices((0..<rows).map { $0 * 7 % classes })
    weights = Weights(unchecked: Tensor((0..<classes).map { Scalar(1 + $0 % 3) }))
  }

  /// The loss by its fused kernel, its numbers taken as checked.
  func fused() throws -> Fused<Scalar> {
    let x = try Tensor(shape: shape, scalars: input)
    let y = try Tensor(shape: shape, scalars: targets)
    let (logits, labels, shares) = (Logits(unchecked: x), Distributions(unchecked: y), Probabilities(unchecked: y))
    return switch loss {
    case .crossEntropy: try CrossEntropy(logits: logits, targets: labels).fused
    case .crossEntropyOfIndices: try CrossEntropy(logits: logits, targets: indices).fused
    case .weightedCrossEntropy:
      try CrossEntropy(logits: logits, targets: labels, classWeights: weights, labelSmoothing: 0.125).fused
    case .binaryCrossEntropy:
      try BinaryCrossEntropy(probabilities: Probabilities(unchecked: x), targets: shares).fused
    case .binaryCrossEntropyWithLogits: try BinaryCrossEntropy(logits: logits, targets: shares).fused
    case .klDivergence: try KLDivergence(logProbabilities: x, targets: shares).fused
    }
  }

  /// The mean, with its gradient in `storage` where that is wanted, straight from the arrays.
  func value(withGradient: Bool, in storage: inout [Scalar], threads: Int) throws -> Scalar {
    var gradient = storage.mutableSpan
    if withGradient { return try value(gradient: &gradient, threads: threads) }
    var none = MutableSpan<Scalar>()
    return try value(gradient: &none, threads: threads)
  }

  private func value(gradient: inout MutableSpan<Scalar>, threads: Int) throws -> Scalar {
    switch loss {
    case .crossEntropy:
      try CrossEntropy.fusedValue(
        logits: input.span, targets: targets.span, shape: shape, gradient: &gradient, threads: threads)
    case .crossEntropyOfIndices:
      try CrossEntropy.fusedValue(
        logits: input.span, targets: indices, shape: shape, gradient: &gradient, threads: threads)
    case .weightedCrossEntropy:
      try CrossEntropy.fusedValue(
        logits: input.span, targets: targets.span, shape: shape, classWeights: weights, labelSmoothing: 0.125,
        gradient: &gradient, threads: threads)
    case .binaryCrossEntropy:
      try BinaryCrossEntropy.fusedValue(
        probabilities: input.span, targets: targets.span, shape: shape, gradient: &gradient, threads: threads)
    case .binaryCrossEntropyWithLogits:
      try BinaryCrossEntropy.fusedValue(
        logits: input.span, targets: targets.span, shape: shape, gradient: &gradient, threads: threads)
    case .klDivergence:
      try KLDivergence.fusedValue(
        logProbabilities: input.span, targets: targets.span, shape: shape, gradient: &gradient, threads: threads)
    }
  }
}

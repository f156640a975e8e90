extension CrossEntropy {
  /// The reduced value of logits against soft targets, and its gradient, straight from a program's arrays, of which none is
  /// copied. Bits and checks are those of `CrossEntropy(logits:targets:…).fused`.
  ///
  ///     var slopes = storage.mutableSpan
  ///     let value = try CrossEntropy.fusedValue(
  ///       logits: scores.span, targets: labels.span, shape: [rows, classes], gradient: &slopes)
  ///
  /// What is wrong with the numbers is found in the pass that computes, whose sums and extremes tell which rows have to be
  /// looked at again. The first row that is not valid is named, its logits before its targets, for any number of threads.
  ///
  /// Costs what the kernel costs and up to a tenth more.
  /// A row with a logit of -inf is read again; where there are at most 128 classes, so is its whole group, of up to 40 rows.
  ///
  /// Logits and targets are row-major, of this shape: [C], [N, C], or further axes before that of the classes. The gradient
  /// is as long as they are, or empty where none is wanted; after an error it holds anything. Options are those of
  /// `CrossEntropy(logits:targets:…)` and `Fused.threads`.
  ///
  /// - Throws: `shapeMismatch`; `invalidLogit`, `invalidProbability` or `notADistribution` with the place and the value;
  ///   `invalidOption` for ε or the axis; `emptyReduction` for a mean over nothing.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func fusedValue(
    _ reduction: Reduction = .mean, logits: Span<Scalar>, targets: Span<Scalar>, shape: [Int],
    classWeights: Weights<Scalar>? = nil, sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0,
    classAxis: Int? = nil, gradient: inout MutableSpan<Scalar>, threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireShape(shape, logits, targets)
    let given = try ClassTargets(
      .soft(.double([])), along: ClassAxis(shape: shape, axis: classAxis), classWeights: classWeights,
      sampleWeights: sampleWeights, labelSmoothing: labelSmoothing)
    let kernel = try FusedCrossEntropy(given, format: Scalar.format, isChecking: true)
    return try Fused.value(.crossEntropy(kernel), reduction, logits, targets, &gradient, threads)
  }

  /// The same against class indices, of the shape without the class axis. An ignored row may hold anything.
  ///
  /// - Throws: as for soft targets, and `classIndexOutOfRange`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func fusedValue(
    _ reduction: Reduction = .mean, logits: Span<Scalar>, targets: ClassIndices, shape: [Int],
    classWeights: Weights<Scalar>? = nil, sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0,
    ignoreIndex: Int? = nil, classAxis: Int? = nil, gradient: inout MutableSpan<Scalar>, threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireShape(shape, logits, logits)
    let axis = try ClassAxis(shape: shape, axis: classAxis)
    try targets.requireShape(axis.sampleShape)
    let given = try ClassTargets(
      .hard(targets.indices, ignoreIndex: ignoreIndex), along: axis, classWeights: classWeights,
      sampleWeights: sampleWeights, labelSmoothing: labelSmoothing)
    let kernel = try FusedCrossEntropy(given, format: Scalar.format, isChecking: true)
    return try Fused.value(.crossEntropy(kernel), reduction, logits, Span(), &gradient, threads)
  }
}

extension BinaryCrossEntropy {
  /// The same of logits: see `CrossEntropy.fusedValue(_:logits:targets:shape:…)`. Any shape; weights broadcast to it, in a
  /// pass of their own.
  ///
  /// - Throws: `shapeMismatch`; `invalidLogit`, `invalidProbability`; `emptyReduction`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func fusedValue(
    _ reduction: Reduction = .mean, logits: Span<Scalar>, targets: Span<Scalar>, shape: [Int],
    weights: Weights<Scalar>? = nil, positiveWeights: Weights<Scalar>? = nil, gradient: inout MutableSpan<Scalar>,
    threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireShape(shape, logits, targets)
    let kernel = FusedBinaryFromLogits(
      shape: shape, weights: try weights?.tensor.broadcast(to: shape, name: "weights"),
      positiveWeights: try positiveWeights?.tensor.broadcast(to: shape, name: "positive weights"), isChecking: true)
    return try Fused.value(.binaryFromLogits(kernel), reduction, logits, targets, &gradient, threads)
  }

  /// The same of probabilities.
  ///
  /// - Throws: `shapeMismatch`; `invalidProbability`; `emptyReduction`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func fusedValue(
    _ reduction: Reduction = .mean, probabilities: Span<Scalar>, targets: Span<Scalar>, shape: [Int],
    weights: Weights<Scalar>? = nil, gradient: inout MutableSpan<Scalar>, threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireShape(shape, probabilities, targets)
    let kernel = FusedBinaryFromProbabilities(
      shape: shape, weights: try weights?.tensor.broadcast(to: shape, name: "weights"), isChecking: true)
    return try Fused.value(.binaryFromProbabilities(kernel), reduction, probabilities, targets, &gradient, threads)
  }
}

extension KLDivergence {
  /// The same of log-probabilities: see `CrossEntropy.fusedValue(_:logits:targets:shape:…)`. Any shape.
  ///
  /// - Throws: `shapeMismatch`; `invalidProbability` for a log-probability above 0, or a target; `emptyReduction`.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func fusedValue(
    _ reduction: Reduction = .mean, logProbabilities: Span<Scalar>, targets: Span<Scalar>, shape: [Int],
    gradient: inout MutableSpan<Scalar>, threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireShape(shape, logProbabilities, targets)
    let kernel = FusedKL(shape: shape, weights: nil, targetsAreLogarithms: false, isChecking: true)
    return try Fused.value(.divergence(kernel), reduction, logProbabilities, targets, &gradient, threads)
  }
}

extension Fused {
  fileprivate static func value(
    _ loss: FusedLoss, _ reduction: Reduction, _ input: Span<Scalar>, _ targets: Span<Scalar>,
    _ gradient: inout MutableSpan<Scalar>, _ threads: Int?
  ) throws(LossError) -> Scalar {
    guard gradient.isEmpty || gradient.count == input.count else {
      throw LossError(.shapeMismatch, "a gradient of \(gradient.count) numbers for an input of \(input.count)")
    }
    var losses = MutableSpan<Scalar>()
    return try loss.value(reduction, input, targets, &gradient, &losses, threads: threads)
  }
}

/// - Throws: `shapeMismatch` where it is not that of both.
private func requireShape<Scalar>(_ shape: [Int], _ a: Span<Scalar>, _ b: Span<Scalar>) throws(LossError) {
  if holds(shape, a.count), a.count == b.count { return }
  throw LossError(
    .shapeMismatch, "shape \(shape) does not hold \(a.count == b.count ? "" : "\(b.count) and ")\(a.count) numbers")
}

// From arrays that a program has to a value and its gradient in one call, which copies nothing. What is wrong with the
// numbers is found in the pass that computes: what that has computed anyway tells which rows have to be looked at again.

extension CrossEntropy {
  /// The reduced value of logits against soft targets, and its gradient into `gradient`, straight from a program's arrays:
  /// `scores.span`, `labels.span`. The bits are those of `CrossEntropy(logits:targets:…).fused`, and so are the checks.
  ///
  ///     let value = try CrossEntropy.fusedValue(
  ///       logits: scores.span, targets: labels.span, shape: [rows, classes], gradient: &slopes)
  ///
  /// The first row that is not valid is named, its logits before its targets, whatever the number of threads. Costs the
  /// kernel alone and up to a tenth; rows with a logit of -inf are read once more, and so are their neighbours where there
  /// are few classes.
  ///
  /// - Parameters:
  ///   - logits: row-major, of this shape: [C], [N, C], or further axes before that of the classes. (Others go through
  ///     `CrossEntropy`.)
  ///   - targets: the same.
  ///   - classWeights: [C]; nil for none.
  ///   - sampleWeights: the shape without the class axis; nil for none.
  ///   - labelSmoothing: ε in [0, 1].
  ///   - classAxis: counted from 0, or back from -1; nil for axis 1, or 0 of a vector.
  ///   - gradient: storage that is reused where it has the right length already; anything after an error.
  ///   - threads: see `Fused.threads`.
  /// - Throws: `shapeMismatch`; `invalidLogit`, `invalidProbability` or `notADistribution` with the place and the value;
  ///   `invalidOption` for ε or the axis; `emptyReduction` for a mean over nothing.
  public static func fusedValue(
    _ reduction: Reduction = .mean, logits: Span<Scalar>, targets: Span<Scalar>, shape: [Int],
    classWeights: Weights<Scalar>? = nil, sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0,
    classAxis: Int? = nil, gradient: inout [Scalar], threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireCounts(logits, targets, shape)
    let given = try ClassTargets(
      .soft(.double([])), along: ClassAxis(shape: shape, axis: classAxis), classWeights: classWeights,
      sampleWeights: sampleWeights,
      labelSmoothing: labelSmoothing)
    return try Fused.value(crossEntropy(against: given), reduction, logits, targets, &gradient, threads)
  }

  /// - Throws: `shapeMismatch` where rows are not contiguous.
  private static func crossEntropy(against targets: ClassTargets) throws(LossError) -> FusedLoss {
    guard let kernel = FusedCrossEntropy(targets, format: Scalar.format, isChecking: true) else {
      throw LossError(.shapeMismatch, "shape \(targets.axis.shape): expected [C] or [N, C], rows without further axes")
    }
    return .crossEntropy(kernel)
  }

  /// The same against class indices, of the shape without the class axis. An ignored row may hold anything.
  ///
  /// - Throws: as for soft targets, and `classIndexOutOfRange`.
  public static func fusedValue(
    _ reduction: Reduction = .mean, logits: Span<Scalar>, targets: ClassIndices, shape: [Int],
    classWeights: Weights<Scalar>? = nil, sampleWeights: Weights<Scalar>? = nil, labelSmoothing: Scalar = 0,
    ignoreIndex: Int? = nil, classAxis: Int? = nil, gradient: inout [Scalar], threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireCounts(logits, logits, shape)
    let axis = try ClassAxis(shape: shape, axis: classAxis)
    try targets.requireShape(axis.sampleShape)
    let given = try ClassTargets(
      .hard(targets.indices, ignoreIndex: ignoreIndex), along: axis, classWeights: classWeights,
      sampleWeights: sampleWeights, labelSmoothing: labelSmoothing)
    return try Fused.value(crossEntropy(against: given), reduction, logits, Span(), &gradient, threads)
  }
}

extension BinaryCrossEntropy {
  /// The same of logits: see `CrossEntropy.fusedValue(_:logits:targets:shape:…)`. Any shape; weights broadcast to it, in a
  /// pass of their own.
  ///
  /// - Throws: `shapeMismatch`; `invalidLogit`, `invalidProbability`; `emptyReduction`.
  public static func fusedValue(
    _ reduction: Reduction = .mean, logits: Span<Scalar>, targets: Span<Scalar>, shape: [Int],
    weights: Weights<Scalar>? = nil, positiveWeights: Weights<Scalar>? = nil, gradient: inout [Scalar],
    threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireCounts(logits, targets, shape)
    let kernel = FusedBinaryFromLogits(
      shape: shape, weights: try weights?.tensor.broadcast(to: shape, name: "weights"),
      positiveWeights: try positiveWeights?.tensor.broadcast(to: shape, name: "positive weights"), isChecking: true)
    return try Fused.value(.binaryFromLogits(kernel), reduction, logits, targets, &gradient, threads)
  }

  /// The same of probabilities.
  ///
  /// - Throws: `shapeMismatch`; `invalidProbability`; `emptyReduction`.
  public static func fusedValue(
    _ reduction: Reduction = .mean, probabilities: Span<Scalar>, targets: Span<Scalar>, shape: [Int],
    weights: Weights<Scalar>? = nil, gradient: inout [Scalar], threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireCounts(probabilities, targets, shape)
    let kernel = FusedBinaryFromProbabilities(
      shape: shape, weights: try weights?.tensor.broadcast(to: shape, name: "weights"), isChecking: true)
    return try Fused.value(.binaryFromProbabilities(kernel), reduction, probabilities, targets, &gradient, threads)
  }
}

extension KLDivergence {
  /// The same of log-probabilities: see `CrossEntropy.fusedValue(_:logits:targets:shape:…)`. Any shape.
  ///
  /// - Throws: `shapeMismatch`; `invalidProbability` for a log-probability above 0, or a target; `emptyReduction`.
  public static func fusedValue(
    _ reduction: Reduction = .mean, logProbabilities: Span<Scalar>, targets: Span<Scalar>, shape: [Int],
    gradient: inout [Scalar], threads: Int? = nil
  ) throws(LossError) -> Scalar {
    try requireCounts(logProbabilities, targets, shape)
    let kernel = FusedKL(shape: shape, weights: nil, targetsAreLogarithms: false, isChecking: true)
    return try Fused.value(.divergence(kernel), reduction, logProbabilities, targets, &gradient, threads)
  }
}

extension Fused {
  fileprivate static func value(
    _ loss: FusedLoss, _ reduction: Reduction, _ input: Span<Scalar>, _ targets: Span<Scalar>,
    _ gradient: inout [Scalar], _ threads: Int?
  ) throws(LossError) -> Scalar {
    if gradient.count != input.count { gradient = [Scalar](repeating: 0, count: input.count) }
    var slopes = gradient.mutableSpan
    var losses = MutableSpan<Scalar>()
    return Scalar(try loss.value(reduction, input, targets, &slopes, &losses, threads: threads))
  }
}

/// - Throws: `shapeMismatch` where a shape does not hold these numbers.
private func requireCounts<Scalar>(_ input: Span<Scalar>, _ targets: Span<Scalar>, _ shape: [Int]) throws(LossError) {
  for count in [input.count, targets.count] where !holds(shape, count) {
    throw LossError(.shapeMismatch, "shape \(shape) does not hold \(count) numbers")
  }
}

/// What a row of cross-entropy is held against: one coefficient for each class,
/// t_j = w_j ((1 - ε) y_j + ε / C), from soft targets or from a class index, which is a one-hot y.
///
/// Class weights w and label smoothing ε are PyTorch's: smoothing first, then weights. The coefficients may have any sum
/// and, below the validating types, any sign.
struct ClassTargets: Sendable {
  enum Labels: Sendable {
    case soft(Storage)
    case hard([Int], ignoreIndex: Int?)
  }

  let labels: Labels
  let axis: ClassAxis
  let classWeights: [Double]?
  let sampleWeights: [Double]?
  let smoothing: Double

  /// - Throws: `shapeMismatch`; `invalidOption` for a smoothing outside [0, 1].
  init<Scalar: LossScalar>(
    _ targets: Distributions<Scalar>, for input: Tensor<Scalar>, classWeights: Weights<Scalar>?,
    sampleWeights: Weights<Scalar>?, labelSmoothing: Scalar = 0
  ) throws(LossError) {
    let axis = try ClassAxis(shape: input.shape)
    try targets.tensor.requireShape(input.shape, of: "targets")
    try self.init(.soft(Storage(targets.tensor)), axis, classWeights, sampleWeights, labelSmoothing)
  }

  /// - Throws: as above, and `classIndexOutOfRange`.
  init<Scalar: LossScalar>(
    _ targets: ClassIndices, ignoring ignoreIndex: Int?, for input: Tensor<Scalar>, classWeights: Weights<Scalar>?,
    sampleWeights: Weights<Scalar>?, labelSmoothing: Scalar = 0
  ) throws(LossError) {
    let axis = try ClassAxis(shape: input.shape)
    try targets.requireShape(axis.sampleShape)
    try targets.requireRange(axis, ignoring: ignoreIndex)
    let labels = Labels.hard(targets.indices, ignoreIndex: ignoreIndex)
    try self.init(labels, axis, classWeights, sampleWeights, labelSmoothing)
  }

  private init<Scalar: LossScalar>(
    _ labels: Labels, _ axis: ClassAxis, _ classWeights: Weights<Scalar>?, _ sampleWeights: Weights<Scalar>?,
    _ labelSmoothing: Scalar
  ) throws(LossError) {
    if let classWeights, classWeights.tensor.shape != [axis.classes] {
      throw LossError(
        .shapeMismatch, "class weights of shape \(classWeights.tensor.shape): expected [\(axis.classes)]")
    }
    if let sampleWeights, sampleWeights.tensor.shape != axis.sampleShape {
      throw LossError(
        .shapeMismatch, "sample weights of shape \(sampleWeights.tensor.shape): expected \(axis.sampleShape)")
    }
    guard labelSmoothing >= 0, labelSmoothing <= 1 else {
      throw LossError(.invalidOption, "label smoothing \(labelSmoothing): expected a number in [0, 1]")
    }
    self.labels = labels
    self.axis = axis
    self.classWeights = classWeights.map { $0.tensor.scalars.map { Double($0) } }
    self.sampleWeights = sampleWeights.map { $0.tensor.scalars.map { Double($0) } }
    self.smoothing = Double(labelSmoothing)
  }

  /// What `mean` divides by. Soft targets: the number of samples, whatever the weights (PyTorch). Class indices: the sum
  /// of the weights of the targets that are not ignored, times the weights of their samples.
  var meanDivisor: ExactSum {
    guard case .hard(let indices, let ignoreIndex) = labels else { return ExactSum(Double(axis.rows)) }
    var sum = ExactSum()
    for (row, index) in indices.enumerated() where index != ignoreIndex {
      sum.add(productOf: classWeights?[index] ?? 1, sampleWeights?[row] ?? 1)
    }
    return sum
  }
}

/// The coefficients of one row.
struct TargetRow {
  let targets: ClassTargets
  /// The labels of the current row, before weights and smoothing.
  private(set) var labels: [Double]
  private(set) var isIgnored = false
  private(set) var sampleWeight = 1.0
  /// True where the coefficients are the labels themselves.
  let isPlain: Bool

  init(_ targets: ClassTargets) {
    self.targets = targets
    labels = [Double](repeating: 0, count: targets.axis.classes)
    isPlain = targets.classWeights == nil && targets.smoothing == 0
  }

  mutating func load(_ row: Int) {
    sampleWeight = targets.sampleWeights?[row] ?? 1
    switch targets.labels {
    case .soft(let storage):
      storage.load(from: targets.axis.offset(ofRow: row), step: targets.axis.inner, into: &labels)
    case .hard(let indices, let ignoreIndex):
      isIgnored = indices[row] == ignoreIndex
      for j in labels.indices { labels[j] = !isIgnored && j == indices[row] ? 1 : 0 }
    }
  }

  /// t_j.
  @inline(__always)
  func coefficient<Real: BoundedReal>(_ j: Int, in _: Real.Type) -> Real {
    if isPlain || isIgnored { return Real(labels[j]) }
    return coefficientPerLabel(j, in: Real.self) * Real(labels[j]) + smoothed(j, in: Real.self)
  }

  /// ∂t_j / ∂y_j = w_j (1 - ε).
  func coefficientPerLabel<Real: BoundedReal>(_ j: Int, in _: Real.Type) -> Real {
    Real(targets.classWeights?[j] ?? 1) * (.one - Real(targets.smoothing))
  }

  /// w_j ε / C.
  private func smoothed<Real: BoundedReal>(_ j: Int, in _: Real.Type) -> Real {
    Real(targets.classWeights?[j] ?? 1) * Real(targets.smoothing) / Real(Double(labels.count))
  }

  /// -1, 0 or 1: the sign of t_j times the sample's weight.
  func sign(_ j: Int) -> Double {
    let product = coefficient(j, in: BigFloat<Bits256>.self) * BigFloat(sampleWeight)
    return product.isExactlyZero ? 0 : product.isNegative ? -1 : 1
  }

  /// T log T - Σ t_j log t_j, terms with t_j = 0 dropped.
  func floor<Real: BoundedReal>() -> Real {
    var total = Real.zero
    var sum = Real.zero
    for j in labels.indices {
      let t = coefficient(j, in: Real.self)
      if t.isExactlyZero { continue }
      sum += t * .log(t)
      total += t
    }
    return total.isExactlyZero ? .zero : total * .log(total) - sum
  }
}

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

  private(set) var labels: Labels
  private(set) var axis: ClassAxis
  let classWeights: [Double]?
  private(set) var sampleWeights: [Double]?
  let smoothing: Double

  /// - Throws: `shapeMismatch`; `classIndexOutOfRange`; `invalidOption` for the axis, and for a smoothing outside [0, 1].
  init<Scalar: LossScalar>(
    _ targets: ClassLabels<Scalar>, for shape: [Int], classAxis: Int?, classWeights: Weights<Scalar>?,
    sampleWeights: Weights<Scalar>?, labelSmoothing: Scalar
  ) throws(LossError) {
    let axis = try ClassAxis(shape: shape, axis: classAxis)
    let labels: Labels
    switch targets {
    case .soft(let targets):
      try targets.tensor.requireShape(shape, of: "targets")
      guard targets.classAxis == axis.position else {
        throw LossError(
          .shapeMismatch, "targets that sum to 1 along axis \(targets.classAxis ?? 0): expected axis \(axis.position)")
      }
      labels = .soft(Storage(targets.tensor))
    case .hard(let targets, let ignoreIndex):
      try targets.requireShape(axis.sampleShape)
      try targets.requireRange(axis, ignoring: ignoreIndex)
      labels = .hard(targets.indices, ignoreIndex: ignoreIndex)
    }
    try self.init(
      labels, along: axis, classWeights: classWeights, sampleWeights: sampleWeights, labelSmoothing: labelSmoothing)
  }

  /// For labels that were checked elsewhere.
  ///
  /// - Throws: `shapeMismatch` for weights; `invalidOption` for a smoothing outside [0, 1].
  init<Scalar: LossScalar>(
    _ labels: Labels, along axis: ClassAxis, classWeights: Weights<Scalar>?, sampleWeights: Weights<Scalar>?,
    labelSmoothing: Scalar
  ) throws(LossError) {
    self.labels = labels
    self.axis = axis
    self.classWeights = try classWeights?.numbers(of: [axis.classes], "class weights")
    self.sampleWeights = try sampleWeights?.numbers(of: axis.sampleShape, "sample weights")
    smoothing = try checked(labelSmoothing: labelSmoothing)
  }

  /// Some of the rows, of those that lie one after the other; with these soft labels where the labels are soft.
  func part(_ rows: Range<Int>, softLabels: Storage) -> ClassTargets {
    var part = self
    part.axis = trapping { () throws(LossError) in try ClassAxis(shape: [rows.count, axis.classes]) }
    part.sampleWeights = sampleWeights.map { Array($0[rows]) }
    switch labels {
    case .soft: part.labels = .soft(softLabels)
    case .hard(let indices, let ignoreIndex): part.labels = .hard(Array(indices[rows]), ignoreIndex: ignoreIndex)
    }
    return part
  }

  @inline(__always)
  func isIgnored(_ row: Int) -> Bool {
    guard case .hard(let indices, let ignoreIndex?) = labels else { return false }
    return indices[row] == ignoreIndex
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

/// What a loss over classes is given.
package enum ClassLabels<Scalar: LossScalar> {
  /// A distribution for each row.
  case soft(Distributions<Scalar>)
  /// A class index for each row.
  case hard(ClassIndices, ignoring: Int?)
}

/// - Throws: `invalidOption` for a label smoothing outside [0, 1].
func checked(labelSmoothing: some LossScalar) throws(LossError) -> Double {
  guard labelSmoothing >= 0, labelSmoothing <= 1 else {
    throw LossError(.invalidOption, "label smoothing \(labelSmoothing): expected a number in [0, 1]")
  }
  return Double(labelSmoothing)
}

extension ClassTargets {
  /// What `Logits`, `Distributions` and `ClassIndices` say of one of the rows that lie one after the other in these logits
  /// and soft labels: of its logits, then of its labels. nil for a valid one.
  func error<Scalar: LossScalar>(inRow row: Int, logits: Span<Scalar>, softLabels: Span<Scalar>) -> LossError? {
    let range = row * axis.classes..<(row + 1) * axis.classes
    if isIgnored(row) { return nil }
    if let error = NumberKind.logit.error(in: logits, range, shape: axis.shape) { return error }
    if !range.contains(where: { logits[$0] > -.infinity }) { return axis.errorForMaskedRow(row) }
    if case .hard(let indices, _) = labels {
      return 0..<axis.classes ~= indices[row] ? nil : axis.errorForClassIndex(indices[row], ofRow: row)
    }
    if let error = NumberKind.probability.error(in: softLabels, range, shape: axis.shape) { return error }
    var sum = 0.0
    for j in range { sum += Double(softLabels[j]) }
    let tolerance = Scalar.normalisationTolerance
    return (sum - 1).magnitude <= tolerance ? nil : axis.errorForSum(sum, ofRow: row, expectedWithin: tolerance)
  }
}

/// The coefficients of one row.
struct TargetRow {
  let targets: ClassTargets
  /// The labels of the current row, before weights and smoothing.
  private(set) var labels: [Double]
  private(set) var isIgnored = false
  private var row = 0
  private(set) var sampleWeight = 1.0
  /// True where the coefficients are the labels themselves.
  let isPlain: Bool

  init(_ targets: ClassTargets) {
    self.targets = targets
    labels = [Double](repeating: 0, count: targets.axis.classes)
    isPlain = targets.classWeights == nil && targets.smoothing == 0
  }

  mutating func load(_ row: Int) {
    self.row = row
    sampleWeight = targets.sampleWeights?[row] ?? 1
    switch targets.labels {
    case .soft(let storage):
      storage.load(row, of: targets.axis, into: &labels)
    case .hard(let indices, let ignoreIndex):
      isIgnored = indices[row] == ignoreIndex
      // The weight of an ignored row may be anything.
      if isIgnored { sampleWeight = 1 }
      for j in labels.indices { labels[j] = !isIgnored && j == indices[row] ? 1 : 0 }
    }
  }

  /// Where class j of the current row lies in the input.
  func offset(_ j: Int) -> Int { targets.axis.offset(ofRow: row) + j * targets.axis.inner }

  /// t_j.
  @inline(__always)
  func coefficient<Real: BoundedReal>(_ j: Int, in _: Real.Type) -> Real {
    if isPlain || isIgnored { return Real(labels[j]) }
    let multiple = multiple(j, in: Real.self)
    return targets.smoothing == 0 ? multiple : multiple / Real(Double(labels.count))
  }

  /// w_j ((1 - ε) y_j C + ε) = C t_j, and t_j where there is no smoothing: the same multiple of each t_j of a row, by which
  /// they can be compared exactly, since nothing is divided.
  func multiple<Real: BoundedReal>(_ j: Int, in _: Real.Type) -> Real {
    if isPlain || isIgnored { return Real(labels[j]) }
    let label = coefficientPerLabel(j, in: Real.self) * Real(labels[j])
    if targets.smoothing == 0 { return label }
    return label * Real(Double(labels.count)) + Real(targets.classWeights?[j] ?? 1) * Real(targets.smoothing)
  }

  /// ∂t_j / ∂y_j = w_j (1 - ε).
  func coefficientPerLabel<Real: BoundedReal>(_ j: Int, in _: Real.Type) -> Real {
    Real(targets.classWeights?[j] ?? 1) * (.one - Real(targets.smoothing))
  }

  /// -1, 0 or 1: the sign of t_j times the sample's weight.
  func sign(_ j: Int) -> Double {
    (coefficient(j, in: BigFloat<Bits256>.self) * BigFloat(sampleWeight)).sign
  }

  /// The loss of a row in which some -log p_j are infinite: ±inf where one has a target, NaN for infinities of both signs.
  @inline(__always)
  func infinity(of surprise: (Int) -> Double) -> Double? {
    var result: Double?
    for j in labels.indices where surprise(j).isInfinite && sign(j) != 0 {
      result = (result ?? 0) + sign(j) * surprise(j)
    }
    return result
  }

  /// s (T log T - Σ t_j log t_j), terms with t_j = 0 dropped: 0 where a single class has all the weight.
  func floor<Real: BoundedReal>(in _: Real.Type) -> Real {
    var total = Real.zero
    var sum = Real.zero
    var count = 0
    for j in labels.indices {
      let t = coefficient(j, in: Real.self)
      if t.isExactlyZero { continue }
      sum += t * .log(t)
      total += t
      count += 1
    }
    return count < 2 || total.isExactlyZero ? .zero : Real(sampleWeight) * (total * .log(total) - sum)
  }
}

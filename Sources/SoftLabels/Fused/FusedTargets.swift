/// The targets of a fused cross-entropy: `ClassTargets`, in the element type of the kernel.
///
/// A row's targets are a span, empty for a bare class index, and an extra for the class index itself:
///
///     soft labels      w_j ((1 - ε) y_j + ε / C), or y_j as it lies in memory where there is neither w nor ε
///     class indices    w_j ε / C for every row, and w_k (1 - ε) more at the class index k
struct FusedTargets<Scalar: FusedScalar>: Sendable {
  let targets: ClassTargets
  /// Soft labels; empty for class indices.
  let labels: [Scalar]
  /// w_j (1 - ε) and w_j ε / C; nil where they are 1 and 0.
  let factors: [Double]?
  let offsets: [Double]?

  /// nil where factors or offsets are so small or so large that their products with ordinary numbers would lose bits, or
  /// overflow.
  init?(_ targets: ClassTargets) {
    self.targets = targets
    labels = if case .soft(let storage) = targets.labels { Scalar.scalars(in: storage) } else { [] }
    guard targets.classWeights != nil || targets.smoothing != 0 else {
      (factors, offsets) = (nil, nil)
      return
    }
    let classes = targets.axis.classes
    let weights = targets.classWeights ?? [Double](repeating: 1, count: classes)
    let factors = weights.map { $0 * (1 - targets.smoothing) }
    let offsets = weights.map { $0 * targets.smoothing / Double(classes) }
    (self.factors, self.offsets) = (factors, offsets)
    func isOrdinary(_ factor: Double) -> Bool {
      factor == 0 || (factor * factor > Scalar.leastSafeSum && factor * factor < 1 / Scalar.leastSafeSum)
    }
    guard factors.allSatisfy(isOrdinary), offsets.allSatisfy(isOrdinary) else { return nil }
  }

  var classes: Int { targets.axis.classes }

  /// True where a row's targets lie in memory as they are.
  var areLabels: Bool {
    if case .soft = targets.labels { factors == nil } else { false }
  }

  /// What `prepare` writes to: for class indices all rows' targets, which it leaves alone.
  func preparation() -> [Scalar] {
    if areLabels { return [] }
    if case .soft = targets.labels { return [Scalar](repeating: 0, count: classes) }
    return targets.smoothing == 0 ? [] : (offsets ?? []).map { Scalar($0) }
  }

  /// Computes the targets of a row of soft labels: w_j ((1 - ε) y_j + ε / C), rounded once.
  func prepare(_ row: Int, into result: inout [Scalar]) {
    guard case .soft = targets.labels, let factors, let offsets else { return }
    Self.combine(labels.span.extracting(row * classes..<(row + 1) * classes), factors.span, offsets.span, &result)
  }

  @inline(never)
  private static func combine(
    _ labels: Span<Scalar>, _ factors: Span<Double>, _ offsets: Span<Double>, _ result: inout [Scalar]
  ) {
    var result = result.mutableSpan
    precondition(factors.count == labels.count && offsets.count == labels.count && result.count == labels.count)
    for j in 0..<labels.count { result[j] = Scalar(factors[j] * Double(labels[j]) + offsets[j]) }
  }

  /// True where a soft label counts, though weighted and rounded it may have become 0.
  func counts(_ row: Int, _ place: Int) -> Bool {
    !labels.isEmpty && factors?[place] != 0 && labels[row * classes + place] != 0
  }

  /// The class index of a row and what it adds to that class's target; nil for soft labels.
  @inline(__always)
  func extra(_ row: Int) -> (place: Int, value: Double)? {
    guard case .hard(let indices, _) = targets.labels else { return nil }
    return (indices[row], factors?[indices[row]] ?? 1)
  }

  @inline(__always)
  func isIgnored(_ row: Int) -> Bool {
    guard case .hard(let indices, let ignoreIndex?) = targets.labels else { return false }
    return indices[row] == ignoreIndex
  }

  /// True where every row weighs 1.
  var isUniform: Bool {
    if case .hard(_, .some) = targets.labels { false } else { targets.sampleWeights == nil }
  }

  @inline(__always)
  func sampleWeight(_ row: Int) -> Double { targets.sampleWeights?[row] ?? 1 }

  /// What `mean` divides by: see `ClassTargets.meanDivisor`.
  var divisor: Double {
    guard case .hard(let indices, let ignoreIndex) = targets.labels else { return Double(targets.axis.rows) }
    var sum = CompensatedSum()
    for row in indices.indices where indices[row] != ignoreIndex {
      let place = indices[row]
      let weight = if let factors, let offsets { factors[place] + offsets[place] * Double(classes) } else { 1.0 }
      sum.add(weight * sampleWeight(row))
    }
    return sum.value
  }
}

/// The targets of a fused cross-entropy: `ClassTargets`, in the element type of the kernel.
///
/// A row's targets are a span, empty for a bare class index, and an extra for the class index itself:
///
///     soft labels      w_j ((1 - ε) y_j + ε / C), or y_j as it lies in memory where there is neither w nor ε
///     class indices    w_j ε / C for every row, and w_k (1 - ε) more at the class index k
struct FusedTargets<Scalar: FusedScalar>: Sendable {
  enum Labels: Sendable {
    case soft([Scalar])
    case hard([Int], ignoreIndex: Int?)
  }

  let labels: Labels
  let classes: Int
  /// w_j (1 - ε) and w_j ε / C; nil where they are 1 and 0.
  let factors: [Double]?
  let offsets: [Double]?
  /// The offsets in the element type, for class indices with smoothing; empty otherwise.
  let shared: [Scalar]
  let sampleWeights: [Double]?

  init(_ targets: ClassTargets) {
    classes = targets.axis.classes
    sampleWeights = targets.sampleWeights
    switch targets.labels {
    case .soft(let storage): labels = .soft(Scalar.borrow(storage))
    case .hard(let indices, let ignoreIndex): labels = .hard(indices, ignoreIndex: ignoreIndex)
    }
    guard targets.classWeights != nil || targets.smoothing != 0 else {
      (factors, offsets, shared) = (nil, nil, [])
      return
    }
    let weights = targets.classWeights ?? [Double](repeating: 1, count: classes)
    factors = weights.map { $0 * (1 - targets.smoothing) }
    let offsets = weights.map { $0 * targets.smoothing / Double(targets.axis.classes) }
    self.offsets = offsets
    if case .hard = targets.labels, targets.smoothing != 0 {
      shared = offsets.map { Scalar($0) }
    } else {
      shared = []
    }
  }

  /// False where class weights or smoothing are so small or so large that their products with ordinary numbers would lose
  /// bits, or overflow.
  var keepTheirBits: Bool {
    guard let factors, let offsets else { return true }
    return (factors + offsets).allSatisfy {
      $0 == 0 || ($0 * $0 > Scalar.leastSafeSum && $0 * $0 < 1 / Scalar.leastSafeSum)
    }
  }

  /// True where a soft label counts, though weighted and rounded it may have become 0.
  func counts(_ row: Int, _ place: Int) -> Bool {
    if case .soft(let labels) = labels { factors?[place] != 0 && labels[row * classes + place] != 0 } else { false }
  }

  /// True where a row's targets have to be computed before they can be read.
  var needsPreparation: Bool {
    if case .soft = labels { factors != nil } else { false }
  }

  /// Computes the targets of a row: w_j ((1 - ε) y_j + ε / C), rounded once.
  func prepare(_ row: Int, into result: inout [Scalar]) {
    guard case .soft(let labels) = labels, let factors, let offsets else { return }
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

  /// The class index of a row and what it adds to that class's target; nil for soft labels.
  @inline(__always)
  func extra(_ row: Int) -> (place: Int, value: Double)? {
    guard case .hard(let indices, _) = labels else { return nil }
    let place = indices[row]
    return (place, factors?[place] ?? 1)
  }

  @inline(__always)
  func isIgnored(_ row: Int) -> Bool {
    guard case .hard(let indices, let ignoreIndex?) = labels else { return false }
    return indices[row] == ignoreIndex
  }

  /// True where every row weighs 1.
  var isUniform: Bool {
    if case .hard(_, .some) = labels { false } else { sampleWeights == nil }
  }

  @inline(__always)
  func sampleWeight(_ row: Int) -> Double { sampleWeights?[row] ?? 1 }

  /// What `mean` divides by: see `ClassTargets.meanDivisor`.
  func divisor(rows: Int) -> Double {
    guard case .hard(let indices, let ignoreIndex) = labels else { return Double(rows) }
    var sum = CompensatedSum()
    for row in 0..<rows where indices[row] != ignoreIndex {
      sum.add((factors == nil ? 1 : classWeight(indices[row])) * sampleWeight(row))
    }
    return sum.value
  }

  private func classWeight(_ place: Int) -> Double {
    guard let factors, let offsets else { return 1 }
    return factors[place] + offsets[place] * Double(classes)
  }
}

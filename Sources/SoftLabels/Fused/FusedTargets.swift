/// The targets of a fused cross-entropy: `ClassTargets`, whose soft labels lie where the program has them.
///
/// A row's targets are a span, empty for a bare class index, and an extra for the class index itself:
///
///     soft labels      w_j ((1 - ε) y_j + ε / C), or y_j as it lies in memory where there is neither w nor ε
///     class indices    w_j ε / C for every row, and w_k (1 - ε) more at the class index k
struct FusedTargets: Sendable {
  let targets: ClassTargets
  /// w_j (1 - ε) and w_j ε / C; nil where they are 1 and 0.
  let factors: [Double]?
  let offsets: [Double]?
  /// False where factors or offsets are so small or so large that their products with ordinary numbers would lose bits, or
  /// overflow.
  let areOrdinary: Bool

  init(_ targets: ClassTargets, format: FloatFormat) {
    self.targets = targets
    guard targets.classWeights != nil || targets.smoothing != 0 else {
      (factors, offsets, areOrdinary) = (nil, nil, true)
      return
    }
    let weights = targets.classWeights ?? [Double](repeating: 1, count: targets.axis.classes)
    let (factors, offsets) = (
      weights.map { $0 * (1 - targets.smoothing) }, weights.map { $0 * targets.smoothing / Double(weights.count) }
    )
    let least = format == .float32 ? Float.leastSafeSum : Double.leastSafeSum
    areOrdinary = (factors + offsets).allSatisfy { $0 == 0 || ($0 * $0 > least && $0 * $0 < 1 / least) }
    (self.factors, self.offsets) = (factors, offsets)
  }

  var areSoft: Bool { if case .soft = targets.labels { true } else { false } }

  /// True where a row's targets lie in memory as they are.
  var areLabels: Bool { areSoft && factors == nil }

  /// What `prepare` writes to: for class indices all rows' targets, which it leaves alone.
  func preparation<Scalar: FusedScalar>() -> [Scalar] {
    if areLabels { return [] }
    if areSoft { return [Scalar](repeating: 0, count: targets.axis.classes) }
    return targets.smoothing == 0 ? [] : (offsets ?? []).map { Scalar($0) }
  }

  /// Computes the targets of a row of soft labels: w_j ((1 - ε) y_j + ε / C), rounded once. False where the labels, if they
  /// are checked, may be no distribution, and where a class index is none.
  func prepare<Scalar: FusedScalar>(
    _ row: Int, _ labels: Span<Scalar>, into result: inout [Scalar], isChecking: Bool
  ) -> Bool {
    guard areSoft else { return extra(row) != nil }
    guard let factors, let offsets else { return true }
    return isChecking
      ? Self.combine(labels, factors.span, offsets.span, &result, Yes.self)
      : Self.combine(labels, factors.span, offsets.span, &result, No.self)
  }

  /// The labels are surveyed in the loop that reads them, where that is wanted.
  @inline(never)
  private static func combine<Scalar: FusedScalar, Checks: FusedChoice>(
    _ labels: Span<Scalar>, _ factors: Span<Double>, _ offsets: Span<Double>, _ result: inout [Scalar], _: Checks.Type
  ) -> Bool {
    typealias Lanes = Scalar.Lanes
    var result = result.mutableSpan
    precondition(factors.count == labels.count && offsets.count == labels.count && result.count == labels.count)
    var (least, greatest, total) = (Lanes(), Lanes(), Lanes.Total())
    let blocks = labels.count / FusedRow<Scalar>.blockLength * FusedRow<Scalar>.blockLength
    var i = 0
    while i < blocks {
      let end = i &+ FusedRow<Scalar>.blockLength
      var sum = Lanes()
      while i < end {
        // Unsafe, three times: below the count of all four, which were compared above.
        let y = unsafe Lanes.load(labels, unchecked: i)
        unsafe y.combined(factors, offsets, unchecked: i).store(&result, unchecked: i)
        if Checks.value { (least, sum) = (Lanes.smaller(least, y), sum + y) }
        i &+= Lanes.scalarCount
      }
      // Of labels that are not negative none is above the sum of a few.
      greatest = Lanes.larger(greatest, sum)
      total.add(sum)
    }
    for j in blocks..<labels.count { result[j] = Scalar(factors[j] * Double(labels[j]) + offsets[j]) }
    if !Checks.value { return true }
    var survey = FusedSurvey<Scalar>(least: least, greatest: greatest, sum: total.sum.value)
    survey.add(labels.extracting(blocks..<labels.count))
    return survey.isDistribution
  }

  /// The class index of a row and what it adds to that class's target; nil for soft labels, and for an index from outside
  /// that is not one of the classes.
  @inline(__always)
  func extra(_ row: Int) -> (place: Int, value: Double)? {
    guard case .hard(let indices, _) = targets.labels else { return nil }
    let place = indices[row]
    return place >= 0 && place < targets.axis.classes ? (place, factors?[place] ?? 1) : nil
  }

  /// True where every row weighs 1.
  var isUniform: Bool {
    if case .hard(_, .some) = targets.labels { false } else { targets.sampleWeights == nil }
  }

  @inline(__always)
  func sampleWeight(_ row: Int) -> Double { targets.sampleWeights?[row] ?? 1 }

  /// What `mean` divides by: see `ClassTargets.meanDivisor`.
  var divisor: Double {
    guard case .hard(let indices, let ignoreIndex) = targets.labels, !isUniform || factors != nil else {
      return Double(targets.axis.rows)
    }
    var sum = CompensatedSum()
    for row in indices.indices where indices[row] != ignoreIndex {
      guard let (place, factor) = extra(row) else { continue }
      sum.add((factor + (offsets?[place] ?? 0) * Double(targets.axis.classes)) * sampleWeight(row))
    }
    return sum.value
  }
}

import SoftLabels

/// What a mistake has to know of all rows before it looks at some: found block by block in a pass before the others.
package struct Whole: Sendable {
  package private(set) var rows = 0
  private(set) var hasIgnoredRows = false
  /// True where soft targets are no probabilities: a teacher's logits.
  private(set) var hasTeacherLogits = false
  /// True where a probability is 0 or 1 as far as a logarithm of -100 can tell.
  private(set) var hasExtremes = false
  private(set) var isHard = true
  private(set) var hasTwoClasses = true
  /// For each place of the batch and each class the largest logit, and Σ exp(x - the largest).
  private var columns: [(peak: Double, sum: Double)] = []

  package init() {}

  /// What is known of some rows: whole places of the batch.
  package init(_ block: LossCase) {
    rows = block.rows
    (isHard, hasTwoClasses) = (block.isHard, block.hasTwoClasses)
    switch block.targets {
    case .soft(let values): hasTeacherLogits = block.classes > 1 && values.contains { $0 < 0 || $0 > 1 }
    case .indices(let indices, let ignored): hasIgnoredRows = indices.contains { $0 == ignored }
    }
    switch block.kind {
    case .probabilities: hasExtremes = block.predictions.contains { $0 < 0x1p-144 || $0 == 1 }
    case .logProbabilities: hasExtremes = block.predictions.contains { $0 < -100 || Double.exp($0) == 1 }
    case .logits:
      let width = block.inner * block.classes
      columns = Array(repeating: (-.infinity, 0), count: width)
      if block.isFused {
        add(block.predictions, width, block.temperature)
        return
      }
      for start in stride(from: 0, to: block.predictions.count, by: width) {
        for column in 0..<width where block.predictions[start + column] != -.infinity {
          add((block.predictions[start + column] / block.temperature, 1), to: column)
        }
      }
    }
  }

  /// The same of many logits: the peaks first, and then all exponentials at once.
  private mutating func add(_ logits: [Double], _ width: Int, _ temperature: Double) {
    var peaks = [Double](repeating: -.infinity, count: width)
    for start in stride(from: 0, to: logits.count, by: width) {
      for column in 0..<width { peaks[column] = max(peaks[column], logits[start + column]) }
    }
    let powers = FusedArrays.exp(
      logits.combined(repeating: peaks) { $0 == -.infinity ? -.infinity : ($0 - $1) / temperature })
    for column in 0..<width { columns[column].peak = peaks[column] / temperature }
    for start in stride(from: 0, to: logits.count, by: width) {
      for column in 0..<width { columns[column].sum += powers[start + column] }
    }
  }

  /// Adds what is known of other rows.
  package mutating func add(_ other: Whole) {
    rows += other.rows
    hasIgnoredRows = hasIgnoredRows || other.hasIgnoredRows
    hasTeacherLogits = hasTeacherLogits || other.hasTeacherLogits
    hasExtremes = hasExtremes || other.hasExtremes
    isHard = isHard && other.isHard
    hasTwoClasses = hasTwoClasses && other.hasTwoClasses
    if columns.isEmpty { columns = Array(repeating: (-.infinity, 0), count: other.columns.count) }
    for (column, more) in other.columns.enumerated() where more.sum != 0 { add(more, to: column) }
  }

  private mutating func add(_ more: (peak: Double, sum: Double), to column: Int) {
    let (peak, sum) = columns[column]
    columns[column] =
      more.peak > peak
      ? (more.peak, sum * Double.exp(peak - more.peak) + more.sum)
      : (peak, sum + more.sum * Double.exp(more.peak - peak))
  }

  /// log Σ exp(x / T) down the batch, for each place of it and each class.
  func logSums(_ arithmetic: Arithmetic) -> [Double] {
    columns.map { $0.peak }.combined(arithmetic.log(columns.map { $0.sum }), +)
  }
}

import SoftLabels

/// What a mistake has to know of all rows before it looks at some: found block by block in a pass before the others.
package struct Whole: Sendable {
  private(set) var rows = 0
  private(set) var hasIgnoredRows = false
  /// True where soft targets are no probabilities: a teacher's logits.
  private(set) var hasTeacherLogits = false
  /// True where a probability is 0 or 1 as far as a logarithm of -100 can tell.
  private(set) var hasExtremes = false
  /// For each place of the batch and each class the largest logit, and Σ exp(x - the largest).
  private var columns: [(peak: Double, sum: Double)] = []

  package init(_ blocks: [LossCase] = []) { for block in blocks { add(block) } }

  /// Adds some rows: whole places of the batch.
  package mutating func add(_ block: LossCase) {
    rows += block.rows
    switch block.targets {
    case .soft(let values):
      hasTeacherLogits = hasTeacherLogits || (block.classes > 1 && values.contains { $0 < 0 || $0 > 1 })
    case .indices(let indices, let ignored): hasIgnoredRows = hasIgnoredRows || indices.contains { $0 == ignored }
    }
    switch block.kind {
    case .probabilities: hasExtremes = hasExtremes || block.predictions.contains { $0 < 0x1p-144 || $0 == 1 }
    case .logProbabilities: hasExtremes = hasExtremes || block.predictions.contains { $0 < -100 || Double.exp($0) == 1 }
    case .logits:
      let width = block.inner * block.classes
      if columns.isEmpty { columns = Array(repeating: (-.infinity, 0), count: width) }
      for (place, logit) in block.predictions.enumerated() where logit != -.infinity {
        let x = logit / block.temperature
        let (peak, sum) = columns[place % width]
        columns[place % width] = x > peak ? (x, sum * Double.exp(peak - x) + 1) : (peak, sum + Double.exp(x - peak))
      }
    }
  }

  /// log Σ exp(x / T) down the batch, for each place of it and each class.
  var logSums: [Double] { columns.map { $0.peak + Double.log($0.sum) } }
}

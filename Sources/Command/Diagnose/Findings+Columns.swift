import Mistakes

/// Columns of a table that are no classes.
extension Findings {
  /// An index beside the numbers: 0, 1, 2, … to the last row.
  func indexColumn() -> Finding? {
    let first = input.predictions.firstRow
    return foreignColumn(of: { $0.enumerated().allSatisfy { $1 == Double(first + $0) } }).map { column, name in
      Finding(
        code: "index_column", severity: .error, chapter: .multiclass, isEverywhere: true,
        seen: "Column \(column) of \(name) counts the rows, 0, 1, 2, …, beside fractions.",
        why: "Taken for a class, an index has a loss of its own, and the greater the later the row.",
        advice: "Leave the column out: with pandas, to_csv(index=False).")
    }
  }

  /// The right class beside the numbers, in the last column.
  func labelColumn() -> Finding? {
    let classes = 0..<Double(max(classes - 1, 2))
    return foreignColumn(from: self.classes - 1) { column in
      column.allSatisfy(classes.contains) && (input.isPart || column.contains { $0 != column[0] })
    }.map { column, name in
      Finding(
        code: "label_column", severity: .warning, chapter: .multiclass, isEverywhere: true,
        seen: "Column \(column) of \(name), the last, holds whole numbers beside fractions, as labels are.",
        why: "Taken for a class, it has a share in softmax, and a target of its own.",
        advice: "Leave the column out, and give it to --targets as class indices.")
    }
  }

  /// The first or the last column, where it is whole and suspect and those between hold fractions. Rows that sum to 1 are
  /// whole by right, where a class is sure; so is a question of binary cross-entropy.
  private func foreignColumn(from start: Int = 0, of isSuspect: ([Double]) -> Bool) -> (column: Int, name: String)? {
    guard data.rows > 3 || input.isPart, classes > 1, data.inner == 1 else { return nil }
    let targets = isBinary ? nil : softTargets.map { ($0, input.targets) }
    for (values, array) in [(data.predictions, input.predictions), targets].compactMap({ $0 }) {
      func column(_ number: Int) -> [Double] { stride(from: number, to: values.count, by: classes).map { values[$0] } }
      func isWhole(_ number: Int) -> Bool {
        stride(from: number, to: values.count, by: classes).allSatisfy { Int(exactly: values[$0]) != nil }
      }
      let edges = [0, classes - 1].filter(isWhole)
      guard !edges.isEmpty, edges.count < classes, !(0..<classes).dropFirst().dropLast().contains(where: isWhole),
        (Appearance.worstRow(of: values, classes: classes).sum - 1).magnitude
          > array.normalisationTolerance(classes: classes)
      else { continue }
      if let found = edges.first(where: { $0 >= start && isSuspect(column($0)) }) { return (found, array.source) }
    }
    return nil
  }
}

extension Finding {
  /// A loss that is none, where nothing else says why.
  static func noLoss(_ data: LossCase, divisor: Double) -> Finding {
    func finding(_ why: String, _ advice: String) -> Finding {
      Finding(
        code: "nan_loss", severity: .error, chapter: divisor == 0 ? .weighted : .multiclass,
        seen: "The loss is nan, though no number is.", why: why, advice: advice)
    }
    if divisor == 0 {
      return finding(
        "The mean divides by 0: no row counts, or each has a class whose weight is 0.",
        "Leave such a batch out, or take the sum.")
    }
    if data.kind != .logits {
      return finding(
        "A probability lies a hair above 1, and the logarithm of 1 - p is none.",
        "Compute the loss from logits, where nothing is rounded past 1.")
    }
    return finding(
      "A number on the way is beyond float64\(data.temperature < 1 ? ", since the temperature is small" : "").",
      "Look at the largest logit\(data.temperature == 1 ? "" : " and at the temperature").")
  }
}

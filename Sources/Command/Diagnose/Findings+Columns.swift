import Mistakes

/// Columns of a table that are no classes.
extension Findings {
  /// An index beside the numbers: 0, 1, 2, … to the last row.
  func indexColumn() -> Finding? {
    foreignColumn { $0.enumerated().allSatisfy { $1 == Double($0) } }.map { name, column, values in
      Finding(
        code: "index_column", severity: .error,
        seen: "Column \(column) of \(name) counts the rows: 0, 1, 2, … \(Int(values.last ?? 0)), beside fractions.",
        why: "Taken for a class, an index has a loss of its own, and the greater the later the row.",
        advice: "Leave the column out: with pandas, to_csv(index=False).", chapter: .multiclass)
    }
  }

  /// The right class beside the numbers, in the last column. A question of binary cross-entropy may well be answered by
  /// whole numbers; and a class that is right or impossible leaves rows that sum to 1.
  func labelColumn() -> Finding? {
    let labels = 0..<Double(max(classes - 1, 2))
    return foreignColumn(from: classes - 1) { Set($0).count > 1 && $0.allSatisfy(labels.contains) }.map {
      name, column, _ in
      Finding(
        code: "label_column", severity: .warning,
        seen: "Column \(column) of \(name), the last, holds whole numbers beside fractions, as labels are.",
        why: "Taken for a class, it has a share in softmax, and a target of its own.",
        advice: "Leave the column out, and give it to --targets as class indices.", chapter: .multiclass)
    }
  }

  /// A column, the first or the last, that is whole and is `suspect`, where all columns between hold fractions.
  private func foreignColumn(
    from start: Int = 0, where isSuspect: ([Double]) -> Bool
  ) -> (name: String, column: Int, values: [Double])? {
    guard data.rows > 3, classes > 1, data.inner == 1 else { return nil }
    let targets = isBinary ? nil : softTargets.map { ($0, input.targets) }
    for (values, array) in [(data.predictions, input.predictions), targets].compactMap(\.self) {
      func column(_ number: Int) -> [Double] { stride(from: number, to: values.count, by: classes).map { values[$0] } }
      func isWhole(_ number: Int) -> Bool { column(number).allSatisfy { Int(exactly: $0) != nil } }
      let sums = Appearance.worstRow(of: values, classes: classes).sum
      guard (sums - 1).magnitude > array.normalisationTolerance(classes: classes) else { continue }
      let edges = Set([start, classes - 1].filter(isWhole))
      guard edges.count < classes, !(1..<max(classes - 1, 1)).contains(where: isWhole) else { continue }
      if let found = edges.sorted().first(where: { isSuspect(column($0)) }) {
        return (array.source, found, column(found))
      }
    }
    return nil
  }

  /// A loss that is none, where nothing else says why.
  var noLoss: Finding {
    let isEmpty = numbers.divisor == 0
    return Finding(
      code: "nan_loss", severity: .error, seen: "The loss is nan, though no number is.",
      why: isEmpty
        ? "The mean divides by 0: no row counts, or each has a class whose weight is 0."
        : data.kind != .logits
          ? "A probability lies a hair above 1, and the logarithm of 1 - p is none."
          : "A number on the way is beyond float64\(data.temperature < 1 ? ", since the temperature is small" : "").",
      advice: isEmpty
        ? "Leave such a batch out, or take the sum."
        : data.kind != .logits
          ? "Compute the loss from logits, where nothing is rounded past 1."
          : "Look at the largest logit\(data.temperature == 1 ? "" : " and at the temperature").",
      chapter: isEmpty ? .weighted : .multiclass)
  }
}

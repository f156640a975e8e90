import Mistakes
import SoftLabels

/// What is wrong with the numbers themselves.
extension Findings {
  func notANumber() -> Finding? {
    let nans = data.predictions.indices.filter {
      !(data.predictions[$0] < .infinity) && !(input.targets.integers != nil && padding[$0 / classes])
    }
    if let first = nans.first {
      let value = data.predictions[first]
      return Finding(
        code: "nan_value", severity: .error, chapter: .multiclass, count: nans.count, plural: "such values",
        seen: "The prediction at \(place(first)) is \(value).",
        why: value.isNaN
          ? "One NaN makes the whole loss NaN, and then every weight of the model."
          : "Softmax subtracts the largest logit, and inf - inf is NaN.",
        advice: "Find the step that made it: an overflow, a log of a negative number, 0/0, or a learning rate too "
          + "high.")
    }
    guard let (seen, count) = sight(ofTargets: { !$0.isFinite }) else { return nil }
    return Finding(
      code: "nan_value", severity: .error, chapter: .multiclass, count: count, plural: "such values", seen: seen,
      why: "A loss against it is no number.",
      advice: "Repair the labels, or leave the row out.")
  }

  func sentinelRows() -> Finding? {
    let rows = padding.indices.filter { padding[$0] }
    guard let first = rows.first else { return nil }
    var marker = CaseInput.sentinel
    if case .indices(_, let ignored?) = data.targets { marker = ignored }
    let isSoft = softTargets != nil
    return Finding(
      code: "sentinel_rows", severity: isSoft ? .error : .note, chapter: isSoft ? .multiclass : .weighted,
      count: rows.count, plural: "such rows",
      seen: "The target of \(input.targetPlace(row: first)) is \(marker).",
      why: isSoft
        ? "-100 marks a row to be ignored, but only among class indices: as soft labels it is taken for a number, and "
          + "the loss of the row is about -100 times what it should not be."
        : "That is \(marker == CaseInput.sentinel ? "PyTorch's ignore_index" : "what --ignore-index names"): the row "
          + "counts neither in the sum nor in what the mean divides by.",
      advice: isSoft
        ? "Drop these rows before the loss; the numbers here leave them out."
        : "Nothing, if the rows are padding; a batch of nothing else has a mean of NaN.")
  }

  /// "The target at row 0, column 1 is -0.5.", and how many there are like it, padding aside; nil where all is well.
  private func sight(ofTargets isWrong: (Double) -> Bool) -> (seen: String, count: Int)? {
    guard let targets = softTargets else { return nil }
    let bad = places { isWrong(targets[$0]) }
    return bad.first.map { ("The target at \(targetPlace($0)) is \(targets[$0]).", bad.count) }
  }

  func negativeTarget() -> Finding? {
    guard let (seen, count) = sight(ofTargets: { $0 < 0 && $0 > -.infinity }) else { return nil }
    return Finding(
      code: "negative_target", severity: .error, chapter: .multiclass, count: count, plural: "negative targets",
      seen: seen,
      why: "A negative target rewards the model for giving that class no probability at all: the loss has no floor and "
        + "falls without end.",
      advice: "Soft labels are probabilities: were logits or log-probabilities stored instead? Apply softmax to them "
        + "first.")
  }

  func targetsNotNormalised() -> Finding? {
    guard let targets = softTargets else { return nil }
    if isBinary {
      guard let (seen, count) = sight(ofTargets: { $0 > 1 && $0 < .infinity }) else { return nil }
      return Finding(
        code: "targets_not_normalised", severity: .error, chapter: .binary, count: count, plural: "targets above 1",
        seen: seen,
        why: "1 - y is negative there, so the loss rewards the wrong answer.",
        advice: "Divide by the largest value that a label can have, such as 100 for per cent.")
    }
    if classes == 1 { return nil }
    let tolerance = input.targets.normalisationTolerance(classes: classes)
    var bad: [(row: Int, sum: Double)] = []
    for row in 0..<data.rows where !padding[row] {
      let sum = targets[data.places(ofRow: row)].reduce(0, +)
      if sum.isFinite && (sum - 1).magnitude > tolerance { bad.append((row, sum)) }
    }
    guard let first = bad.first else { return nil }
    return Finding(
      code: "targets_not_normalised", severity: .warning, chapter: .multiclass, count: bad.count, plural: "such rows",
      seen: "The targets of \(input.targetPlace(row: first.row)) sum to \(shortened(first.sum)).",
      why: "The row counts \(shortened(first.sum)) times as much as one that sums to 1, its gradient is sum(y) p - y, "
        + "and a KL divergence against it can be negative.",
      advice: "Divide each row by its sum; if the columns are questions of their own, use --loss bce.")
  }

  func infiniteLogit() -> Finding? {
    if data.kind == .probabilities { return nil }
    let weighted = isBinary ? data.elementWeights : nil
    let bad = places { data.predictions[$0] == -.infinity && labels[$0] > 0 && weighted?[$0] != 0 }
    guard let first = bad.first else { return nil }
    let name = data.kind == .logits ? "logit" : "log-probability"
    return Finding(
      code: "infinite_logit_with_target_mass", severity: .error, chapter: .multiclass, count: bad.count,
      plural: "such places",
      seen: "The \(name) at \(place(first)) is -inf, and its target is \(labels[first]).",
      why: "The model calls impossible what the label calls possible: the loss is infinite, and its gradient is no "
        + "use.",
      advice: "Mask a class in both, or in neither; label smoothing gives mass to masked classes, too.")
  }

  func singleClass() -> Finding? {
    guard classes == 1, !isBinary else { return nil }
    return Finding(
      code: "single_class", severity: .error, chapter: .binary,
      seen: "The predictions have one column: row 0, column 0 is \(data.predictions[0]).",
      why: "Softmax over one class is 1 whatever the logit, so cross-entropy is 0 from the start and nothing is "
        + "learnt.",
      advice: "One column is a yes-or-no question: use --loss bce. Two classes need two columns for cross-entropy.")
  }
}

import Workbook

/// A row of what `make accuracy` prints: the largest errors over some inputs, in ULPs of the truth.
struct LargestError {
  let name: String
  /// `value` or `gradient`.
  let kind: String
  let type: String
  /// How many numbers were compared.
  let values: Int
  let ours: String
  let pytorch: String
  let optax: String
  let scipy: String
  /// The share of values that are correctly rounded, in per cent, in the same order.
  let right: [String]
}

func largestErrorsRegimeByRegime(_ page: inout Page) {
  page.say("recorded: \(lineage)")
  page.say("cross-entropy, float32, largest error of the loss in ULP")
  show(largestErrorsByRegime.filter { $0.kind == "value" }, "regime", on: &page)
  page.say("the same of the gradient")
  show(largestErrorsByRegime.filter { $0.kind == "gradient" }, "regime", on: &page)
}

func largestErrorsLossByLoss(_ page: inout Page) {
  for type in ["float32", "float64"] {
    page.say("\(type), largest error in ULP")
    let rows = largestErrors.filter { $0.type == type }
    page.table(
      rows, .text("loss") { $0.name }, .text("") { $0.kind }, .text("ours") { $0.ours },
      .text("PyTorch") { $0.pytorch }, .text("optax") { $0.optax }, .text("SciPy") { $0.scipy })
  }
  page.say("per cent correctly rounded, both types")
  let kinds = largestErrors.filter { $0.type == "float32" }
  page.table(
    kinds, .text("loss") { $0.name }, .text("") { $0.kind }, .text("ours") { right($0, 0) },
    .text("PyTorch") { right($0, 1) }, .text("optax") { right($0, 2) }, .text("SciPy") { right($0, 3) })
}

private func show(_ rows: [LargestError], _ heading: String, on page: inout Page) {
  page.table(
    rows, .text(heading) { $0.name }, .text("ours") { $0.ours }, .text("PyTorch") { $0.pytorch },
    .text("optax") { $0.optax }, .text("SciPy") { $0.scipy })
}

/// The share in float32 and in float64.
private func right(_ row: LargestError, _ column: Int) -> String {
  let other = largestErrors.first { $0.name == row.name && $0.kind == row.kind && $0.type == "float64" }
  return row.right[column] + " / " + (other?.right[column] ?? "-")
}

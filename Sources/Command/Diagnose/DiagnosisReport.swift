import Evaluation
import Mistakes

/// A diagnosis as text for a person, and as JSON for a program.
struct DiagnosisReport {
  let diagnosis: Diagnosis
  let style: Style

  init(_ diagnosis: Diagnosis, style: Style = Style(isColoured: false)) {
    self.diagnosis = diagnosis
    self.style = style
  }

  // MARK: Text

  var text: String {
    var lines = [heading, "  " + kind, ""]
    lines += aligned(quantities).map { "  " + $0 }
    lines.append("")
    lines += diagnosis.findings.isEmpty ? ["No findings."] : diagnosis.findings.flatMap { $0.paragraph(style) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var heading: String {
    let data = diagnosis.input.data
    let name = data.family == .binary ? "Binary cross-entropy" : "Cross-entropy"
    let rows = "\(data.rows) row\(data.rows == 1 ? "" : "s")"
    let columns = "\(data.classes) \(data.family == .binary ? "column" : "class")"
    let plural = data.classes == 1 ? "" : data.family == .binary ? "s" : "es"
    return style.strong("\(name) of \(rows) of \(columns)\(plural), from \(data.kind.rawValue)")
  }

  private var kind: String {
    let input = diagnosis.input
    return input.isKindStated
      ? "taken for \(input.data.kind.rawValue), as --as says"
      : "taken for \(input.data.kind.rawValue): \(input.appearance.reason)"
  }

  private var quantities: [(name: String, value: String, remark: String)] {
    let data = diagnosis.input.data
    var lines: [(name: String, value: String, remark: String)] = [
      ("loss", diagnosis.numbers.loss.shown, divisor),
      (
        "entropy floor", diagnosis.numbers.floor.shown,
        "no prediction\(excess == nil ? "" : " whose rows sum to 1") costs less"
      ),
      ("divergence", diagnosis.numbers.divergence.shown, excess ?? "what the loss lies above its floor"),
    ]
    if let epsilon = data.epsilon, let loss = diagnosis.lossWithEpsilon {
      lines.append(("with epsilon", loss.shown, "log(p + \(epsilon)) in place of log p"))
    }
    if let (least, greatest) = diagnosis.extremes {
      let samples = diagnosis.numbers.samples
      lines.append(("least", samples[least].shown, diagnosis.place(ofSample: least)))
      lines.append(("greatest", samples[greatest].shown, diagnosis.place(ofSample: greatest)))
    }
    if let moved = diagnosis.movedMinimiser {
      let place = diagnosis.input.place(row: moved.row)
      lines.append(("minimiser", list(moved.minimiser), "\(place), target \(list(moved.target))"))
    }
    return lines
  }

  /// How a loss can lie below its floor.
  private var excess: String? {
    let data = diagnosis.input.data
    guard diagnosis.numbers.divergence < 0, !diagnosis.numbers.isBinary, data.kind != .logits else { return nil }
    let p = Readings(data).probabilities
    let sums = diagnosis.rows.map { row in (row, p[data.places(ofRow: row)].reduce(0, +)) }
    guard let (row, sum) = sums.max(by: { $0.1 < $1.1 }), sum > 1 else { return nil }
    return
      "below 0, since rows of the predictions sum to a little more than 1: \(diagnosis.input.place(row: row)) to \(sum)"
  }

  private var divisor: String {
    if diagnosis.reduction == .sum { return "sum; the divisor is 1" }
    let data = diagnosis.input.data
    let what: String
    switch data.targets {
    case _ where data.family == .binary: what = "the number of elements"
    case .soft: what = "the number of samples"
    case .indices: what = data.classWeights == nil ? "the number of samples" : "the sum of the targets' weights"
    }
    return "mean; the divisor is \(shortened(diagnosis.numbers.divisor)), \(what)"
  }

  private func list(_ values: [Double]) -> String {
    "[" + values.prefix(8).map(shortened).joined(separator: ", ") + (values.count > 8 ? ", …]" : "]")
  }

  // MARK: JSON

  var json: String {
    JSONLine.object([
      ("loss", JSONLine.number(diagnosis.numbers.loss)), ("entropy_floor", JSONLine.number(diagnosis.numbers.floor)),
      ("divergence", JSONLine.number(diagnosis.numbers.divergence)),
      ("findings", JSONLine.array(diagnosis.findings.map(\.json))),
    ]) + "\n"
  }
}

import Evaluation
import Mistakes
import SoftLabels

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
    let rows = "\(diagnosis.total.rows) row\(diagnosis.total.rows == 1 ? "" : "s")"
    let columns = "\(data.classes) \(data.family == .binary ? "column" : "class")"
    let plural = data.classes == 1 ? "" : data.family == .binary ? "s" : "es"
    return style.strong("\(name) of \(rows) of \(columns)\(plural), from \(data.kind.rawValue)")
  }

  private var kind: String {
    let input = diagnosis.input
    let reason = input.isKindStated ? ", as --as says" : ": \(input.appearance.reason)"
    return "taken for \(input.data.kind.rawValue)" + reason
      + (diagnosis.total.isRounded ? "; computed in float64, and rounded to the digits that are known" : "")
  }

  private var quantities: [(name: String, value: String, remark: String)] {
    let (data, total) = (diagnosis.input.data, diagnosis.total)
    var lines: [(name: String, value: String, remark: String)] = [
      ("loss", total.loss.shown, divisor),
      (
        "entropy floor", total.floor.shown,
        "no prediction\(excess == nil ? "" : " whose rows sum to 1") costs less"
      ),
      ("divergence", total.divergence.shown, excess ?? "what the loss lies above its floor"),
    ]
    if let epsilon = data.epsilon, let loss = total.lossWithEpsilon {
      lines.append(("with epsilon", loss.shown, "log(p + \(epsilon)) in place of log p"))
    }
    if let least = total.least, let greatest = total.greatest {
      lines.append(("least", least.value.shown, least.place))
      lines.append(("greatest", greatest.value.shown, greatest.place))
    }
    if let move = total.move {
      lines.append(("minimiser", list(move.minimiser), "\(move.place), target \(list(move.target))"))
    }
    return lines
  }

  /// How a loss can lie below its floor.
  private var excess: String? {
    guard diagnosis.total.divergence < 0, let (sum, place) = diagnosis.total.fullest, sum > 1 else { return nil }
    return "below 0, since rows of the predictions sum to a little more than 1: \(place) to \(sum)"
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
    return "mean; the divisor is \(shortened(diagnosis.total.divisor)), \(what)"
  }

  private func list(_ values: [Double]) -> String {
    "[" + values.prefix(8).map(shortened).joined(separator: ", ") + (values.count > 8 ? ", …]" : "]")
  }

  // MARK: JSON

  var json: String {
    JSONLine.object([
      ("loss", JSONLine.number(diagnosis.total.loss)), ("entropy_floor", JSONLine.number(diagnosis.total.floor)),
      ("divergence", JSONLine.number(diagnosis.total.divergence)),
      ("findings", JSONLine.array(diagnosis.findings.map { $0.json })),
    ]) + "\n"
  }
}

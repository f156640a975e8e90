import Evaluation
import Mistakes
import SoftLabels

/// A diagnosis as text for a person, and as JSON for a program.
extension Diagnosis {
  func text(_ style: Style = Style(isColoured: false)) -> String {
    var lines = [style.strong(heading), "  " + kind, ""]
    lines += aligned(quantities).map { "  " + $0 }
    lines.append("")
    lines += findings.isEmpty ? ["No findings."] : findings.flatMap { $0.paragraph(style) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var data: LossCase { input.data }

  private var heading: String {
    let (name, column, plural) =
      data.family == .binary ? ("Binary cross-entropy", "column", "s") : ("Cross-entropy", "class", "es")
    let rows = "\(total.rows) row\(total.rows == 1 ? "" : "s")"
    let columns = "\(data.classes) \(column)\(data.classes == 1 ? "" : plural)"
    return "\(name) of \(rows) of \(columns), from \(data.kind.rawValue)"
  }

  private var kind: String {
    let reason = input.isKindStated ? ", as --as says" : ": \(input.appearance.reason)"
    return "taken for \(data.kind.rawValue)" + reason
      + (total.isRounded ? "; computed in float64, and rounded to the digits that are known" : "")
  }

  private var quantities: [(name: String, value: String, remark: String)] {
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
    guard total.divergence < 0, let (sum, place) = total.fullest, sum > 1 else { return nil }
    return "below 0, since rows of the predictions sum to a little more than 1: \(place) to \(sum)"
  }

  private var divisor: String {
    if reduction == .sum { return "sum; the divisor is 1" }
    let what: String
    switch data.targets {
    case _ where data.family == .binary: what = "the number of elements"
    case .indices where data.classWeights != nil: what = "the sum of the targets' weights"
    default: what = "the number of samples"
    }
    return "mean; the divisor is \(shortened(total.divisor)), \(what)"
  }

  private func list(_ values: [Double]) -> String {
    "[" + values.prefix(8).map(shortened).joined(separator: ", ") + (values.count > 8 ? ", …]" : "]")
  }

  var json: String {
    JSONLine.object([
      ("loss", JSONLine.number(total.loss)), ("entropy_floor", JSONLine.number(total.floor)),
      ("divergence", JSONLine.number(total.divergence)), ("findings", JSONLine.array(findings.map { $0.json })),
    ]) + "\n"
  }
}

import Evaluation
import Mistakes

/// An answer as text for a person, and as JSON for a program.
struct ExplanationReport {
  /// The value as it was typed.
  let typed: String
  let stated: StatedNumber
  let answer: Explanation.Answer
  let input: CaseInput
  let style: Style

  // MARK: Text

  var text: String {
    var lines: [String] = []
    if answer.matches.isEmpty {
      lines += ["No convention and no known mistake gives \(typed).", ""]
    } else {
      lines += [style.strong("\(typed) is"), ""]
    }
    for match in answer.matches {
      let explanation = match.explanation
      lines.append("  \(style.strong(title(explanation)))  \(explanation.value.shown)")
      if isShadowed(match) {
        let note = explanation.note.map { "Here: \($0). " } ?? ""
        lines += wrapped(note + (indistinguishable(from: match) ?? ""), indent: 4) + [""]
        continue
      }
      lines += wrapped(message(match), indent: 4)
      let origin = explanation.origin
      lines += wrapped("Formula: \(origin.formula). Chapter: \(origin.chapter.rawValue).", indent: 4)
      if let thread = explanation.origin.thread { lines.append("    \(thread)") }
      lines.append("")
    }
    if !answer.close.isEmpty {
      lines.append(answer.matches.isEmpty ? "What comes close:" : "What else comes close:")
      lines.append("")
      lines += aligned(answer.close.prefix(5).map { ("  " + title($0), $0.value.shown, $0.note ?? "") }).map(trimmedEnd)
      lines.append("")
    }
    lines += wrapped(reading, indent: 0)
    return lines.joined(separator: "\n") + "\n"
  }

  private var reading: String {
    let kind = input.data.kind.rawValue
    return input.isKindStated
      ? "The predictions were taken for \(kind), as --as says."
      : "The predictions were taken for \(kind): \(input.appearance.reason). --as says otherwise if that is wrong."
  }

  private func title(_ explanation: Explanation) -> String {
    "\(explanation.origin.code), \(explanation.reduction.rawValue)"
      + (explanation.leavesOut.map { ", without \($0.rawValue)" } ?? "")
  }

  private func trimmedEnd(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  // MARK: Messages

  /// The sentence of the mistake, its form, how well it agrees, and what it cannot be told apart from.
  func message(_ match: Explanation.Match) -> String {
    let explanation = match.explanation
    var sentences = [explanation.origin.sentence]
    if let note = explanation.note { sentences.append("Here: \(note).") }
    if let leftOut = explanation.leavesOut { sentences.append("This leaves \(leftOut.rawValue) out.") }
    if match.agreement == .withinFloat32 {
      let how = Double(Float(stated.value)) == stated.value ? "is exactly a float32" : "is how a float32 prints"
      sentences.append(
        "\(typed) \(how), and agrees with \(explanation.value) within 1e-6, which is what float32 arithmetic loses.")
    }
    if let rival = indistinguishable(from: match) { sentences.append(rival) }
    return sentences.joined(separator: " ")
  }

  /// What says that an explanation and the first one cannot be told apart; for the first, that it and the second cannot.
  private func indistinguishable(from match: Explanation.Match) -> String? {
    let isFirst = answer.matches[0].explanation.isSameStory(as: match.explanation)
    // One match for each story, so the second one is another.
    guard let other = answer.matches.dropFirst(isFirst ? 1 : 0).first else { return nil }
    let (a, b) = (match.explanation, other.explanation)
    let name = title(b)
    if isEqual(a.value, b.value) {
      if a.origin.code == b.origin.code && a.reduction != b.reduction {
        return "It cannot be told apart from \(name): both divide by the same number here."
      }
      let why = Twins.reason(a, b, in: input.data) ?? "they give the same number on this data"
      return "It cannot be told apart from \(name): \(why)."
    }
    return "It cannot be told apart from \(name), which gives \(b.value), by the digits of \(typed)."
  }

  /// True for a guard that changes nothing that matters here, beside the loss that it guards: it needs no second story.
  private func isShadowed(_ match: Explanation.Match) -> Bool {
    let explanation = match.explanation
    return explanation.origin.isGuard
      && answer.matches.contains { other in
        other.explanation.origin.isConvention
          && (other.explanation.value - explanation.value).magnitude <= 1e-6 * explanation.value.magnitude
      }
  }

  private func isEqual(_ a: Double, _ b: Double) -> Bool {
    a == b || (a.isNaN && b.isNaN) || (a - b).magnitude <= 1e-12 * max(a.magnitude, b.magnitude)
  }

  // MARK: JSON

  var json: String {
    let matches = answer.matches.map { match in
      let explanation = match.explanation
      let difference = explanation.value == stated.value ? 0 : (explanation.value - stated.value).magnitude
      return JSONLine.object([
        ("code", JSONText.quoted(explanation.origin.code)),
        ("reduction", JSONText.quoted(explanation.reduction.rawValue)),
        ("value", JSONLine.number(explanation.value)),
        ("difference", JSONLine.number(explanation.value.isNaN ? 0 : difference)),
        ("message", JSONText.quoted(message(match))),
        ("chapter", JSONText.quoted(explanation.origin.chapter.rawValue)),
      ])
    }
    return JSONLine.object([("matches", JSONLine.array(matches))]) + "\n"
  }
}

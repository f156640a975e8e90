import Evaluation
import Mistakes

/// An answer as text for a person, and as JSON for a program.
struct ExplanationReport {
  /// The value as it was typed.
  let typed: String
  let stated: StatedNumber
  let answer: Explanation.Answer
  let input: CaseInput
  /// An option that was not given, and without which nothing gives the number.
  var forgotten: String?
  let style: Style
  /// What is wrong with the data, where nothing gives the number.
  var errors: [Finding] = []

  // MARK: Text

  var text: String {
    var lines: [String] = []
    if answer.matches.isEmpty {
      lines += ["No convention and no known mistake gives \(typed).", ""]
      lines += errors.flatMap { $0.paragraph(style) }
    } else {
      lines += [style.strong("\(typed) is" + (forgotten.map { ", with \($0)," } ?? "")), ""]
    }
    for match in answer.matches where head(of: match) == nil {
      let explanation = match.explanation
      lines.append("  \(style.strong(title(explanation)))  \(value(explanation).shown)")
      lines += wrapped(message(match), indent: 4)
      let origin = explanation.origin
      lines += wrapped("Formula: \(origin.formula). Chapter: \(origin.chapter.rawValue).", indent: 4)
      if let thread = explanation.origin.thread { lines.append("    \(thread)") }
      lines.append("")
    }
    if let chance { lines += wrapped(chance, indent: 0) + [""] }
    if !answer.close.isEmpty {
      lines.append(answer.matches.isEmpty ? "What comes close:" : "What else comes close:")
      lines.append("")
      lines += aligned(answer.close.prefix(5).map { ("  " + title($0), value($0).shown, $0.note ?? "") })
        .map { String($0.reversed().drop { $0 == " " }.reversed()) }
      lines.append("")
    }
    lines += wrapped(reading, indent: 0)
    return lines.joined(separator: "\n") + "\n"
  }

  private var reading: String {
    let kind = input.data.kind.rawValue
    let loss = input.isLossGuessed ? "Targets that do not sum to 1 were taken for answers to yes-or-no questions. " : ""
    return loss
      + (input.isKindStated
        ? "The predictions were taken for \(kind), as --as says."
        : "The predictions were taken for \(kind): \(input.appearance.reason). --as says otherwise if that is wrong.")
  }

  /// Two decimals are few: numbers that mean nothing have a story.
  private var chance: String? {
    guard stated.halfUnit > 0.0006, answer.chance >= 0.01, !answer.matches.isEmpty else { return nil }
    return "\(typed) has few digits: of the numbers between half of it and twice, "
      + "\(Int((100 * answer.chance).rounded())) % have a story by chance alone. More digits tell more."
  }

  /// What is known of a value.
  private func value(_ explanation: Explanation) -> Double { rounded(explanation.value, within: explanation.error) }

  private func title(_ explanation: Explanation) -> String {
    "\(explanation.origin.code), \(explanation.reduction.rawValue)"
      + (explanation.leavesOut.map { ", without \($0.rawValue)" } ?? "")
  }

  // MARK: Messages

  /// The sentence of the mistake, its form, how well it agrees, and what it cannot be told apart from.
  func message(_ match: Explanation.Match) -> String {
    let explanation = match.explanation
    var sentences = [explanation.origin.sentence]
    if let note = explanation.note { sentences.append("Here: \(note).") }
    if let parameter = explanation.parameter { sentences.append("The number itself gives \(shortened(parameter)).") }
    if let leftOut = explanation.leavesOut { sentences.append("This leaves \(leftOut.rawValue) out.") }
    switch match.agreement {
    case .float32: sentences.append("It agrees with \(value(explanation)) to what float32 arithmetic loses.")
    case .bfloat16, .float16:
      sentences.append("\(typed) is a \(match.agreement.rawValue), and agrees to what such arithmetic loses.")
    default: break
    }
    return (sentences + rivals(of: match)).joined(separator: " ")
  }

  /// The story of which this is one line, if it is of another: the first that gives the same number, or the loss that
  /// this guards.
  private func head(of match: Explanation.Match) -> Explanation.Match? {
    let first = answer.matches.first { isSame(match, $0) }
    return first.flatMap { $0.explanation.isSameStory(as: match.explanation) ? nil : $0 }
  }

  private func isSame(_ match: Explanation.Match, _ other: Explanation.Match) -> Bool {
    let (a, b) = (match.explanation, other.explanation)
    if a.value == b.value || (a.value.isNaN && b.value.isNaN) { return true }
    let slack = a.origin.isGuard && b.origin.isConvention ? 1e-6 : 1e-12
    return (a.value - b.value).magnitude <= slack * max(a.value.magnitude, b.value.magnitude) + a.error + b.error
  }

  /// One sentence on what gives the same number on these data, and one on what the digits cannot tell apart.
  private func rivals(of match: Explanation.Match) -> [String] {
    let others = answer.matches.filter { !$0.explanation.isSameStory(as: match.explanation) }
    let same = head(of: match).map { [$0] } ?? others.filter { isSame($0, match) }
    var (parts, unexplained) = ([String](), [String]())
    for other in same.prefix(6) {
      let name = title(other.explanation)
      let reason = reason(match.explanation, other.explanation)
      if let reason { parts.append("\(name): \(reason)") } else { unexplained.append(name) }
    }
    if !unexplained.isEmpty { parts.append("\(unexplained.joined(separator: " and ")): the same number on this data") }
    var sentences = parts.isEmpty ? [] : ["It cannot be told apart from \(parts.joined(separator: "; nor from "))."]
    if head(of: match) == nil,
      let other = others.first(where: { !isSame($0, match) && head(of: $0) == nil })?.explanation
    {
      sentences.append("The digits of \(typed) do not tell it apart from \(title(other)), which gives \(value(other)).")
    }
    return sentences
  }

  private func reason(_ a: Explanation, _ b: Explanation) -> String? {
    if a.origin.code == b.origin.code && a.reduction != b.reduction { return "both divide by the same number here" }
    return Twins.reason(a, b, in: input.data)
  }

  // MARK: JSON

  var json: String {
    let matches = answer.matches.map { match in
      let explanation = match.explanation
      var members =
        common(explanation) + [
          ("rounding", JSONText.quoted(match.agreement.rawValue)), ("message", JSONText.quoted(message(match))),
          ("formula", JSONText.quoted(explanation.origin.formula)),
          ("chapter", JSONText.quoted(explanation.origin.chapter.rawValue)),
        ]
      if let thread = explanation.origin.thread { members.append(("link", JSONText.quoted(thread))) }
      if let parameter = explanation.parameter { members.append(("parameter", JSONLine.number(parameter))) }
      return JSONLine.object(members)
    }
    let data = input.data
    var read = [
      ("loss", JSONText.quoted(data.family.rawValue)), ("predictions", JSONText.quoted(data.kind.rawValue)),
      ("reason", JSONText.quoted(input.isKindStated ? "--as says so" : input.appearance.reason)),
      ("rows", "\(data.allRows)"), ("classes", "\(data.classes)"),
    ]
    if let forgotten { read.append(("option", JSONText.quoted(forgotten))) }
    return JSONLine.object([
      ("matches", JSONLine.array(matches)),
      ("close", JSONLine.array(answer.close.prefix(5).map { JSONLine.object(common($0)) })),
      ("read", JSONLine.object(read)),
      ("errors", JSONLine.array(errors.map { $0.json })),
    ]) + "\n"
  }

  /// What a match and a near miss have in common.
  private func common(_ explanation: Explanation) -> [(String, String)] {
    let value = value(explanation)
    let difference = value == stated.value ? 0 : rounded((value - stated.value).magnitude, within: explanation.error)
    return [
      ("code", JSONText.quoted(explanation.origin.code)),
      ("reduction", JSONText.quoted(explanation.reduction.rawValue)),
      ("value", JSONLine.number(value)), ("difference", JSONLine.number(value.isNaN ? 0 : difference)),
    ]
  }
}

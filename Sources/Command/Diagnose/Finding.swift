import Evaluation
import Mistakes

/// Something that looks wrong: what was seen, why it matters, and what to do.
struct Finding: Equatable {
  enum Severity: String {
    /// The number is not the loss that was meant.
    case error
    /// The number is right, and may not mean what it seems to.
    case warning
    /// Worth knowing.
    case note
  }

  let code: String
  let severity: Severity
  let chapter: StoryChapter
  /// In another block of the same batch a finding of more weight is the one to show.
  var weight = 0.0
  /// True for what looks wrong only if it is so in every block.
  var isEverywhere = false
  /// How many places there are, and what they are called, where they are counted.
  var count = 1
  var plural: String?
  /// With the row, the column and the value; of the first place, or of the worst.
  let seen: String
  let why: String
  let advice: String

  var sight: String {
    guard let plural, count > 1 else { return seen }
    return "\(seen.dropLast()) (the \(weight == 0 ? "first" : "worst") of \(count) \(plural))."
  }

  /// All of it in one paragraph.
  var message: String { "\(sight) \(why) \(advice)" }

  /// The same for a person to read.
  func paragraph(_ style: Style) -> [String] {
    ["\(style.severity(severity)): \(style.strong(code)) (chapter \(chapter.rawValue))"]
      + [sight, why, advice].flatMap { wrapped($0, indent: 2) } + [""]
  }

  var json: String {
    JSONLine.object([
      ("code", JSONText.quoted(code)), ("severity", JSONText.quoted(severity.rawValue)),
      ("message", JSONText.quoted(message)), ("chapter", JSONText.quoted(chapter.rawValue)),
    ])
  }

  /// What the blocks of a batch found, in order, as one finding of all of it.
  static func merged(_ parts: [Finding?]) -> Finding? {
    let found = parts.compactMap { $0 }
    let anywhere = found.filter { !$0.isEverywhere }
    guard var finding = (anywhere.isEmpty ? found : anywhere).max(by: { $0.weight < $1.weight }) else { return nil }
    if anywhere.isEmpty && found.count < parts.count { return nil }
    if finding.plural != nil { finding.count = anywhere.map({ $0.count }).reduce(0, +) }
    return finding
  }
}

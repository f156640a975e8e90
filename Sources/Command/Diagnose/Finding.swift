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
  /// With the row, the column and the value.
  let seen: String
  let why: String
  let advice: String
  let chapter: StoryChapter

  /// All of it in one paragraph.
  var message: String { "\(seen) \(why) \(advice)" }

  /// The same for a person to read.
  func paragraph(_ style: Style) -> [String] {
    ["\(style.severity(severity)): \(style.strong(code)) (chapter \(chapter.rawValue))"]
      + [seen, why, advice].flatMap { wrapped($0, indent: 2) } + [""]
  }

  var json: String {
    JSONLine.object([
      ("code", JSONText.quoted(code)), ("severity", JSONText.quoted(severity.rawValue)),
      ("message", JSONText.quoted(message)), ("chapter", JSONText.quoted(chapter.rawValue)),
    ])
  }
}

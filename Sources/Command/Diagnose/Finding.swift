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
}

import Evaluation

/// Colour and weight for a person at a terminal, and nothing elsewhere.
struct Style {
  let isColoured: Bool

  func strong(_ text: String) -> String { paint(text, 1) }

  func severity(_ severity: Finding.Severity) -> String {
    paint(severity.rawValue, [.error: 31, .warning: 33, .note: 36][severity] ?? 0)
  }

  private func paint(_ text: String, _ code: Int) -> String {
    isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}

/// Names, values and remarks in three columns.
func aligned(_ lines: [(name: String, value: String, remark: String)]) -> [String] {
  func width(_ texts: [String]) -> Int { texts.map { $0.count }.max() ?? 0 }
  func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(width - text.count, 0))
  }
  let (names, values) = (width(lines.map { $0.name }), width(lines.map { $0.value }))
  return lines.map { padded($0.name, to: names) + "  " + padded($0.value, to: values) + "  " + $0.remark }
}

/// Breaks a sentence at spaces, for 88 columns.
func wrapped(_ text: String, indent: Int) -> [String] {
  let margin = String(repeating: " ", count: indent)
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    if !line.isEmpty && indent + line.count + 1 + word.count > 88 {
      lines.append(margin + line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  return lines + [margin + line]
}

/// JSON on one line.
enum JSONLine {
  static func object(_ members: [(String, String)]) -> String {
    "{" + members.map { "\(JSONText.quoted($0.0)): \($0.1)" }.joined(separator: ", ") + "}"
  }

  static func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ", ") + "]" }

  /// The shortest text that reads back to the same bits; "inf", "-inf" and "nan" as strings.
  static func number(_ value: Double) -> String {
    value.isFinite ? "\(value)" : value.isNaN ? "\"nan\"" : value < 0 ? "\"-inf\"" : "\"inf\""
  }
}

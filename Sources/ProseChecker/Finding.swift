/// Something in the prose that nothing verifies, and where it stands.
package struct Finding: Hashable, Comparable, CustomStringConvertible, Sendable {
  /// The file, relative to the project's root.
  package let path: String
  /// The line, from 1.
  package let line: Int
  /// What is wrong, and where possible what would be right.
  package let message: String

  /// As compilers write it, so that an editor can jump there.
  package var description: String { "\(path):\(line): \(message)" }

  /// By path, line and message.
  package static func < (left: Finding, right: Finding) -> Bool {
    (left.path, left.line, left.message) < (right.path, right.line, right.message)
  }
}

extension MarkdownPage {
  /// A finding at a line of the page.
  func finding(_ line: Int, _ message: String) -> Finding { Finding(path: path, line: line, message: message) }
}

extension Project.Chapter {
  /// A finding about the chapter as a whole, at the head of its page.
  func finding(_ message: String) -> Finding { Finding(path: page, line: 1, message: message) }
}

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

/// Something in the prose that nothing verifies, and where it stands.
public struct Finding: Hashable, Comparable, CustomStringConvertible, Sendable {
  /// The file, relative to the project's root.
  public let path: String
  /// The line, from 1.
  public let line: Int
  /// What is wrong, and where possible what would be right.
  public let message: String

  /// As compilers write it, so that an editor can jump there.
  public var description: String { "\(path):\(line): \(message)" }

  /// By path, line and message.
  public static func < (left: Finding, right: Finding) -> Bool {
    (left.path, left.line, left.message) < (right.path, right.line, right.message)
  }
}

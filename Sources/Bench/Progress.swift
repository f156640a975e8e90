import Foundation

/// What is being timed now: a line on standard error that the next one takes the place of, or a line each where nobody is
/// watching. Standard output holds the table alone.
enum Progress {
  private static let isWatched = isatty(2) == 1

  static func show(_ text: String) { write(isWatched ? "\r\u{1B}[K\(text) …" : "\(text)\n") }

  static func clear() { if isWatched { write("\r\u{1B}[K") } }

  private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// What a chapter's program says, as lines of plain text.
///
/// A page is filled in blocks (a heading, a paragraph, a table); one empty line stands between two of them.
///
///     var page = Page()
///     page.section("The floor")
///     page.say("A loss cannot fall below the entropy of its labels.")
///     page.values(["loss": loss, "entropy": entropy], decimals: 6)
///     print(page.text, terminator: "")
package struct Page {
  /// The lines so far, without their line ends.
  package private(set) var lines: [String] = []

  /// The widest line that ``say(_:)`` writes.
  package static let width = 80

  /// Creates an empty page.
  package init() {}

  /// The whole page, each line ended.
  package var text: String { lines.map { $0 + "\n" }.joined() }

  /// Begins a section: a line of its own that starts with `## `, as the prose quotes it.
  package mutating func section(_ title: String) {
    block(["## " + title])
  }

  /// A paragraph, wrapped at ``width`` columns; a line end within `text` is kept.
  package mutating func say(_ text: String) {
    block(text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrapped(String($0)) })
  }

  /// Lines exactly as they are, for what a table cannot show.
  package mutating func verbatim(_ text: String) {
    block(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
  }

  /// A table with one line for each of `rows`, its columns aligned.
  ///
  ///     page.table(beetles, .number("dose", decimals: 4, \.dose), .integer("killed", \.killed))
  package mutating func table<Row>(_ rows: some Sequence<Row>, _ columns: Column<Row>...) {
    block(aligned(Array(rows), columns))
  }

  /// Names and their values, a line each, the values aligned.
  package mutating func values(_ pairs: KeyValuePairs<String, Double>, decimals: Int) {
    let columns: [Column<(key: String, value: Double)>] = [
      .text("") { $0.key }, .number("", decimals: decimals) { $0.value },
    ]
    block(Array(aligned(Array(pairs), columns).dropFirst()))
  }

  private mutating func block(_ newLines: [String]) {
    if !lines.isEmpty { lines.append("") }
    lines += newLines
  }
}

/// Breaks a line at spaces so that no piece is wider than the page, unless a single word is.
private func wrapped(_ line: String) -> [String] {
  var pieces: [String] = []
  for word in line.split(separator: " ") {
    if let last = pieces.last, last.unicodeScalars.count + 1 + word.unicodeScalars.count <= Page.width {
      pieces[pieces.count - 1] += " " + word
    } else {
      pieces.append(String(word))
    }
  }
  return pieces.isEmpty ? [""] : pieces
}

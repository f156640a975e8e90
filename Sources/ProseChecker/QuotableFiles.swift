/// Files that fences may quote, and the search for what a fence quotes.
struct QuotableFiles: Sendable {
  struct File: Sendable {
    let path: String
    let lines: [String]
  }

  let files: [File]

  init(_ paths: [String], in project: Project) {
    files = paths.map { File(path: $0, lines: project.text($0)?.textLines ?? []) }
  }

  init(files: [File]) {
    self.files = files
  }

  static func + (left: QuotableFiles, right: QuotableFiles) -> QuotableFiles {
    QuotableFiles(files: left.files + right.files)
  }

  /// Where the fence's lines stand as consecutive whole lines of one file, the common indentation aside.
  func quotation(of fence: [String]) -> Quotation {
    let wanted = withoutCommonIndentation(fence)
    var best = Quotation.missing
    var longest = 0
    for file in files {
      for start in file.lines.indices where file.lines[start].hasSuffix(wanted[0]) {
        let matched = matchedLines(wanted, file.lines[start...])
        if matched == wanted.count { return .found(path: file.path, line: start + 1) }
        if matched > longest {
          longest = matched
          let there = start + matched
          let text = there < file.lines.count ? file.lines[there] : "(the end of the file)"
          best = .differs(at: matched, path: file.path, line: there + 1, text: text)
        }
      }
    }
    return best
  }

  enum Quotation {
    /// The line is that of the fence's first, from 1.
    case found(path: String, line: Int)
    /// The nearest miss: the index of the fence's first line that differs, and what stands there instead.
    case differs(at: Int, path: String, line: Int, text: String)
    case missing
  }

  private func matchedLines(_ wanted: [String], _ lines: ArraySlice<String>) -> Int {
    let prefix = lines[lines.startIndex].dropLast(wanted[0].count)
    guard prefix.allSatisfy({ $0 == " " || $0 == "\t" }) else { return 0 }
    return zip(wanted, lines).prefix { $0.isBlank ? $1.isBlank : $1 == prefix + $0 }.count
  }
}

/// Lines with the indentation removed that all of them, the blank ones aside, have in common.
func withoutCommonIndentation(_ lines: [String]) -> [String] {
  let common = lines.filter { !$0.isBlank }.map(\.indentation.count).min() ?? 0
  return lines.map { $0.isBlank ? "" : String($0.dropFirst(common)) }
}

/// The first place at or after `start` where `block` stands in `lines`.
func position(of block: [String], in lines: [String], from start: Int = 0) -> Int? {
  guard !block.isEmpty, lines.count - block.count >= start else { return nil }
  return (start...(lines.count - block.count)).first { lines[$0..<($0 + block.count)].elementsEqual(block) }
}

import Foundation

/// A Markdown file, taken apart as far as its claims can be checked.
struct MarkdownPage: Sendable {
  let path: String
  let lines: [String]
  private(set) var fences: [Fence] = []
  private(set) var headings: [Heading] = []
  private(set) var links: [Link] = []
  /// The lines with fences emptied and link destinations blanked: what a reader reads as sentences.
  private(set) var prose: [String]
  /// What is wrong with the page as Markdown.
  private(set) var findings: [Finding] = []

  struct Fence: Sendable {
    let label: String
    /// The line of the opening backticks; line `i` of the content is at `line + 1 + i`.
    let line: Int
    let lines: [String]
    let indentation: String
  }

  struct Heading: Sendable {
    let level: Int
    let text: String
    let line: Int
  }

  struct Link: Sendable {
    let destination: String
    let line: Int
    let isImage: Bool
    let text: String
  }

  init(path: String, text: String) {
    self.path = path
    lines = text.textLines
    prose = lines
    readFences()
    readHeadings()
    readLinks()
    readPitfalls()
  }

  /// The `##` section that a line belongs to: 0 before the first.
  func section(of line: Int) -> Int {
    headings.count { $0.level == 2 && $0.line <= line }
  }

  var pictures: [Link] { links.filter(\.isImage) }

  private mutating func report(_ line: Int, _ message: String) { findings.append(finding(line, message)) }

  private mutating func readFences() {
    var open: (line: Int, mark: Substring, label: String)?
    func close(_ fence: (line: Int, mark: Substring, label: String), at end: Int) -> Fence {
      let indentation = lines[fence.line].indentation
      let content = lines[(fence.line + 1)..<end].map {
        String($0.dropFirst(min(indentation.count, $0.indentation.count)))
      }
      return Fence(label: fence.label, line: fence.line + 1, lines: content, indentation: String(indentation))
    }
    for (i, line) in lines.enumerated() {
      let text = line.dropFirst(line.indentation.count)
      let mark = text.prefix { $0 == text.first && ($0 == "`" || $0 == "~") }
      let rest = text.dropFirst(mark.count).trimmingCharacters(in: .whitespaces)
      if let fence = open {
        prose[i] = ""
        guard mark.hasPrefix(fence.mark), rest.isEmpty else { continue }
        fences.append(close(fence, at: i))
        open = nil
      } else if mark.count >= 3, !(mark.first == "`" && rest.contains("`")) {
        prose[i] = ""
        open = (i, mark, rest)
      }
    }
    if let open {
      report(open.line + 1, "this fence is never closed")
      fences.append(close(open, at: lines.count))
    }
  }

  private mutating func readHeadings() {
    for (i, line) in prose.enumerated() {
      let level = line.prefix { $0 == "#" }.count
      guard (1...6).contains(level), line.dropFirst(level).first == " " else { continue }
      headings.append(
        Heading(level: level, text: line.dropFirst(level).trimmingCharacters(in: .whitespaces), line: i + 1))
    }
  }

  /// Finds links and blanks their destinations, which are not sentences. A link may go on over the lines of a paragraph.
  private mutating func readLinks() {
    for paragraph in prose.indices.split(whereSeparator: { prose[$0].isBlank }) {
      var characters = Array(prose[paragraph].joined(separator: "\n"))
      let code = Self.codeAndMathematics(in: characters)
      let found = Self.inlineLinks(in: characters, besides: code) + Self.otherLinks(in: characters, besides: code)
      for (range, link) in found {
        let line = paragraph.lowerBound + 1 + characters[..<range.lowerBound].count { $0 == "\n" }
        links.append(Link(destination: link.destination, line: line, isImage: link.isImage, text: link.text))
        for position in range { characters[position] = " " }
      }
      let blanked = characters.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
      prose.replaceSubrange(paragraph, with: blanked)
    }
  }

  private typealias Found = (destination: String, isImage: Bool, text: String)

  /// `[text](destination "title")` and `![alt](destination)`.
  private static func inlineLinks(in line: [Character], besides code: IndexSet) -> [(Range<Int>, Found)] {
    var found: [(Range<Int>, Found)] = []
    for i in line.indices.dropLast() where line[i] == "]" && line[i + 1] == "(" && !code.contains(i) {
      var end = i + 2
      var depth = 0
      while end < line.count, line[end] != " ", line[end] != "\n", !(line[end] == ")" && depth == 0) {
        depth += line[end] == "(" ? 1 : line[end] == ")" ? -1 : 0
        end += 1
      }
      guard end < line.count else { continue }
      var start = i
      depth = 0
      while start >= 0 {
        if !code.contains(start) { depth += line[start] == "]" ? 1 : line[start] == "[" ? -1 : 0 }
        if depth == 0 { break }
        start -= 1
      }
      guard start >= 0 else { continue }
      let destination = String(line[(i + 2)..<end]).trimmingCharacters(in: ["<", ">"])
      let isImage = start > 0 && line[start - 1] == "!"
      found.append(((i + 2)..<end, (destination, isImage, String(line[(start + 1)..<i]))))
    }
    return found
  }

  /// `[name]: destination`, `<https://…>`, bare addresses, and `src`, `srcset` and `href` of HTML.
  private static func otherLinks(in line: [Character], besides code: IndexSet) -> [(Range<Int>, Found)] {
    let text = String(line)
    var found: [(Range<Int>, Found)] = []
    func add(_ part: Substring, isImage: Bool = false, label: String = "") {
      let start = text.distance(from: text.startIndex, to: part.startIndex)
      guard !code.contains(start) else { return }
      found.append((start..<(start + part.count), (String(part), isImage, label)))
    }
    for match in text.matches(of: definition) { add(match.1) }
    let alternative = text.firstMatch(of: alternative).map { String($0.1) } ?? ""
    for match in text.matches(of: attribute) {
      add(match.2, isImage: match.1 != "href", label: match.1 == "src" ? alternative : "a source")
    }
    for match in text.matches(of: address) { add(match.0) }
    return found
  }

  private static let definition = Pattern(/(?m)^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)/)
  private static let alternative = Pattern(/\balt="([^"]*)"/)
  private static let attribute = Pattern(/\b(src|srcset|href)="([^"]*)"/)
  private static let address = Pattern(/\bhttps?:\/\/[^\s<>"`)\]|]+/)

  /// The characters of a paragraph inside `code` or `$mathematics$`, where brackets do not make links.
  private static func codeAndMathematics(in line: [Character]) -> IndexSet {
    var result = IndexSet()
    var i = 0
    while i < line.count {
      guard line[i] == "`" || line[i] == "$" else {
        i += 1
        continue
      }
      let count = line[i...].prefix { $0 == line[i] }.count
      var end = i + count
      while end < line.count {
        let run = line[end...].prefix { $0 == line[i] }.count
        if run == count { break }
        end += max(run, 1)
      }
      if end < line.count { result.insert(integersIn: i..<end) }
      i = end < line.count ? end + count : i + count
    }
    return result
  }

  private mutating func readPitfalls() {
    for (i, line) in prose.enumerated() {
      let before = i == 0 ? "" : prose[i - 1]
      let beginsParagraph = before.isBlank || before.hasPrefix("#")
      if line.contains("\\operatorname") { report(i + 1, "GitHub refuses \\operatorname: use \\mathrm") }
      if beginsParagraph, line.indentation.count < 4, line.dropFirst(line.indentation.count).hasPrefix("<!--") {
        report(i + 1, "GitHub renders no Markdown in a paragraph that begins with an HTML comment")
      }
      if line.contains("```") || line.contains("~~~") {
        report(i + 1, "a fence begins its line, so that it is checked")
      }
      if before.isBlank, !line.isBlank, line.hasPrefix("    ") || line.hasPrefix("\t") {
        let earlier = prose[..<i].last { !$0.isBlank } ?? ""
        if earlier.hasPrefix(" ") || earlier.firstMatch(of: #/^([-*+]|\d+[.)]) /#) != nil { continue }
        report(i + 1, "nothing checks an indented code block: use a fence with a label")
      }
    }
  }
}

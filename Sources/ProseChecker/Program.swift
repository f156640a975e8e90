import Foundation
import Workbook

/// What a chapter's program does: what it prints, and what it draws.
struct Program: Sendable {
  let chapter: Project.Chapter
  private(set) var lines: [String] = []
  /// The numbers with a decimal point among them.
  private(set) var numbers: [Decimal] = []
  /// Its figures, by file name.
  private(set) var figures: [String: Data] = [:]
  /// What kept it from running.
  private(set) var problems: [String] = []

  init(_ chapter: Project.Chapter, in project: Project) {
    self.chapter = chapter
    guard let program = project.program(chapter.name) else {
      problems = ["there is no program \(project.binaries)/\(chapter.name): run swift build"]
      return
    }
    do {
      try withTemporaryFolder { folder in
        let plain = try run(program, [], in: folder)
        lines = plain.output.textLines
        numbers = decimals(in: plain.output).map(\.number)
        if plain.status != 0 { problems.append(Self.failure("\(chapter.name)", plain)) }
        let litter = try FileManager.default.contentsOfDirectory(atPath: folder)
        if !litter.isEmpty {
          problems.append("a plain run of \(chapter.name) writes \(litter.joined(separator: ", "))")
        }
      }
      try withTemporaryFolder { folder in
        let drawing = try run(program, ["--figures", folder], in: folder)
        if drawing.status != 0 { problems.append(Self.failure("\(chapter.name) --figures", drawing)) }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
          figures[name] = FileManager.default.contents(atPath: folder + "/" + name)
        }
      }
    } catch {
      problems.append("\(chapter.name) cannot be run: \(error)")
    }
  }

  private static func failure(_ command: String, _ outcome: ProcessOutcome) -> String {
    "\(command) ends with status \(outcome.status): \(outcome.errors.prefix(300))"
  }

  /// The lines of each `## ` section, its heading included.
  var sections: [Range<Int>] {
    let starts = lines.indices.filter { lines[$0].hasPrefix("## ") }
    return zip(starts, starts.dropFirst() + [lines.count]).map { $0..<$1 }
  }
}

/// Where the `output` fences of a page stand in what a program prints: in order, each after the one before.
struct OutputMatch {
  /// For each fence its place, or nil if it has none.
  private(set) var places: [(fence: MarkdownPage.Fence, lines: Range<Int>?)] = []
  private(set) var findings: [Finding] = []

  init(_ page: MarkdownPage, _ program: Program) {
    var cursor = 0
    for fence in page.fences where fence.label == "output" {
      if let start = position(of: fence.lines, in: program.lines, from: cursor) {
        cursor = start + fence.lines.count
        places.append((fence, start..<cursor))
        continue
      }
      places.append((fence, nil))
      guard !fence.lines.isEmpty else { continue }  // reported with the other empty fences
      if position(of: fence.lines, in: program.lines) != nil {
        findings.append(page.finding(fence.line, "the program prints this before what stands above it"))
        continue
      }
      let miss = nearestMiss(fence.lines, in: program.lines, from: cursor)
      let there = miss.line.map { "`\($0)`" } ?? "nothing"
      findings.append(
        page.finding(
          fence.line + 1 + miss.offset, "\(program.chapter.name) does not print this; it prints \(there)"))
    }
  }
}

/// The first line of a block at which it parts from the place in `lines` that it resembles most.
func nearestMiss(_ block: [String], in lines: [String], from cursor: Int) -> (offset: Int, line: String?) {
  guard let start = mostSimilar(block, in: lines, from: cursor) else { return (0, nil) }
  let offset = block.indices.first { start + $0 >= lines.count || lines[start + $0] != block[$0] } ?? 0
  return (offset, start + offset < lines.count ? lines[start + offset] : nil)
}

/// The place at or after `cursor` where most lines of `block` stand, numbers aside; nil where none does.
func mostSimilar(_ block: [String], in lines: [String], from cursor: Int) -> Int? {
  func shape(_ line: String) -> [Character] { line.filter { !$0.isNumber && $0 != " " && $0 != "-" && $0 != "." } }
  let wanted = block.map { (text: $0, shape: shape($0)) }
  let there = lines.map { (text: $0, shape: shape($0)) }
  var best: (start: Int, score: Int)?
  for start in cursor..<max(cursor, lines.count) {
    var score = 0
    for (line, other) in zip(wanted, there[start...]) where !line.text.isBlank {
      score += line.text == other.text ? 3 : line.shape == other.shape && !line.shape.isEmpty ? 2 : 0
    }
    if score > (best?.score ?? 0) { best = (start, score) }
  }
  return best?.start
}

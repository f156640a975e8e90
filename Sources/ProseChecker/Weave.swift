import Foundation

extension ProseChecker {
  /// Rewrites the `output` fences and the figures from a run, and returns the files that have changed and what could not
  /// be woven; with a chapter, those of that chapter alone.
  ///
  /// An `output` fence that is empty receives the next section that the program prints.
  package func weave(_ only: Project.Chapter? = nil) throws -> (changed: [String], findings: [Finding]) {
    var changed: [String] = []
    var findings: [Finding] = []
    let programs = concurrently(project.chapters) { [project] in Program($0, in: project) }
    for program in programs where only == nil || program.chapter.folder == only?.folder {
      guard program.problems.isEmpty else {
        findings += program.problems.map(program.chapter.finding)
        continue
      }
      for (name, drawing) in program.figures.sorted(by: { $0.key < $1.key }) {
        let path = program.chapter.figures + "/" + name
        if try write(drawing, to: path) { changed.append(path) }
      }
      for page in project.pages(of: program.chapter).compactMap(project.page) {
        var cursor = 0
        let woven = weave(page, &findings) { fence in
          guard let place = weavingPlace(of: fence.lines, in: program.lines, from: cursor) else { return nil }
          cursor = place.upperBound
          return Array(program.lines[place])
        }
        if try write(Data(woven.utf8), to: page.path) { changed.append(page.path) }
      }
    }
    guard only == nil else { return (changed, findings) }
    for page in project.otherPages.compactMap(project.page) {
      let commands = Commands(project: project, programs: programs).check(page).outputs.mapValues(\.textLines)
      let woven = weave(page, &findings) { fence in
        let isPrinted = (Array(commands.values) + programs.map(\.lines)).contains {
          position(of: fence.lines, in: $0) != nil
        }
        if isPrinted { return fence.lines }
        if case .found = project.testsOfChapters.quotation(of: fence.lines) { return fence.lines }
        guard let above = commands.filter({ $0.key < fence.line }).max(by: { $0.key < $1.key })?.value else {
          return nil
        }
        return weavingPlace(of: fence.lines, in: above, from: 0).map { Array(above[$0]) }
      }
      if try write(Data(woven.utf8), to: page.path) { changed.append(page.path) }
    }
    return (changed, findings)
  }

  private func write(_ data: Data, to path: String) throws -> Bool {
    guard project.data(path) != data else { return false }
    let file = project.url(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file, options: .atomic)
    return true
  }

  /// The page's text with each `output` fence replaced by what `content` finds for it.
  private func weave(
    _ page: MarkdownPage, _ findings: inout [Finding], _ content: (MarkdownPage.Fence) -> [String]?
  ) -> String {
    var lines = page.lines
    var shift = 0
    for fence in page.fences where fence.label == "output" {
      guard let new = content(fence) else {
        findings.append(page.finding(fence.line, "nothing that is printed resembles this fence"))
        continue
      }
      let start = fence.line + shift
      let indented = new.map { $0.isEmpty ? $0 : fence.indentation + $0 }
      lines.replaceSubrange(start..<(start + fence.lines.count), with: indented)
      shift += new.count - fence.lines.count
    }
    return lines.map { $0 + "\n" }.joined()
  }
}

/// Which lines of a program's output a fence is to show, given what it shows now.
///
/// A fence that is still right stays. Otherwise its first line, or failing that the place that it resembles most, says
/// where it begins, and its last line where it ends; a fence that began with a section's heading and has lost its end
/// takes the whole section.
func weavingPlace(of old: [String], in lines: [String], from cursor: Int) -> Range<Int>? {
  if let start = position(of: old, in: lines, from: cursor) { return start..<(start + old.count) }
  let headings = lines.indices.filter { lines[$0].hasPrefix("## ") }
  let first = old.first.flatMap { first in lines[cursor...].firstIndex(of: first) }
  let next = headings.first { $0 >= cursor }
  guard let start = old.isEmpty ? next : first ?? mostSimilar(old, in: lines, from: cursor) ?? next else { return nil }
  // A fence may show several sections; it ends in the last of them.
  let later = max(0, old.dropFirst().count { $0.hasPrefix("## ") })
  let limit = headings.filter { $0 > start }.dropFirst(later).first ?? lines.count
  var end = limit
  if let last = old.last, old.count > 1, let found = lines[(start + 1)..<limit].firstIndex(of: last), !last.isBlank {
    end = found + 1
  } else if !old.isEmpty, !lines[start].hasPrefix("## ") {
    end = min(start + old.count, limit)
  }
  while end > start + 1, lines[end - 1].isBlank { end -= 1 }
  return start..<end
}

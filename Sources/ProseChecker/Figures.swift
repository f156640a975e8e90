import Foundation

extension ProseChecker {
  /// A chapter's figures are exactly those that its program draws, and some page shows each.
  func figureFindings(_ program: Program) -> [Finding] {
    let folder = program.chapter.figures
    let first = program.chapter.path + "/README.md"
    let kept = project.contents(of: folder).filter { $0.hasSuffix(".svg") }
    let pages = (project.pages(of: program.chapter) + project.otherPages).compactMap(project.page)
    let shown = Set(pages.flatMap { page in page.links.filter(\.isImage).compactMap { page.target(of: $0)?.path } })
    var findings: [Finding] = []
    for name in kept where !shown.contains(folder + "/" + name) {
      findings.append(Finding(path: first, line: 1, message: "no page shows \(name)"))
    }
    guard program.problems.isEmpty else { return findings }
    for name in program.figures.keys.sorted() where !kept.contains(name) {
      findings.append(
        Finding(path: first, line: 1, message: "the program draws \(name), which is not here: make weave"))
    }
    for name in kept where program.figures[name] == nil && !shown.contains(folder + "/" + name) {
      findings.append(Finding(path: first, line: 1, message: "the program does not draw \(name)"))
    }
    return findings
  }

  /// Every picture of a page that is a file of the project is what a chapter's program draws, byte for byte.
  func pictureFindings(_ page: MarkdownPage, _ programs: [Program]) -> [Finding] {
    page.links.filter(\.isImage).compactMap { link in
      guard let path = page.target(of: link)?.path, project.exists(path) else { return nil }
      let owner = programs.first { path.hasPrefix($0.chapter.figures + "/") }
      guard let owner else {
        return Finding(path: page.path, line: link.line, message: "no chapter's program draws \(path)")
      }
      guard owner.problems.isEmpty else { return nil }
      let name = String(path.dropFirst(owner.chapter.figures.count + 1))
      guard let drawn = owner.figures[name] else {
        return Finding(path: page.path, line: link.line, message: "\(owner.chapter.name) does not draw \(name)")
      }
      guard project.data(path) != drawn else { return nil }
      return Finding(
        path: page.path, line: link.line, message: "\(name) is not what \(owner.chapter.name) draws: make weave")
    }
  }
}

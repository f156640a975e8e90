import Foundation

extension ProseChecker {
  /// A chapter's figures are exactly those that its program draws, and some page shows each.
  func figureFindings(_ program: Program, _ pages: [String: MarkdownPage]) -> [Finding] {
    let kept = project.contents(of: program.chapter.figures).filter { $0.hasSuffix(".svg") }
    let shown = Set(pages.values.flatMap { page in page.pictures.compactMap { page.target(of: $0)?.path } })
    let hidden = kept.filter { !shown.contains(program.chapter.figures + "/" + $0) }
    var messages = hidden.map { "no page shows \($0)" }
    if program.problems.isEmpty {
      let missing = program.figures.keys.sorted().filter { !kept.contains($0) }
      messages += missing.map { "the program draws \($0), which is not here: make weave" }
      messages += hidden.filter { program.figures[$0] == nil }.map { "the program does not draw \($0)" }
    }
    return messages.map(program.chapter.finding)
  }

  /// Every picture of a page that is a file of the project is what a chapter's program draws, byte for byte.
  func pictureFindings(_ page: MarkdownPage, _ programs: [Program]) -> [Finding] {
    page.pictures.compactMap { link in
      guard let path = page.target(of: link)?.path, project.exists(path) else { return nil }
      // A picture of the book is taken in a browser, which not everybody has: `make picture`.
      if path.hasPrefix(Site.assets + "/") { return nil }
      guard let owner = programs.first(where: { path.hasPrefix($0.chapter.figures + "/") }) else {
        return page.finding(link.line, "no chapter's program draws \(path)")
      }
      let name = String(path.dropFirst(owner.chapter.figures.count + 1))
      if !owner.problems.isEmpty || owner.figures[name] == project.data(path) { return nil }
      let chapter = owner.chapter.name
      if owner.figures[name] == nil { return page.finding(link.line, "\(chapter) does not draw \(name)") }
      return page.finding(link.line, "\(name) is not what \(chapter) draws: make weave")
    }
  }
}

import Foundation
import Workbook

/// The pages as a site, complete in a folder: what a link of a page leads to within the project is a page of its own.
package struct Site: Sendable {
  let project: Project
  /// Where the template, the style and what else a page loads are kept.
  static let assets = "Sources/Book"

  /// A page beside the Markdown: an HTML file of ``assets``, with what the sidebar calls it.
  static let numberPage = (path: "number.html", title: "Where did my number come from?")

  /// A site of the pages of `project`.
  package init(_ project: Project) {
    self.project = project
  }

  /// A page, and where it stands among the others.
  struct Page: Sendable {
    let path: String
    let title: String
    var isChapter = false

    /// Where it stands in the site.
    var address: String { Site.address(of: path) }
    /// How it leads to the site's top.
    var root: String { String(repeating: "../", count: address.count { $0 == "/" }) }
  }

  /// The pages in the order in which a reader turns them.
  var pages: [Page] {
    let chapters = project.chapters.map(\.page)
    let others = project.contents(of: "Chapters").filter { $0.hasSuffix(".md") && $0 != "README.md" }
    let number = Page(path: Self.numberPage.path, title: Self.numberPage.title)
    return page("README.md") + [number] + page("Chapters/README.md") + chapters.flatMap { page($0, isChapter: true) }
      + others.flatMap { page("Chapters/" + $0) }
  }

  private func page(_ path: String, isChapter: Bool = false) -> [Page] {
    let heading = project.page(path)?.headings.first
    return [Page(path: path, title: heading?.text ?? path, isChapter: isChapter)]
  }

  /// The figures that can be moved: those that a chapter's `Exhibit.swift` names.
  var exhibits: [Substring] {
    project.chapters.compactMap { chapter in
      project.text(chapter.path + "/Exhibit.swift")?.firstMatch(of: #/figure: "([^"]*)"/#).map { $0.1 + ".svg" }
    }
  }

  /// Where a file of the project stands in the site: a page under its name, and a folder's page as its index.
  static func address(of path: String) -> String {
    if path.hasSuffix("README.md") { return path.dropLast(9) + "index.html" }
    // Data is shown as a browser shows plain text.
    if path.hasSuffix(".json") || path.hasSuffix(".jsonl") { return path + ".txt" }
    if path.hasSuffix(".html") { return path }
    return (path.hasSuffix(".md") ? String(path.dropLast(3)) : path) + ".html"
  }

  /// Writes the site, and returns how many pages it has.
  ///
  /// - Parameter folder: where; the style and the scripts that the pages load are put there by `make book`.
  package func write(to folder: String) throws -> Int {
    let quotable = ["Sources", "Chapters", "Tests"].map { project.files(below: $0, withExtension: "swift") }
    let python = project.files(below: Evidence.goldensFolder, withExtension: "py")
    let files = QuotableFiles(quotable.flatMap(\.self) + python, in: project)
    let renderer = Renderer(site: self, folder: folder, files: files)
    let pages = self.pages
    var sources: Set<String> = []
    for result in concurrently(Array(pages.indices), { place in Result { try renderer.write(pages, place) } }) {
      sources.formUnion(try result.get())
    }
    sources.subtract(pages.map(\.path))
    for result in concurrently(sources.sorted(), { path in Result { try renderer.write(sourceAt: path) } }) {
      try result.get()
    }
    return pages.count + sources.count
  }
}

import Foundation
import Workbook

/// The pages as a site, complete in a folder: what a link of a page leads to within the project is a page of its own.
package struct Site: Sendable {
  let project: Project
  /// Where the template, the style and what else a page loads are kept.
  static let assets = "Sources/Book"

  /// A site of the pages of `project`.
  package init(_ project: Project) {
    self.project = project
  }

  /// A page, and where it stands among the others.
  struct Page: Sendable {
    let path: String
    let title: String

    /// Where it stands in the site.
    var address: String { Site.address(of: path) }
    /// How it leads to the site's top.
    var root: String { String(repeating: "../", count: address.count { $0 == "/" }) }
    /// The script with what it computes with, if there is one: named for the page, or for its folder.
    var script: String {
      let name = path.replacing("/README.md", with: "").replacing(".md", with: "")
      return URL(fileURLWithPath: name).lastPathComponent + ".js"
    }
  }

  /// The pages in the order in which a reader turns them.
  var pages: [Page] {
    let others = project.contents(of: "Chapters").filter { $0.hasSuffix(".md") && $0 != "README.md" }
    let first = ["README.md", Self.assets + "/number.md", "Chapters/README.md"]
    return (first + project.chapters.map(\.page) + others.map { "Chapters/" + $0 }).map { path in
      Page(path: path, title: project.page(path)?.headings.first?.text ?? path)
    }
  }

  /// Where a file of the project stands in the site: a page under its name, and a folder's page as its index.
  static func address(of path: String) -> String {
    if path.hasSuffix("README.md") { return path.dropLast(9) + "index.html" }
    // Data is shown as a browser shows plain text.
    if path.hasSuffix(".json") || path.hasSuffix(".jsonl") { return path + ".txt" }
    return path.replacing(assets + "/number.md", with: "number").replacing(".md", with: "") + ".html"
  }

  /// Writes the site, and returns how many pages it has.
  ///
  /// - Parameter folder: where; the style and the scripts that the pages load are there.
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

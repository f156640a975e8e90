import Foundation
import Testing
import Workbook

@testable import ProseChecker

/// What the site makes of files without the help of pandoc.
@Suite struct SiteTests {
  @Test(arguments: [
    ("README.md", "index.html"), ("Chapters/01-sample/README.md", "Chapters/01-sample/index.html"),
    ("Chapters/speed.md", "Chapters/speed.html"), ("Sources/Book/number.md", "number.html"),
    ("Sources/SoftLabels/Loss.swift", "Sources/SoftLabels/Loss.swift.html"),
    ("a/b.json", "a/b.json.txt"), ("a/b.jsonl", "a/b.jsonl.txt"),
  ])
  func `a page stands under its name, a folder's as its index, and data as plain text`(path: String, address: String) {
    #expect(Site.address(of: path) == address)
  }

  @Test func `data is shown as it is`() throws {
    let fixture = try Fixture()
    let path = "Sources/Bench/measured.json"
    try withTemporaryFolder { folder in
      let renderer = Site.Renderer(site: Site(fixture.project), folder: folder, files: QuotableFiles(files: []))
      try renderer.write(sourceAt: path)
      let shown = try String(contentsOf: URL(fileURLWithPath: folder + "/" + path + ".txt"), encoding: .utf8)
      #expect(try shown == fixture.text(path))
      #expect(throws: Site.Failure.self) { try renderer.write(sourceAt: "nowhere.json") }
    }
  }

  @Test func `the pages stand in the order of the contents`() throws {
    let fixture = try Fixture()
    let pages = Site(fixture.project).pages
    let number = "Sources/Book/number.md"
    #expect(pages.map(\.path) == ["README.md", number, "Chapters/README.md", Fixture.page, Fixture.speed])
    #expect(pages.map(\.title).first == "The project" && pages[3].script == "01-sample.js")
    #expect(pages.map(\.root) == ["", "", "../", "../../", "../"])
  }

  @Test func `a drawing has names of its own, and the page's colours`() {
    let svg = "<svg aria-labelledby=\"title desc\"><style>a {\n}</style><g id=\"title\" fill=\"url(#x)\"/></svg>"
    #expect(
      Site.Renderer.inlined(svg, as: "n")
        == "<svg aria-labelledby=\"n-title n-desc\"><g id=\"n-title\" fill=\"url(#n-x)\"/></svg>")
  }
}

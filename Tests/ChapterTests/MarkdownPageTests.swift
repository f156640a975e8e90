import Testing

@testable import ProseChecker

/// How a page is taken apart.
@Suite struct MarkdownPageTests {
  private func page(_ text: String) -> MarkdownPage { MarkdownPage(path: "a/page.md", text: text) }

  @Test func `a fence ends with its own mark, at least as long`() {
    let page = page("a\n````swift  \n```\nx\n``` y\n`````\nb\n~~~ sh\n```\n~~~\n  ```output\n    1\n 2\n  ```\n")
    #expect(page.fences.map(\.label) == ["swift", "sh", "output"])
    #expect(page.fences.map(\.line) == [2, 8, 11])
    #expect(page.fences.map(\.lines) == [["```", "x", "``` y"], ["```"], ["  1", "2"]])
    #expect(page.fences.map(\.indentation) == ["", "", "  "])
    #expect(page.prose == ["a", "", "", "", "", "", "b", "", "", "", "", "", "", ""])
    #expect(page.findings == [])
  }

  @Test func `code in a line is no fence`() {
    let page = page("``` a ``` b\n``x``\n~~struck~~ 1.5\n")
    #expect(page.fences.isEmpty)
    #expect(page.prose[2] == "~~struck~~ 1.5")
  }

  @Test func `headings have a level, and give the sections their numbers`() {
    let page = page("# One #1\n##two\n## Two\n### Three\n####### seven\n## Four\n")
    #expect(page.headings.map(\.level) == [1, 2, 3, 2])
    #expect(page.headings.map(\.text) == ["One #1", "Two", "Three", "Four"])
    #expect((1...6).map(page.section) == [0, 0, 1, 1, 1, 2])
  }

  @Test func `every kind of link is found, and its destination is no sentence`() {
    let page = page(
      """
      [a](b.md "title") and ![c](d(1).svg), <https://e.org/1.5>,
      https://f.org/2.5: [![g](h.svg)](i.md)

      [j]: k.md
      [l
      m](<n.md>) <img src="o.svg" alt="p"> <a href="q.md">r</a>

      `https://s.org/1.5` and `<a href="t.md">` and `[u]: v.md` are code.

      `[s](t.md)` and $[u](v.md)$ but ``w`` [x`]`](y.md) [z]() [open](end
      """)
    let places = page.links.map { "\($0.line) \($0.destination) \($0.isImage)" }
    #expect(
      places.sorted() == [
        "1 b.md false", "1 d(1).svg true", "1 https://e.org/1.5 false", "10  false", "10 y.md false", "2 h.svg true",
        "2 https://f.org/2.5: false", "2 i.md false", "4 k.md false", "6 n.md false", "6 o.svg true", "6 q.md false",
      ])
    #expect(page.links.first { $0.destination == "o.svg" }?.text == "p")
    #expect(page.links.first { $0.destination == "d(1).svg" }?.text == "c")
    #expect(!page.prose[0].contains("1.5") && !page.prose.joined().contains("2.5") && page.prose[7].contains("1.5"))
    #expect(page.prose[9].hasPrefix("`[s](t.md)` and $[u](v.md)$"))
  }

  @Test(arguments: ["`", "``", "$", "` $", "`` `"])
  func `a mark that is never closed hides no link`(mark: String) {
    #expect(page("\(mark)[a](b.md) c\n\n`d` [e](f.md)\n").links.map(\.destination) == ["b.md", "f.md"])
    #expect(page("a [b](c.md) \(mark)").links.map(\.destination) == ["c.md"])
  }

  @Test func `what GitHub or the checker cannot read is found`() {
    let page = page(
      """
      - a list
          goes on

      1. another

          too

      A paragraph

      \tcode
      <!-- in the midst -->

      <!-- at the start -->
      # Heading
      <!-- after a heading -->
      \\operatorname
      > ```
      > ~~~
      """)
    #expect(page.findings.map(\.line) == [10, 13, 15, 16, 17, 18])
  }

  @Test func `links are resolved from the page's folder or the project's`() {
    func target(_ destination: String) -> String? {
      let page = page("[a](\(destination))")
      return page.target(of: page.links[0]).map { "\($0.path) \($0.anchor)" }
    }
    #expect(target("b.md") == "a/b.md ")
    #expect(target("./b%20c.md#d#e") == "a/b c.md d#e")
    #expect(target("../b/c.md") == "b/c.md ")
    #expect(target("/b.md") == "b.md ")
    #expect(target("#c") == "a/page.md c")
    #expect(target("../../b.md") == ".. ")
    #expect(target("mailto:x") == nil)
    #expect(target("https://b.org") == nil)
  }

  @Test func `headings have the names that GitHub gives them`() throws {
    let fixture = try Fixture()
    let headings = "\n## A `b`, [c](#twice)-d_e!\n\n## Twice\n\n## Twice\n\n## Zürich 2\n"
    let links = ["a-b-c-d_e", "twice", "twice-1", "zürich-2"].map { "[x](#\($0))" }.joined(separator: " ")
    try fixture.write(fixture.text("README.md") + headings + links + "\n[y](#twice-2)\n", to: "README.md")
    #expect(fixture.findings().map(\.message) == ["README.md has no heading or line #twice-2"])
  }

  @Test func `a link to lines leads to lines that are there`() throws {
    let fixture = try Fixture()
    let links = ["L1", "L4", "L2-L4", "L0", "L5", "L4-L5", "x", "2"].map { "[x](Sources/SoftLabels/Loss.swift#\($0))" }
    try fixture.write(fixture.text("README.md") + links.joined(separator: "\n") + "\n", to: "README.md")
    #expect(fixture.findings().map { $0.message.suffix(6) } == ["ne #L0", "ne #L5", "#L4-L5", "ine #x", "ine #2"])
  }
}

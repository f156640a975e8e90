import Foundation
import Workbook

extension Site {
  /// Turns one page after another into HTML, by pandoc.
  struct Renderer: Sendable {
    let site: Site
    let folder: String
    /// What a snippet may stand in.
    let files: QuotableFiles

    private var project: Project { site.project }

    /// Writes one of the pages, and returns the files of the project that it leads to.
    func write(_ pages: [Page], _ place: Int) throws -> Set<String> {
      let page = pages[place]
      guard let markdown = project.page(page.path) else { throw Failure("there is no \(page.path)") }
      var variables = ["root": page.root, "pagetitle": page.title, "sidebar": sidebar(pages, place)]
      for (name, other) in [("previous", place - 1), ("next", place + 1)] where pages.indices.contains(other) {
        variables[name] = link(to: pages[other], from: page)
      }
      if FileManager.default.fileExists(atPath: folder + "/" + page.script) { variables["script"] = page.script }
      var sources: Set<String> = []
      let text = labelled(markdown, page.root, &sources)
      let html = finished(try pandoc(text, variables, ["--toc", "--toc-depth=2"]), of: markdown, page.root, &sources)
      try save(html, at: page.address)
      return sources
    }

    /// Writes a page that shows a file, with a name for each of its lines: L1, L2, …
    func write(sourceAt path: String) throws {
      guard let text = project.text(path) else { throw Failure("\(path) cannot be shown") }
      if Site.address(of: path).hasSuffix(".txt") { return try save(text, at: Site.address(of: path)) }
      let page = Page(path: path, title: path)
      let languages = ["swift": "swift", "py": "python", "yml": "yaml"]
      let language = languages[URL(fileURLWithPath: path).pathExtension] ?? "text"
      let home = link(to: Page(path: "README.md", title: "Soft Labels in Swift"), from: page)
      let variables = ["root": page.root, "pagetitle": path, "sidebar": "<ul><li>\(home)</li></ul>"]
      let fence = "# `\(path)`\n\n~~~~~~ {#L .\(language) .numberLines}\n\(text)\n~~~~~~\n"
      let html = try pandoc(fence, variables, ["--from=markdown"])
      try save(html.replacing(#/(id="|href="#)L-(\d+)"/#) { "\($0.1)L\($0.2)\"" }, at: page.address)
    }

    // MARK: Before pandoc

    /// The Markdown with the name of its file above each snippet, with its figures in place of their links, and without
    /// the line that leads to the neighbours, which every page of the site has.
    private func labelled(_ page: MarkdownPage, _ root: String, _ sources: inout Set<String>) -> String {
      var lines = page.lines
      for place in lines.indices.prefix(4) where lines[place].contains("[Contents](") { lines[place] = "" }
      for picture in page.pictures {
        guard let path = page.target(of: picture)?.path, path.hasSuffix(".svg"), let svg = project.text(path) else {
          continue
        }
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        lines[picture.line - 1] = """
          <figure class="drawing" id="figure-\(name)"><div class="scroll" tabindex="0">\(Self.inlined(svg, as: name))</div></figure>
          """
      }
      let folder = URL(fileURLWithPath: page.path).deletingLastPathComponent().relativePath
      let own = files.files.filter { $0.path.hasPrefix(folder) || $0.path.hasPrefix(Rejections.folder) }
      let near = QuotableFiles(files: own + files.files)
      let captions = ["output": "prints", "error": "the compiler says", "sh": "in a shell"]
      for fence in page.fences {
        var caption = captions[fence.label] ?? fence.label
        if captions[fence.label] == nil, case .found(let path, let line) = near.quotation(of: fence.lines) {
          sources.insert(path)
          caption = "<a href=\"\(root)\(Site.address(of: path))#L\(line)\">\(path)</a>"
          if fence.label == "swift rejected" { caption += ", which does not compile" }
        }
        lines[fence.line - 1] = """
          <figure class="listing"><figcaption>\(caption)</figcaption>

          \(lines[fence.line - 1])
          """
        lines[fence.line + fence.lines.count] += "\n\n</figure>"
      }
      return lines.joined(separator: "\n")
    }

    /// A drawing for a page with others: in the page's colours, and with names that are its own.
    static func inlined(_ svg: String, as name: String) -> String {
      svg.replacing(#/<style>[\s\S]*?</style>/#, with: "")
        .replacing(#/(id="|url\(#)/#) { "\($0.1)\(name)-" }
        .replacing("aria-labelledby=\"title desc\"", with: "aria-labelledby=\"\(name)-title \(name)-desc\"")
    }

    // MARK: After it

    /// The page with links to pages of the site, names beside its headings, and room to scroll for what may be wide.
    private func finished(
      _ html: String, of page: MarkdownPage, _ root: String, _ sources: inout Set<String>
    ) -> String {
      var found = sources
      var html = html.replacing(#/(<a[^>]* )href="([^":#]+)(#[^"]*)?"/#) { match in
        let link = MarkdownPage.Link(destination: String(match.2), line: 0, isImage: false, text: "")
        guard let path = page.target(of: link)?.path, project.exists(path), !project.isFolder(path) else {
          return String(match.0)
        }
        found.insert(path)
        return "\(match.1)href=\"\(root)\(Site.address(of: path))\(match.3 ?? "")\""
      }
      sources = found.filter { !$0.hasSuffix(".md") }
      html.replace(#/<h([2-4]) id="([^"]*)">([\s\S]*?)</h\d>/#) {
        let anchor = "<a class=\"anchor\" href=\"#\($0.2)\" aria-label=\"Link to this section\">#</a>"
        return "<h\($0.1) id=\"\($0.2)\">\($0.3) \(anchor)</h\($0.1)>"
      }
      // Without a font for mathematics, what may stretch is stretched far.
      html.replace("<mo stretchy=\"true\"", with: "<mo stretchy=\"false\"")
      html.replace("<table>", with: "<div class=\"scroll\" tabindex=\"0\"><table>")
      html.replace("</table>", with: "</table></div>")
      html.replace("<p><math display=\"block\"", with: "<p class=\"scroll\" tabindex=\"0\"><math display=\"block\"")
      html.replace(#/<pre\s/#, with: "<pre tabindex=\"0\" ")
      return html
    }

    private func link(to other: Page, from page: Page) -> String {
      "<a href=\"\(page.root)\(other.address)\">\(other.title)</a>"
    }

    private func sidebar(_ pages: [Page], _ place: Int) -> String {
      let items = pages.enumerated().map { number, other in
        number == place
          ? "<li><a href=\"#top\" aria-current=\"page\">\(other.title)</a></li>"
          : "<li>\(link(to: other, from: pages[place]))</li>"
      }
      let glossary = "<li><a href=\"\(pages[place].root)Chapters/index.html#glossary\">Glossary</a></li>"
      return "<ul>" + (items + [glossary]).joined(separator: "\n") + "</ul>"
    }

    // MARK: Files

    private func pandoc(_ text: String, _ variables: [String: String], _ options: [String]) throws -> String {
      try withTemporaryFolder { temporary in
        let input = temporary + "/page.md"
        try Data(text.utf8).write(to: URL(fileURLWithPath: input))
        let template = project.url(Site.assets + "/template.html").path
        let values = variables.sorted { $0.key < $1.key }.flatMap { ["-V", "\($0.key)=\($0.value)"] }
        let fixed = ["pandoc", "--from=gfm+tex_math_dollars", "--mathml", "--standalone", "--template", template]
        let outcome = try run("/usr/bin/env", fixed + values + options + [input])
        guard outcome.status == 0 else { throw Failure("pandoc: \(outcome.errors)") }
        return outcome.output
      }
    }

    private func save(_ text: String, at address: String) throws {
      let url = URL(fileURLWithPath: folder).appendingPathComponent(address)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }

  /// Why a page could not be written.
  struct Failure: LocalizedError {
    let errorDescription: String?

    init(_ message: String) { errorDescription = message }
  }
}

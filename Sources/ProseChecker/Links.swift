import Foundation

extension MarkdownPage {
  /// Where a link leads within the project, or nil if it leads elsewhere: to the web, or out of the project.
  func target(of link: Link) -> (path: String, anchor: String)? {
    guard link.destination.firstMatch(of: Self.scheme) == nil else { return nil }
    let parts = link.destination.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let anchor = parts.count > 1 ? parts[1] : ""
    let relative = parts[0].removingPercentEncoding ?? parts[0]
    if relative.isEmpty { return (path, anchor) }
    var components = relative.hasPrefix("/") ? [] : path.split(separator: "/").dropLast().map(String.init)
    for component in relative.split(separator: "/").map(String.init) where component != "." {
      if component != ".." {
        components.append(component)
      } else if components.popLast() == nil {
        return ("..", anchor)
      }
    }
    return (components.joined(separator: "/"), anchor)
  }

  private static let scheme = Pattern(#/^[A-Za-z][A-Za-z0-9+.-]*:/#)

  /// Every link into the project that leads nowhere or not where it says, and every picture that only some readers see.
  func linkFindings(in project: Project, _ pages: [String: MarkdownPage]) -> [Finding] {
    links.flatMap { link -> [Finding] in
      var messages: [String] = []
      if link.isImage, link.text.isBlank { messages.append("this picture has no alternative text") }
      if let (path, anchor) = target(of: link) {
        let page = pages[path] ?? pages[path + "/README.md"]
        if path == ".." || !project.exists(path) {
          messages.append("there is no \(link.destination)")
        } else if !anchor.isEmpty, !(page.map { $0.anchors[anchor] != nil } ?? isLine(anchor, of: path, project)) {
          messages.append("\(path) has no heading or line #\(anchor)")
        } else if let neighbour = neighbour(by: link.text, in: project), !(path + "/").hasPrefix(neighbour.path + "/") {
          messages.append("this leads to \(path), not to \(neighbour.path)")
        } else if headings.last(where: { $0.line <= link.line })?.text == "Glossary",
          page?.explains(link.text, at: anchor) != true
        {
          messages.append("no section at \(link.destination) contains \(link.text)")
        }
      }
      return messages.map { finding(link.line, $0) }
    }
  }

  /// The chapter before or after this page's own that a link calls so.
  private func neighbour(by text: String, in project: Project) -> Project.Chapter? {
    let step = text.hasPrefix("Previous") ? -1 : text.hasPrefix("Next") ? 1 : 0
    let chapters = step == 0 ? [] : project.chapters
    guard let own = chapters.firstIndex(where: { path.hasPrefix($0.path + "/") }) else { return nil }
    return chapters.indices.contains(own + step) ? chapters[own + step] : nil
  }

  private func isLine(_ anchor: String, of path: String, _ project: Project) -> Bool {
    guard let match = anchor.wholeMatch(of: #/L(\d+)(-L(\d+))?/#), let text = project.text(path) else { return false }
    return [match.1, match.3 ?? match.1].allSatisfy { text.textLines.indices.contains((Int($0) ?? 0) - 1) }
  }

  /// Whether the section with that name in addresses has these words, whatever their case and line ends.
  private func explains(_ words: String, at anchor: String) -> Bool {
    guard let heading = anchors[anchor] else { return false }
    let next = headings.first { $0.line > heading.line && $0.level <= heading.level }
    let section = lines[(heading.line - 1)..<((next?.line ?? lines.count + 1) - 1)]
    func plain(_ text: String) -> String {
      text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    return plain(section.joined(separator: "\n")).contains(plain(words))
  }

  /// The headings by the names that GitHub gives them in addresses.
  private var anchors: [String: Heading] {
    var counts: [String: Int] = [:]
    var result: [String: Heading] = [:]
    for heading in headings {
      let text = heading.text.replacing(#/\[([^\]]*)\]\([^)]*\)/#) { String($0.1) }
      let slug = String(
        text.lowercased().compactMap { character -> Character? in
          if character == " " { return "-" }
          return character.isLetter || character.isNumber || character == "-" || character == "_" ? character : nil
        })
      let count = counts[slug, default: 0]
      result[count == 0 ? slug : "\(slug)-\(count)"] = heading
      counts[slug] = count + 1
    }
    return result
  }
}

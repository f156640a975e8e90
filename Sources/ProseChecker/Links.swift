import Foundation

extension MarkdownPage {
  /// Where a link leads within the project, or nil if it leads elsewhere: to the web, or out of the project.
  func target(of link: Link) -> (path: String, anchor: String)? {
    guard link.destination.firstMatch(of: #/^[A-Za-z][A-Za-z0-9+.-]*:/#) == nil else { return nil }
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

  /// Every link into the project that leads nowhere, and every picture that only some readers can see.
  func linkFindings(in project: Project) -> [Finding] {
    links.flatMap { link -> [Finding] in
      var messages: [String] = []
      if link.isImage, link.text.isBlank { messages.append("this picture has no alternative text") }
      if let (path, anchor) = target(of: link) {
        if path == ".." || !project.exists(path) {
          messages.append("there is no \(link.destination)")
        } else if !anchor.isEmpty, !isAnchor(anchor, in: path, project) {
          messages.append("\(path) has no heading or line #\(anchor)")
        }
      }
      return messages.map { Finding(path: self.path, line: link.line, message: $0) }
    }
  }

  private func isAnchor(_ anchor: String, in path: String, _ project: Project) -> Bool {
    let file = project.isFolder(path) ? path + "/README.md" : path
    guard let text = project.text(file) else { return false }
    guard file.hasSuffix(".md") else {
      guard let match = anchor.wholeMatch(of: #/L(\d+)(-L(\d+))?/#) else { return false }
      return [match.1, match.3 ?? match.1].allSatisfy { (1...text.textLines.count).contains(Int($0) ?? 0) }
    }
    return MarkdownPage(path: file, text: text).anchors.contains(anchor)
  }

  /// The headings as GitHub names them in addresses.
  var anchors: Set<String> {
    var counts: [String: Int] = [:]
    var result: Set<String> = []
    for heading in headings {
      let text = heading.text.replacing(#/\[([^\]]*)\]\([^)]*\)/#) { String($0.1) }
      let slug = String(
        text.lowercased().compactMap { character -> Character? in
          if character == " " { return "-" }
          return character.isLetter || character.isNumber || character == "-" || character == "_" ? character : nil
        })
      let count = counts[slug, default: 0]
      result.insert(count == 0 ? slug : "\(slug)-\(count)")
      counts[slug] = count + 1
    }
    return result
  }
}

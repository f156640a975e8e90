import Foundation
import Workbook

/// What the compiler says of the files that must not type-check.
struct Rejections: Sendable {
  static let folder = "Tests/ChapterTests/Rejected"

  let files: QuotableFiles
  /// What the compiler says of itself.
  private static let version = try? run("/usr/bin/env", ["swiftc", "--version"])
  /// By the file's path.
  private(set) var all: [String: Rejection] = [:]
  /// Why nothing could be type-checked.
  private(set) var problem: String?
  /// Whether the compiler's words are those that the pages quote.
  let isPinned: Bool

  init(_ project: Project) {
    let examples = project.files(below: Self.folder, withExtension: "swift")
    files = QuotableFiles(examples, in: project)
    if examples.isEmpty {
      isPinned = false
      return
    }
    // SwiftPM keeps modules beside the programs, or in a folder there.
    let modules = [project.binaries + "/Modules", project.binaries].first {
      FileManager.default.fileExists(atPath: $0 + "/SoftLabels.swiftmodule")
    }
    let version = Self.version
    isPinned = version.map { ($0.output + $0.errors).contains("Swift version \(Pins.swift)") } ?? false
    guard let modules else {
      problem = "no SoftLabels.swiftmodule at \(project.binaries): run swift build"
      return
    }
    guard version?.status == 0 else {
      problem = "there is no swiftc on the path"
      return
    }
    let options = ["-typecheck", "-swift-version", "6", "-diagnostic-style", "llvm", "-I", modules] + project.target
    let results = concurrently(examples) { Rejection($0, in: project, options) }
    all = Dictionary(uniqueKeysWithValues: zip(examples, results))
  }

  /// What is wrong with the files, whether or not a page shows them.
  var findings: [Finding] {
    all.values.compactMap { rejection in
      rejection.problem.map { Finding(path: rejection.path, line: 1, message: $0) }
    }
  }
}

extension Project {
  /// Where a module knows the system it was built for, the importing file must be compiled for no older one.
  fileprivate var target: [String] {
    #if os(macOS)
      #if arch(arm64)
        let architecture = "arm64"
      #else
        let architecture = "x86_64"
      #endif
      guard let version = (text("Package.swift") ?? "").firstMatch(of: #/\.macOS\(\.v(\d+)/#) else { return [] }
      return ["-target", "\(architecture)-apple-macosx\(version.1).0"]
    #else
      return []
    #endif
  }
}

/// What the compiler says of one of them.
struct Rejection: Sendable {
  let path: String
  /// The compiler's errors and notes, each from its "error:" or "note:" on.
  private(set) var diagnostics: [String] = []
  /// What is wrong with the file as an example of what is refused.
  private(set) var problem: String?

  init(_ path: String, in project: Project, _ options: [String]) {
    self.path = path
    let file = project.root + "/" + path
    let source = project.text(path)?.textLines ?? []
    guard let outcome = try? run("/usr/bin/env", ["swiftc"] + options + [file]) else {
      problem = "swiftc cannot be run"
      return
    }
    for line in outcome.errors.textLines {
      guard let match = line.firstMatch(of: #/^(.*?):(\d+):\d+: ((?:error|note): .*)$/#) else { continue }
      diagnostics.append(String(match.3))
      let number = (Int(match.2) ?? 0) - 1
      if match.1 == file, match.3.hasPrefix("error"), source.indices.contains(number),
        source[number].contains("import ")
      {
        problem = "\(path) fails before it is type-checked: \(match.3)"
      }
    }
    if outcome.status == 0 {
      problem = "\(path) type-checks, so nothing is rejected"
    } else if problem == nil, !diagnostics.contains(where: { $0.hasPrefix("error:") }) {
      problem = "\(path) fails without an error of its own: \(outcome.errors.prefix(200))"
    }
  }
}

extension MarkdownPage {
  /// `swift rejected` fences must stand in a file that does not type-check, and `error` fences be its diagnostic.
  func rejectionFindings(_ rejections: Rejections) -> [Finding] {
    var findings: [Finding] = []
    var refused: Rejection?
    for fence in fences where fence.label == "swift rejected" || fence.label == "error" {
      func report(_ offset: Int, _ message: String) { findings.append(finding(fence.line + offset, message)) }
      if fence.label == "swift rejected" {
        refused = nil
        // A quotation of no file is reported with the others.
        if case .found(let source, _) = rejections.files.quotation(of: fence.lines) { refused = rejections.all[source] }
        if let problem = refused?.problem { report(0, problem) }
        continue
      }
      guard let refused else {
        report(0, "this error follows no `swift rejected` fence that is one of \(Rejections.folder)")
        continue
      }
      guard rejections.isPinned, refused.problem == nil else { continue }
      let lines = fence.lines.filter { !$0.isBlank }
      if position(of: lines, in: refused.diagnostics) == nil {
        let offset = fence.lines.firstIndex { !$0.isBlank && !refused.diagnostics.contains($0) } ?? 0
        report(offset + 1, "for \(refused.path) the compiler says: " + refused.diagnostics.joined(separator: " / "))
      }
    }
    return findings
  }
}

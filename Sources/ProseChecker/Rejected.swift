import Foundation
import Workbook

/// What the compiler says of a file that must not type-check.
struct Rejection: Sendable {
  let path: String
  /// What is wrong with the file as an example of what is refused.
  let problem: String?
  /// The compiler's errors and notes, each from its "error:" or "note:" on.
  let diagnostics: [String]
}

/// The compiler, as far as it is needed to see that it refuses something.
struct TypeChecker: Sendable {
  /// Whether the compiler's words are those that the pages quote.
  let isPinned: Bool
  private let options: [String]
  private let root: String

  /// Throws if there is no compiler, or nothing was built that it could import.
  init(_ project: Project) throws(TypeCheckerError) {
    // SwiftPM keeps modules beside the programs, or in a folder there.
    let folders = [project.binaries + "/Modules", project.binaries]
    let modules = folders.first { FileManager.default.fileExists(atPath: $0 + "/SoftLabels.swiftmodule") }
    guard let modules else {
      throw TypeCheckerError(message: "no SoftLabels.swiftmodule at \(project.binaries): run swift build")
    }
    guard let version = try? run("/usr/bin/env", ["swiftc", "--version"]), version.status == 0 else {
      throw TypeCheckerError(message: "there is no swiftc on the path")
    }
    isPinned = (version.output + version.errors).contains("Swift version \(Pins.swift)")
    options =
      ["swiftc", "-typecheck", "-swift-version", "6", "-diagnostic-style", "llvm", "-I", modules]
      + Self.target(project)
    root = project.root
  }

  /// Where a module knows the system it was built for, the importing file must be compiled for no older one.
  private static func target(_ project: Project) -> [String] {
    #if os(macOS)
      #if arch(arm64)
        let architecture = "arm64"
      #else
        let architecture = "x86_64"
      #endif
      let manifest = project.text("Package.swift") ?? ""
      guard let version = manifest.firstMatch(of: #/\.macOS\(\.v(\d+)/#) else { return [] }
      return ["-target", "\(architecture)-apple-macosx\(version.1).0"]
    #else
      return []
    #endif
  }

  func check(_ path: String) -> Rejection {
    let file = root + "/" + path
    guard let outcome = try? run("/usr/bin/env", options + [file]) else {
      return Rejection(path: path, problem: "swiftc cannot be run", diagnostics: [])
    }
    var diagnostics: [String] = []
    var problem = outcome.status == 0 ? "\(path) type-checks, so nothing is rejected" : nil
    for line in outcome.errors.textLines {
      guard let match = line.firstMatch(of: #/^(.*?):(\d+):\d+: ((error|note|warning): .*)$/#) else { continue }
      if match.4 != "warning" { diagnostics.append(String(match.3)) }
      let source =
        FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self).textLines } ?? []
      let number = (Int(match.2) ?? 0) - 1
      if match.4 == "error", match.1 == file, source.indices.contains(number), source[number].contains("import ") {
        problem = "\(path) fails before it is type-checked: \(match.3)"
      }
    }
    if problem == nil, !diagnostics.contains(where: { $0.hasPrefix("error:") }) {
      problem = "\(path) fails without an error of its own: \(outcome.errors.prefix(200))"
    }
    return Rejection(path: path, problem: problem, diagnostics: diagnostics)
  }
}

/// Why nothing can be type-checked.
struct TypeCheckerError: Error {
  let message: String
}

extension MarkdownPage {
  /// `swift rejected` fences must stand in a file that does not type-check, and `error` fences be its diagnostic.
  func rejectionFindings(
    files: QuotableFiles, rejections: [String: Rejection], isPinned: Bool
  ) -> [Finding] {
    var findings: [Finding] = []
    var refused: Rejection?
    for fence in fences where fence.label == "swift rejected" || fence.label == "error" {
      func report(_ offset: Int, _ message: String) {
        findings.append(Finding(path: path, line: fence.line + offset, message: message))
      }
      if fence.label == "swift rejected" {
        refused = nil
        guard case .found(let source) = files.quotation(of: fence.lines) else {
          continue  // reported with the other quotations
        }
        refused = rejections[source]
        if let problem = refused?.problem { report(0, problem) }
        continue
      }
      guard let refused else {
        report(0, "this error follows no `swift rejected` fence that is one of Tests/ChapterTests/Rejected")
        continue
      }
      guard isPinned, refused.problem == nil else { continue }
      let lines = fence.lines.filter { !$0.isBlank }
      if position(of: lines, in: refused.diagnostics) == nil {
        let offset = fence.lines.firstIndex { !$0.isBlank && !refused.diagnostics.contains($0) } ?? 0
        report(offset + 1, "for \(refused.path) the compiler says: " + refused.diagnostics.joined(separator: " / "))
      }
    }
    return findings
  }
}

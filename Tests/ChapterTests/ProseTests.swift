import Foundation
import ProseChecker
import TestSupport
import Testing

@Test func `the prose of each chapter tells the truth`() throws {
  let project = Project(root: packageRoot.path, binaries: try builtPrograms())
  #expect(!project.chapters.isEmpty)
  for finding in ProseChecker(project).check() {
    let path = packageRoot.path + "/" + finding.path
    Issue.record(
      "\(finding)",
      sourceLocation: SourceLocation(
        fileID: "ChapterTests/\(finding.path)", filePath: path, line: finding.line, column: 1))
  }
}

/// Where the programs were built, beside the tests themselves.
///
/// The programs are run, not imported: what a reader sees is what a process prints, with its own `main.swift`, exit
/// status and files, and a global of an imported `main.swift` is never initialised.
func builtPrograms() throws -> String {
  // On Linux the tests are the main executable; on macOS they are a bundle that a helper of the toolchain has loaded.
  let started = [Bundle.main.executablePath].compactMap { $0 } + Bundle.allBundles.map(\.bundlePath)
  let candidates = started + CommandLine.arguments.filter { $0.contains(".xctest") }
  for candidate in candidates {
    var folder = URL(fileURLWithPath: candidate).resolvingSymlinksInPath()
    while folder.path != "/" {
      folder.deleteLastPathComponent()
      if FileManager.default.isExecutableFile(atPath: folder.path + "/binary-soft-bce") { return folder.path }
    }
  }
  throw ProgramsNotFound(candidates: candidates)
}

struct ProgramsNotFound: Error {
  let candidates: [String]
}

import Foundation
import ProseChecker

let help = """
  Holds the chapters' prose against their programs, sources and figures.

  Usage: prose check [chapter]    report every claim that nothing verifies, as path:line: message
         prose weave [chapter]    rewrite the output fences and the figures from a run
         prose book FOLDER        write the pages as a site (needs pandoc)
         prose --help             show this

  A chapter is its number, its name or its folder; without one, all of them and the pages beside them.
  Run `swift build` first: what is checked is the built programs.

  """

func stop(_ status: Int32, _ message: String) -> Never {
  FileHandle.standardError.write(Data("prose: \(message)\n".utf8))
  exit(status)
}

/// The nearest folder upwards from here that holds a package.
func projectRoot() -> String? {
  var folder = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
  while !FileManager.default.fileExists(atPath: folder.appendingPathComponent("Package.swift").path) {
    if folder.path == "/" { return nil }
    folder.deleteLastPathComponent()
  }
  return folder.path
}

func main(_ arguments: [String]) -> Never {
  let misuse: Int32 = 64
  guard let verb = arguments.first else { stop(misuse, "say check, weave or book; --help says more") }
  if ["--help", "-h"].contains(verb), arguments.count == 1 {
    print(help, terminator: "")
    exit(0)
  }
  guard ["check", "weave", "book"].contains(verb) else {
    stop(misuse, "there is no \(verb); --help says what there is")
  }
  guard arguments.count <= 2 else { stop(misuse, "unexpected argument \(arguments[2])") }
  guard let root = projectRoot() else { stop(misuse, "there is no Package.swift here or above") }
  guard let program = Bundle.main.executableURL?.resolvingSymlinksInPath() else { stop(70, "where am I?") }
  let project = Project(root: root, binaries: program.deletingLastPathComponent().path)
  do {
    if verb == "book" {
      guard arguments.count == 2 else { stop(misuse, "say where the site is to be written") }
      print("\(try Site(project).write(to: arguments[1])) pages")
      exit(0)
    }
    var chapter: Project.Chapter?
    if arguments.count == 2 {
      chapter = project.chapter(named: arguments[1])
      if chapter == nil { stop(misuse, "there is no chapter \(arguments[1])") }
    }
    let checker = ProseChecker(project)
    let (changed, findings) = verb == "weave" ? try checker.weave(chapter) : ([], checker.check(chapter))
    for path in changed { print("wrote \(path)") }
    for finding in findings { print(finding) }
    exit(findings.isEmpty ? 0 : 1)
  } catch {
    stop(73, "\(error.localizedDescription)")
  }
}

main(Array(CommandLine.arguments.dropFirst()))

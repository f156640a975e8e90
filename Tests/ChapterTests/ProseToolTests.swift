import Foundation
import Testing
import Workbook

/// The program `prose`, as `make check` and `make weave` call it.
@Suite struct ProseToolTests {
  private func prose(_ arguments: String..., in folder: String) throws -> ProcessOutcome {
    try run(builtPrograms() + "/prose", arguments, in: folder)
  }

  private static let page = "# A project\n\n```sh\necho one\n```\n\n```output\none\n```\n"

  /// A project without chapters, whose only page runs a command.
  private func withProject(_ page: String = page, _ body: (String) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try Data().write(to: URL(fileURLWithPath: folder + "/Package.swift"))
      try Data(page.utf8).write(to: URL(fileURLWithPath: folder + "/README.md"))
      try FileManager.default.createDirectory(atPath: folder + "/Chapters", withIntermediateDirectories: true)
      try body(folder)
    }
  }

  @Test func `a project whose pages hold is passed in silence, from any folder of it`() throws {
    try withProject { folder in
      for place in [folder, folder + "/Chapters"] {
        for verb in ["check", "weave"] {
          let outcome = try prose(verb, in: place)
          #expect(outcome.status == 0)
          #expect(outcome.output + outcome.errors == "")
        }
      }
    }
  }

  @Test func `a finding is printed as compilers do, and the status is 1`() throws {
    try withProject(Self.page + "\nAbout 1.5 of it, [here](nowhere.md).\n") { folder in
      let outcome = try prose("check", in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.output
          == "README.md:11: 1.5 stands in no fence of this section\nREADME.md:11: there is no nowhere.md\n")
    }
  }

  @Test func `what is woven is named, and what cannot be is found`() throws {
    let page = Self.page.replacingOccurrences(of: "echo one", with: "echo two")
    try withProject(page) { folder in
      let outcome = try prose("weave", in: folder)
      #expect(outcome.status == 1)
      #expect(outcome.output == "README.md:7: nothing that is printed resembles this fence\n")
    }
    try withProject(Self.page.replacingOccurrences(of: "echo one", with: "echo one 1")) { folder in
      try Data(
        Self.page.replacingOccurrences(of: "echo one", with: "echo one 1").replacingOccurrences(
          of: "\none\n", with: "\none 2\n"
        ).utf8
      ).write(to: URL(fileURLWithPath: folder + "/README.md"))
      let outcome = try prose("weave", in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output == "wrote README.md\n")
      #expect(try prose("check", in: folder).status == 0)
    }
  }

  @Test(arguments: [
    ([], "say check, weave or book"), (["dance"], "there is no dance"), (["check", "1", "2"], "unexpected argument 2"),
    (["--help", "check"], "there is no --help"), (["check", "9"], "there is no chapter 9"),
    (["weave", "x"], "there is no chapter x"),
  ])
  func `a command line that makes no sense is refused`(_ arguments: [String], _ says: String) throws {
    try withProject { folder in
      let outcome = try run(builtPrograms() + "/prose", arguments, in: folder)
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasPrefix("prose: \(says)"))
      #expect(outcome.output == "")
    }
  }

  @Test func `where there is no package there is nothing to check`() throws {
    try withTemporaryFolder { folder in
      let outcome = try prose("check", in: folder)
      #expect(outcome.status == 64)
      #expect(outcome.errors.hasPrefix("prose: there is no Package.swift"))
    }
  }

  @Test func `help is printed`() throws {
    for option in ["--help", "-h"] {
      let outcome = try prose(option, in: "/")
      #expect(outcome.status == 0)
      #expect(outcome.output.contains("Usage: prose check [chapter]"))
    }
  }

  @Test func `one chapter is checked by its number, and only that one`() throws {
    let fixture = try Fixture()
    try fixture.replace("2.367675,", with: "2.367677,", in: "README.md")
    for name in ["1", "sample"] {
      let outcome = try prose("check", name, in: fixture.root)
      #expect(outcome.status == 1)
      #expect(outcome.output.hasPrefix("\(Fixture.page):1: there is no program"))
      #expect(!outcome.output.contains("2.367677"))
    }
  }
}

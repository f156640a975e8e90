import Foundation
import Testing

@testable import ProseChecker

/// What becomes of the commands of a page.
@Suite struct ShellCommandTests {
  private func outcome(of lines: String) throws -> (problems: [String], output: String) {
    let fixture = try Fixture()
    let page = MarkdownPage(path: "README.md", text: "```sh\n\(lines)\n```\n")
    let result = Commands(project: fixture.project).check(page)
    let after = try FileManager.default.contentsOfDirectory(atPath: fixture.root).sorted()
    #expect(after == ["Chapters", "Makefile", "Package.swift", "README.md", "Sources", "Tests", "bin"])
    return (result.findings.map(\.message), result.outputs[1] ?? "")
  }

  @Test(arguments: [
    ("swift run sample | head -n 1", "## The number\n"),
    ("swift run -c release -Xcc -march=x86-64-v3 sample | tail -n 1", "floor  1.111267\n"),
    ("echo '{\"a\": 1 | 2}' | cat # a comment | curl", "{\"a\": 1 | 2}\n"),
    ("# a comment", ""),
    ("printf 'b\\na\\n' | \\\nsort", "a\nb\n"),
    ("cat <<END\nmake chess\nEND", "make chess\n"),
    ("cat << 'END'\nmake chess\nEND\necho after", "make chess\nafter\n"),
    ("wc -l < Makefile | grep -c 2", "1\n"),
    ("echo one > one.txt", "one\n"),
    ("swift run sample 2> errors.txt >> all.txt && make check", "## The number"),
    ("cat < nowhere.txt", ""),
    ("swift run sample --input nowhere.csv --help", ""),
    ("swift run sample --figures figures", ""),
    ("X=1 swift build -c release -Xcc -march=x86-64-v3", ""),
    ("swift test --filter A --disable-xctest", ""),
    ("swift package dump-package --whatever", ""),
    ("make check CHAPTER=1", ""),
    ("git clone https://example.org/x\ncd x", ""),
    ("python3 Tests/SoftLabelsTests/Goldens/article.py --seed 7", ""),
  ])
  func `a command that can be checked passes`(_ command: String, _ output: String) throws {
    let outcome = try outcome(of: command)
    #expect(outcome.problems == [])
    #expect(output.isEmpty ? outcome.output.isEmpty : outcome.output.hasPrefix(output))
  }

  @Test(arguments: [
    ("curl x", "nothing checks the command curl"),
    ("curl x | cat", "nothing checks the command curl"),
    ("swift run sample | tee y", "nothing checks the command tee"),
    ("swift run simple", "there is no program simple"),
    ("swift run sample && swift run simple | cat", "there is no program simple"),
    ("swift run -c release", "swift run needs the name of a program here"),
    ("swift run --fast sample", "swift run has no option --fast"),
    ("swift build --conf release", "swift build has no option --conf"),
    ("swift test --filter A --xctest", "swift test has no option --xctest"),
    ("swift dance", "nothing checks swift dance"),
    ("swift run sample --figures figures --fig", "sample has no option --fig"),
    ("swift run sample --exercises --hel", "sample has no option --exercises"),
    ("swift run sample --input nowhere.csv --fig", "sample has no option --fig"),
    ("swift run sample check --input nowhere.csv", "sample check has no option --input"),
    ("make chess", "the Makefile has no chess"),
    ("make check chess", "the Makefile has no chess"),
    ("make -n", "nothing checks make -n"),
    ("python3 x.py", "there is no x.py"),
    ("python3 -m venv x", "nothing checks python3 -m"),
    ("git push", "nothing checks git push"),
    ("swift run sample again", "this ends with status 64: "),
  ])
  func `a command that cannot be checked is found`(_ command: String, _ problem: String) throws {
    let outcome = try outcome(of: command)
    #expect(outcome.problems == [problem])
    #expect(outcome.output == "")
  }

  @Test func `each command is reported at its first line`() {
    let lines = ["# why", "a \\", "b", "", "cat <<END", "c", "END", "d"]
    let commands = Commands.commands(in: lines)
    #expect(commands.map(\.offset) == [0, 1, 3, 4, 7])
    #expect(commands.map(\.command) == ["# why", "a \\\nb", "", "cat <<END\nc\nEND", "d"])
  }
}

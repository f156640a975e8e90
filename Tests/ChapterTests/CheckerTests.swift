import Foundation
import Testing

@testable import ProseChecker

/// A mistake planted in a page of the fixture, the line that must be named, and what must be said of it.
struct Plant: CustomTestStringConvertible, Sendable {
  let name: String
  let old: String
  let new: String
  /// Words of the line at which the mistake must be found; by default the new ones themselves.
  let at: String
  /// How many lines above those words.
  let above: Int
  let says: String
  let page: String

  init(
    _ name: String, _ old: String, _ new: String, at: String? = nil, above: Int = 0, says: String,
    in page: String = Fixture.page
  ) {
    (self.name, self.old, self.new, self.at, self.above) = (name, old, new, at ?? new, above)
    (self.says, self.page) = (says, page)
  }

  var testDescription: String { name }
}

@Suite struct CheckerTests {
  @Test func `prose that keeps every rule has no findings`() throws {
    #expect(try Fixture().findings() == [])
  }

  @Test(arguments: [
    Plant(
      "a changed source line", "let p = 0.8\n```", "let p = 0.8 // changed\n```", at: "// changed",
      says: "main.swift:3 reads"),
    Plant(
      "lines that are not consecutive", "let p = 0.8\n```", "let p = 0.8\nprint(y, p)\n```", at: "print(y, p)",
      says: "main.swift:4"),
    Plant("part of a line", "let y = 0.7\nlet p", "y = 0.7\nlet p", at: "y = 0.7", says: "no file"),
    Plant(
      "source of two files", "func loss(_ y: Double) -> Double {\n  y",
      "func loss(_ y: Double) -> Double {\n  let y = 0.7", at: "  let y = 0.7", says: "Loss.swift:3"),
    Plant(
      "lines that are indented otherwise", "-> Double {\n  y\n}", "-> Double {\ny\n}", at: "y",
      says: "Loss.swift:3 reads `  y`"),
    Plant("an unknown label", "```python", "```ruby", says: "labelled ruby"),
    Plant("no label", "```python", "```", at: "loss = criterion", above: 1, says: "needs a label"),
    Plant(
      "Python that no generator runs", "loss = criterion(p, y)", "loss = criterion(y, p)", says: "no file of Tests"),
    Plant(
      "output that differs", "loss       2.367674582", "loss       2.367674583",
      says: "does not print this; it prints `loss       2.367674582`"),
    Plant("output with a line left out", "loss       2.367674582\n", "", at: "tiny     ", says: "it prints `loss"),
    Plant("an empty fence", "```python\nloss = criterion(p, y)\n", "```python\n", at: "```python", says: "empty"),
    Plant("a number that nothing printed", "2.3677 nats", "2.3678 nats", says: "nearest is 2.36767"),
    Plant("a number cut instead of rounded", "2.3677 nats", "2.3676 nats", says: "2.3676 is the rounding of nothing"),
    Plant("more digits than were printed", "2.3677 nats", "2.3676745820 nats", says: "2.3676745820"),
    Plant("a number of another chapter's golden row", "2.3677 nats", "5.4321 nats", says: "5.4321"),
    Plant("a number that is only a request's input", "2.3677 nats", "7.6543 nats", says: "7.6543"),
    Plant("a wrong power of ten", "10^{-10}", "10^{-11}", says: "1.2346 \\times 10^{-11}"),
    Plant("a number in a table", "| 2.367675 |", "| 2.367676 |", says: "2.367676"),
    Plant(
      "a number in an alternative text", "1.1113 at the label.](figures/loss", "1.1114 at the label.](figures/loss",
      says: "1.1114"),
    Plant(
      "a number in a heading", "## The floor\n\n```", "## The floor 1.5\n\n```", at: "1.5",
      says: "1.5 stands in no fence"),
    Plant("a number in inline code", "Exercise 1.1 asks", "`[0.25]` asks", at: "0.25", says: "0.25 stands in no fence"),
    Plant(
      "a short number of another section", "The kernel, the call", "At 0.7 the kernel",
      says: "0.7 stands in no fence of this section"),
    Plant("a short number written longer", "$p = 0.8$", "$p = 0.80$", says: "0.80 stands in no fence"),
    Plant("another PyTorch", "PyTorch 2.13", "PyTorch 2.12", says: "PyTorch is pinned to 2.13.0"),
    Plant("another Swift", "Swift 6.3", "Swift\n6.2", at: "6.2 it is", says: "Swift is pinned to 6.3"),
    Plant("an exercise that is not there", "Exercise 1.1", "Exercise 1.7", says: "no Exercise 1.7"),
    Plant(
      "a link to nothing", "Loss.swift#L2", "Gain.swift#L2", says: "there is no ../../Sources/SoftLabels/Gain.swift"),
    Plant("a link that differs by case", "Loss.swift#L2", "loss.swift#L2", says: "there is no"),
    Plant(
      "a link to nothing that goes on over two lines", "[the next section](#the-floor)", "[the next\nsection](#the-fl)",
      at: "#the-fl)", says: "#the-fl"),
    Plant("a link beyond a file's end", "Loss.swift#L2", "Loss.swift#L20", says: "#L20"),
    Plant("a link to no heading", "(#the-floor)", "(#the-ceiling)", says: "#the-ceiling"),
    Plant("a link out of the project", "Sources/SoftLabels/Loss.swift#L2", "../x.swift", says: "there is no"),
    Plant(
      "a picture that is not there", "label.](figures/loss.svg)", "label.](figures/gain.svg)", at: "figures/gain.svg",
      says: "there is no figures/gain.svg"),
    Plant(
      "a picture without words", "![The loss falls to 1.1113 at the label.](figures/loss", "![](figures/loss",
      says: "no alternative text"),
    Plant(
      "an HTML comment", "Exercise 1.1 asks for it.", "\n<!-- so --> Exercise 1.1 asks for it.", at: "<!--",
      says: "HTML comment"),
    Plant("what GitHub refuses", "$p = 0.8$", "$\\operatorname{p} = 0.8$", says: "\\mathrm"),
    Plant("a fence that never ends", "make check\n```", "make check", at: "```sh", says: "never closed"),
    Plant(
      "code that is only indented", "The kernel, the call, and", "    let z = 3\n\nThe kernel and", at: "let z",
      says: "indented code"),
    Plant(
      "a fence in a quotation", "The kernel, the call, and", "> ```swift\n\nThe kernel and", at: "> ```",
      says: "begins its line"),
    Plant(
      "a program that is not there", "swift run sample\n", "swift run simple\n", at: "swift run simple",
      says: "no program simple"),
    Plant("a command that fails", "swift run sample\n", "swift run sample again\n", at: "again", says: "status 64"),
    Plant("a verb that is not there", "make check", "make chess", says: "no chess"),
    Plant(
      "a word that its section does not explain", "[loss](01-sample/README.md#the-number)",
      "[tiny](01-sample/README.md#the-floor)", says: "no section at 01-sample/README.md#the-floor contains tiny",
      in: Fixture.contents),
    Plant(
      "a word that only a later section explains", "[Batch\n",
      "[kernel, the call, and two commands](01-sample/README.md#the-number) [Batch\n", at: "kernel, the",
      says: "contains kernel, the call", in: Fixture.contents),
    Plant(
      "a word of the glossary without a section", "[loss](01-sample/README.md#the-number)",
      "[loss](01-sample/README.md)", says: "no section at 01-sample/README.md contains loss", in: Fixture.contents),
    Plant(
      "a picture that no chapter draws", "](Chapters/01-sample/figures/loss.svg)", "](Sources/Bench/measured.json)",
      says: "no chapter's program draws Sources/Bench/measured.json", in: "README.md"),
    Plant(
      "a number near a known one", "2.3677 nats", "2.3900 nats",
      says: "golden row of this chapter; the nearest is 2.3676745891571045"),
    Plant(
      "output that nothing prints", "```output\n## The number", "```output\nlots    2.367674582", at: "lots",
      says: "neither a command of this page nor a chapter prints this", in: "README.md"),
    Plant(
      "output that a command prints otherwise", " | head -n 1\n```\n\n```output\n## The number",
      "\n```\n\n```output\n## The number\n\nloss  2.4", at: "loss  2.4",
      says: "prints this; the command above prints `loss       2.367674582`", in: "README.md"),
    Plant("a recorded number's next", "| 2.40 |", "| 2.41 |", says: "2.41 stands in no fence", in: Fixture.speed),
    Plant("another line's recorded number", "| 2.40 |", "| 6.12 |", says: "6.12 stands", in: Fixture.speed),
    Plant(
      "a recorded number without its words", "`kl_div` | 2.40", "KL | 2.40", says: "2.40 stands", in: Fixture.speed),
    Plant(
      "a recorded number in a section that does not link", "\n| `kl_div`", "\n## Again\n\n| `kl_div`", at: "2.40",
      says: "2.40 stands in no fence of this section", in: Fixture.speed),
    Plant(
      "an error that follows nothing", "```python\nloss = criterion(p, y)", "```error\nerror: no", at: "```error",
      says: "follows no"),
  ])
  func `a planted mistake is found at its line`(_ plant: Plant) throws {
    let fixture = try Fixture()
    try fixture.replace(plant.old, with: plant.new, in: plant.page)
    let line = try fixture.line(of: plant.at, in: plant.page) - plant.above
    let findings = fixture.findings()
    let expected = findings.filter { $0.path == plant.page && $0.line == line && $0.message.contains(plant.says) }
    #expect(!expected.isEmpty, "line \(line) was expected among \(findings)")
  }

  @Test func `a short number in the words of a fence's section passes, its sign aside`() throws {
    let fixture = try Fixture()
    try fixture.replace("Exercise 1.1 asks", with: "At -0.7 and 0.8 Exercise 1.1 asks", in: Fixture.page)
    #expect(fixture.findings() == [])
  }

  @Test func `an equation is cited by the number at the end of its formula, and by no other`() throws {
    let fixture = try Fixture()
    let formula = "$$\ny = p \\qquad (1.2)\n$$\n\nBy equations (1.2) and (1.2) Exercise 1.1 asks"
    try fixture.replace("Exercise 1.1 asks", with: formula, in: Fixture.page)
    #expect(fixture.findings() == [])
    try fixture.replace("and (1.2)", with: "and (1.3)", in: Fixture.page)
    #expect(fixture.findings().map(\.message) == ["there is no equation (1.3)"])
  }

  @Test func `numbers in link destinations are not claims`() throws {
    let fixture = try Fixture()
    try fixture.replace(
      "Exercise 1.1 asks",
      with: "[A thread](https://example.org/v1.234) and <https://example.org/9.876> and https://example.org/5.5, asks",
      in: Fixture.page)
    #expect(fixture.findings() == [])
  }

  @Test func `a number far from any known one has no neighbour`() throws {
    let fixture = try Fixture()
    try fixture.replace("2.3677 nats", with: "2.4000 nats", in: Fixture.page)
    let message = try #require(fixture.findings().first).message
    #expect(message.hasSuffix("nor of a golden row of this chapter"))
  }

  @Test func `output in another order than the program's is found`() throws {
    let fixture = try Fixture()
    let page = try fixture.text(Fixture.page)
    let floor = "```output\n## The floor\n\nfloor  1.111267\n```\n"
    try fixture.write(
      page.replacingOccurrences(of: floor, with: "").replacingOccurrences(
        of: "## The number\n\nWe", with: floor + "\n## The number\n\nWe"),
      to: Fixture.page)
    let line = try fixture.line(of: "loss       2.3", in: Fixture.page) - 3
    #expect(fixture.findings().contains { $0.line == line && $0.message.contains("before what stands above") })
  }

  @Test func `a section that no page shows is found`() throws {
    let fixture = try Fixture()
    try fixture.replace("```output\n## The floor\n\nfloor  1.111267\n```\n", with: "", in: Fixture.page)
    #expect(fixture.findings().map(\.message) == ["no output fence shows the section `## The floor`"])
    #expect(fixture.findings().map(\.line) == [1])
  }

  @Test func `figures are exactly what the program draws`() throws {
    let changed = try Fixture()
    try changed.write("<svg> </svg>\n", to: "Chapters/01-sample/figures/loss.svg")
    #expect(changed.findings().map(\.path) == [Fixture.page, "README.md"])
    #expect(changed.findings().allSatisfy { $0.message.contains("make weave") })

    let orphan = try Fixture()
    try orphan.write("<svg/>\n", to: "Chapters/01-sample/figures/orphan.svg")
    #expect(
      Set(orphan.findings().map(\.message)) == ["no page shows orphan.svg", "the program does not draw orphan.svg"])

    let foreign = try Fixture()
    try foreign.write("<svg/>\n", to: "Chapters/01-sample/figures/foreign.svg")
    try foreign.replace("asks for it.", with: "![A picture](figures/foreign.svg)", in: Fixture.page)
    let line = try foreign.line(of: "foreign.svg", in: Fixture.page)
    #expect(foreign.findings().map(\.line) == [line])
    #expect(foreign.findings().map(\.message) == ["sample does not draw foreign.svg"])

    let missing = try Fixture()
    try missing.replace("loss.svg\" ;;", with: "loss.svg\"; echo > \"$2/more.svg\" ;;", in: "bin/sample")
    #expect(missing.findings().map(\.message) == ["the program draws more.svg, which is not here: make weave"])
  }

  @Test func `a program that fails, is missing or leaves files behind is found`() throws {
    let failing = try Fixture()
    try failing.replace("  \"\") cat", with: "  \"\") false; exit 3; cat", in: "bin/sample")
    #expect(failing.findings().contains { $0.message.hasPrefix("sample ends with status 3") })

    let missing = try Fixture()
    try FileManager.default.removeItem(atPath: missing.root + "/bin/sample")
    #expect(missing.findings().contains { $0.path == Fixture.page && $0.message.contains("run swift build") })
    try missing.write("<svg/>\n", to: "Chapters/01-sample/figures/orphan.svg")
    #expect(!missing.findings().contains { $0.message.contains("does not draw") })

    let littering = try Fixture()
    try littering.replace("  \"\") cat", with: "  \"\") touch litter; cat", in: "bin/sample")
    #expect(littering.findings().map(\.message) == ["a plain run of sample writes litter"])
  }

  @Test func `the page beside the chapters is held to the same rules`() throws {
    let fixture = try Fixture()
    try fixture.replace("2.367675,", with: "2.367677,", in: "README.md")
    try fixture.replace("```output\n## The number", with: "```output\n## The word", in: "README.md")
    let number = try fixture.line(of: "2.367677", in: "README.md")
    let output = try fixture.line(of: "## The word", in: "README.md")
    #expect(fixture.findings().map(\.path) == ["README.md", "README.md"])
    #expect(fixture.findings().map(\.line) == [number, output])
  }

  @Test func `a page beside the chapters may show what a test wants to be printed`() throws {
    let fixture = try Fixture()
    try fixture.replace("```output\n## The number", with: "```output\n## The word\nis so", in: "README.md")
    #expect(fixture.findings().map(\.path) == ["README.md"])
    let test = "let words = \"\"\"\n  ## The word\n  is so\n  \"\"\"\n"
    try fixture.write(test, to: "Tests/ChapterTests/SomeTests.swift")
    #expect(fixture.findings() == [])
    #expect(try ProseChecker(fixture.project).weave().changed == [])
  }

  @Test func `the prose of one chapter can be checked alone`() throws {
    let fixture = try Fixture()
    try fixture.replace("2.367675,", with: "2.367677,", in: "README.md")
    let chapter = try #require(fixture.project.chapter(named: "1"))
    #expect(ProseChecker(fixture.project).check(chapter) == [])
    #expect(fixture.project.chapter(named: "01-sample")?.folder == "01-sample")
    #expect(fixture.project.chapter(named: "sample")?.folder == "01-sample")
    #expect(fixture.project.chapter(named: "2") == nil)
  }

  @Test func `links named previous and next lead to the neighbours`() throws {
    let fixture = try Fixture()
    try fixture.write("print()\n", to: "Chapters/02-other/main.swift")
    try fixture.write("#!/bin/sh\n", to: "bin/other")
    try fixture.write(
      "# Other\n\n[Previous: a sample](../01-sample/README.md) [Next](../README.md)\n",
      to: "Chapters/02-other/README.md")
    try fixture.replace(
      "asks for it.", with: "asks for it. [Previous](../README.md), [Next](../02-other)", in: Fixture.page)
    #expect(fixture.findings() == [])
    try fixture.replace("[Next](../02-other)", with: "[Next](../README.md)", in: Fixture.page)
    try fixture.replace("(../01-sample/README.md)", with: "(../README.md)", in: "Chapters/02-other/README.md")
    #expect(
      fixture.findings().map(\.message) == [
        "this leads to Chapters/README.md, not to Chapters/02-other",
        "this leads to Chapters/README.md, not to Chapters/01-sample",
      ])
  }

  @Test func `a folder without a program is no chapter`() throws {
    let fixture = try Fixture()
    try fixture.write(
      "# Speed\n\nHere, too, 2.367675 is printed, and 9.876543 is not.\n", to: "Chapters/speed/README.md")
    #expect(fixture.project.chapters.map(\.folder) == ["01-sample"])
    #expect(fixture.findings().map(\.path) == ["Chapters/speed/README.md"])
  }
}

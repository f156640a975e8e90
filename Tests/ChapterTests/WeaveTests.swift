import Foundation
import Testing

@testable import ProseChecker

@Suite struct WeaveTests {
  @Test func `weaving what is right changes nothing`() throws {
    let fixture = try Fixture()
    let woven = try ProseChecker(fixture.project).weave()
    #expect(woven.changed == [])
    #expect(woven.findings == [])
  }

  @Test func `weaving brings outputs and figures up to date`() throws {
    let fixture = try Fixture()
    let page = try fixture.text(Fixture.page)
    try fixture.replace("loss       2.367674582", with: "loss       9.9", in: Fixture.page)
    try fixture.replace("## The floor\n\nfloor  1.111267\n```", with: "```", in: Fixture.page)
    try fixture.write("old\n", to: "Chapters/01-sample/figures/loss.svg")
    let woven = try ProseChecker(fixture.project).weave()
    #expect(woven.changed == ["Chapters/01-sample/figures/loss.svg", Fixture.page])
    #expect(try fixture.text(Fixture.page) == page)
    #expect(fixture.findings() == [])
  }

  @Test func `a fence follows its section when lines are added to it`() throws {
    let fixture = try Fixture()
    try fixture.replace("\ntiny     1.2", with: "\nmore     3.0\ntiny     1.2", in: "bin/sample")
    _ = try ProseChecker(fixture.project).weave()
    #expect(
      try fixture.text(Fixture.page).contains("loss       2.367674582\nmore     3.0\ntiny     1.2345678e-10\n```"))
    #expect(fixture.findings() == [])
  }

  @Test func `a part of a section stays a part`() {
    let lines = ["## A", "", "a 1.0", "b 2.0", "c 3.0", "", "## B", "d 4.0"]
    #expect(weavingPlace(of: ["b 2.5"], in: lines, from: 0) == 3..<4)
    #expect(weavingPlace(of: ["a 1.5", "b 2.0"], in: lines, from: 0) == 2..<4)
    #expect(weavingPlace(of: ["## A", "", "a 1.5", "b 2.0", "c 3.0"], in: lines, from: 0) == 0..<5)
    #expect(weavingPlace(of: [], in: lines, from: 3) == 6..<8)
    #expect(weavingPlace(of: ["## A", "", "a 1", "b 2.0", "c 3.0", "", "## B", "d 5.0"], in: lines, from: 0) == 0..<8)
    #expect(weavingPlace(of: ["nothing like it"], in: lines, from: 7) == nil)
  }

  @Test func `the page beside the chapters is woven from its own commands`() throws {
    let fixture = try Fixture()
    let page = try fixture.text("README.md")
    try fixture.replace("```output\n## The number", with: "```output\n## The word", in: "README.md")
    #expect(try ProseChecker(fixture.project).weave().changed == ["README.md"])
    #expect(try fixture.text("README.md") == page)
  }
}

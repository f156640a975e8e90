import Foundation
import Testing

@testable import ProseChecker

@Suite struct RejectionTests {
  @Test func `what the compiler refuses, in its own words, passes`() throws {
    let fixture = try Fixture()
    try fixture.addRejection()
    #expect(fixture.findings() == [])
  }

  @Test func `code that compiles is not rejected`() throws {
    let fixture = try Fixture()
    try fixture.addRejection()
    for path in [Fixture.page, "Tests/ChapterTests/Rejected/Word.swift"] {
      try fixture.replace("Int = \"a word\"", with: "Int = 3", in: path)
    }
    let line = try fixture.line(of: "```swift rejected", in: Fixture.page)
    #expect(fixture.findings().contains { $0.line == line && $0.message.contains("type-checks") })
  }

  @Test func `a refusal for want of a module is no refusal`() throws {
    let fixture = try Fixture()
    try fixture.addRejection()
    let word = "Tests/ChapterTests/Rejected/Word.swift"
    try fixture.write("import Nowhere\n" + fixture.text(word), to: word)
    #expect(fixture.findings().contains { $0.message.contains("fails before it is type-checked") })
  }

  @Test func `a rejected fence that is no file's is found`() throws {
    let fixture = try Fixture()
    try fixture.addRejection()
    try fixture.replace("let number: Int", with: "let count: Int", in: Fixture.page)
    let line = try fixture.line(of: "let count: Int", in: Fixture.page)
    #expect(
      fixture.findings().contains { $0.line == line && $0.message.contains("no file of Tests/ChapterTests/Rejected") })
  }

  @Test func `other words than the compiler's are found on the pinned toolchain`() throws {
    let fixture = try Fixture()
    try fixture.addRejection()
    try fixture.replace("cannot convert value", with: "will not convert value", in: Fixture.page)
    let line = try fixture.line(of: "will not convert", in: Fixture.page)
    let isPinned = Rejections(fixture.project).isPinned
    #expect(fixture.findings().map(\.line) == (isPinned ? [line] : []))
  }

  @Test func `a page beside the chapters may show what is refused`() throws {
    let fixture = try Fixture()
    try fixture.addRejection(to: "README.md")
    #expect(fixture.findings() == [])
    try fixture.replace("to specified type", with: "to a specified type", in: "README.md")
    let line = try fixture.line(of: "to a specified", in: "README.md")
    let isPinned = Rejections(fixture.project).isPinned
    #expect(fixture.findings().map(\.line) == (isPinned ? [line] : []))
  }

  @Test func `nothing is refused where nothing was built`() throws {
    let fixture = try Fixture()
    try fixture.addRejection()
    try FileManager.default.removeItem(atPath: fixture.root + "/bin/SoftLabels.swiftmodule")
    let line = try fixture.line(of: "```swift rejected", in: Fixture.page)
    #expect(fixture.findings().contains { $0.line == line && $0.message.hasSuffix("run swift build") })
  }

  @Test func `a file that is refused nowhere on a page must be refused all the same`() throws {
    let fixture = try Fixture()
    try fixture.addRejection()
    try fixture.write("let number = 3\n", to: "Tests/ChapterTests/Rejected/Three.swift")
    #expect(fixture.findings().map(\.path) == ["Tests/ChapterTests/Rejected/Three.swift"])
  }

  @Test func `after a fence that is no file's the next is judged`() throws {
    let fixture = try Fixture()
    try fixture.addRejection()
    let page = try fixture.text(Fixture.page)
    let start = try #require(page.range(of: "```swift rejected")).lowerBound
    try fixture.write(page + page[start...], to: Fixture.page)
    #expect(fixture.findings() == [])
    let spoilt = page.replacingOccurrences(of: "let number: Int", with: "let count: Int")
    try fixture.write(
      spoilt + page[start...].replacingOccurrences(of: "error: cannot", with: "error: can"), to: Fixture.page)
    let line = try fixture.line(of: "error: can convert", in: Fixture.page)
    let isPinned = Rejections(fixture.project).isPinned
    #expect(fixture.findings().contains { $0.line == line } == isPinned)
  }
}

import Testing

@testable import ProseChecker

/// What a number is where a name stands before it.
@Suite struct PinsTests {
  private func judge(_ text: String, _ requirements: String = "torch==2.13.0\nnumpy==2.4.6\n") throws -> Pins.Verdict {
    let fixture = try Fixture()
    try fixture.write(requirements, to: "Tests/SoftLabelsTests/Goldens/requirements.txt")
    let (place, number) = try #require(decimals(in: text).last)
    return Pins(fixture.project).judge(number, before: String(text[..<place]))
  }

  @Test(arguments: [
    "PyTorch 2.13", "PyTorch 2.13.0", "**PyTorch** 2.13", "NumPy 2.4", "Swift 6.3", "Swift 6.3.1", "Swift, 6.3",
    "Apache License, Version 2.0", "Exercise 1.1", "exercises 1.7 and 1.1", "Exercises 1.2, 1.3 to 1.1",
  ])
  func `a name's own version, and an exercise that is there, pass`(_ text: String) throws {
    #expect(try judge(text) == .right)
  }

  @Test(arguments: [
    ("PyTorch 2.1", "PyTorch is pinned to 2.13.0, not 2.1"), ("Swift 6.30", "Swift is pinned to 6.3, not 6.30"),
    ("Swift 6.4.1", "Swift is pinned to 6.3, not 6.4.1"), ("Exercise 1.2", "there is no Exercise 1.2"),
    ("exercises 1.1 and 1.10", "there is no Exercise 1.10"),
  ])
  func `another version, and an exercise that is not there, are wrong`(_ text: String, _ says: String) throws {
    #expect(try judge(text) == .wrong(says))
  }

  @Test(arguments: ["2.13", "Lisp 2.13", "Swift 6.333", "SwiftUI is 6.3", "Exercise: 1.1", "optax 0.2"])
  func `other numbers are judged as numbers`(_ text: String) throws {
    #expect(try judge(text) == .unnamed)
  }

  @Test func `PyTorch without a pin is wrong`() throws {
    #expect(try judge("PyTorch 2.13", "") == .wrong("nothing pins the version of PyTorch"))
  }
}

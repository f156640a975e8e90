import Foundation
import Testing

@testable import Workbook

@Suite struct ExerciseRunnerTests {
  /// A program that does what `script` says in place of checking an exercise; $3 is the file for the verdict.
  private func check(_ script: String, seconds: Double = 20) throws -> ExerciseRunner.Result {
    try withTemporaryFolder { folder in
      let program = folder + "/program"
      try writeProgram("#!/bin/sh\n" + script + "\n", to: program)
      return ExerciseRunner(program: program, seconds: seconds).check("1.1")
    }
  }

  private func verdict(_ verdict: Verdict) throws -> String {
    "printf '%s' '\(String(decoding: try JSONEncoder().encode(verdict), as: UTF8.self))' > \"$3\""
  }

  @Test func `the verdict is what the process leaves behind, whatever it prints`() throws {
    let result = try check("echo wrong; " + verdict(.solved))
    #expect(result.verdict == .solved)
    #expect(result.printed == "wrong\n")
  }

  @Test func `an endless loop is stopped, and its input is told`() throws {
    let result = try check(verdict(.trying(input: "x = 1.0")) + "; while :; do :; done", seconds: 1)
    #expect(result.verdict == .interrupted(how: "stopped after 1 s", input: "x = 1.0"))
  }

  @Test func `a trap is told in its own words`() throws {
    let result = try check("echo 'A/Exercises.swift:7: Fatal error: Index out of range' >&2; kill -ILL $$")
    #expect(
      result.verdict == .interrupted(how: "the program trapped: Index out of range (Exercises.swift:7)", input: nil))
  }

  @Test func `a trap without words is told by its signal`() throws {
    #expect(try check("kill -ILL $$").verdict == .interrupted(how: "the program trapped (signal 4)", input: nil))
  }

  @Test func `endless printing is stopped`() throws {
    let result = try check("while :; do echo endless endless endless endless; done")
    #expect(result.verdict == .interrupted(how: "stopped after printing 1 MB", input: nil))
  }

  @Test func `an answer that ends the program is not a right one`() throws {
    let result = try check("exit 0")
    #expect(result.verdict == .interrupted(how: "the program ended with exit status 0", input: nil))
  }

  @Test func `a program that is not there is told`() {
    let result = ExerciseRunner(program: "/nowhere").check("1.1")
    #expect(result.verdict.isWrong)
  }
}

@Suite struct ExerciseCheckTests {
  private struct Broken: Error {}

  /// Halve a number, once it is known to be 8.
  private func halving(_ answer: @escaping (Double) throws -> Double) -> Exercise {
    Exercise(
      "Half", hint: "Divide by 2.", within: 0, ordinary: [100.5, 8], extreme: [0, .infinity],
      wrongAnswers: [WrongAnswer("double", "twice, where half is wanted") { [2 * $0] }], truth: { $0 / 2 },
      answer: answer, solution: { $0 / 2 }
    ) { $0 }
  }

  private func summary(_ answer: @escaping (Double) throws -> Double) throws -> String {
    guard case .wrong(let finding) = try halving(answer).check() else { return "not wrong" }
    return finding.input + ": " + finding.summary
  }

  @Test func `the right answer passes, and one ULP beside it does not`() throws {
    #expect(try halving { $0 / 2 }.check() == .solved)
    #expect(try summary { ($0 / 2).nextUp } == "8.0: close, but the last digits are lost")
  }

  @Test func `an answer that is unsolved anywhere is unsolved`() throws {
    #expect(try halving { if $0 == 0 { throw Unsolved() } else { $0 / 2 } }.check() == .unsolved)
  }

  @Test func `what is seen from outside is told`() throws {
    #expect(try summary { -$0 / 2 } == "8.0: the answer with its sign turned")
    #expect(try summary { $0 / 8 } == "8.0: always 0.2500 times the answer")
    #expect(try summary { _ in 4 } == "100.5: the same answer whatever the input")
    #expect(try summary { $0 / 2 + 1 } == "8.0: not the answer, and none of the famous mistakes")
    #expect(try summary { _ in throw Broken() } == "8.0: it throws Broken()")
    #expect(try summary { 2 * $0 } == "8.0: always 4.0000 times the answer: twice, where half is wanted")
    #expect(
      try summary { $0 * $0 / (2 * $0) }
        == "0.0: at 0.0 yours is nan, though ordinary inputs come out right")
  }

  @Test(arguments: [
    (1.0, 1.0, UInt64(0)), (1, 1.0.nextUp, 1), (0.0, -0.0, 0), (0x1p-1074, -0x1p-1074, 2),
    (1, -1, 0x7fe0_0000_0000_0000),
  ])
  func `a distance counts the doubles between`(_ a: Double, _ b: Double, _ ulps: UInt64) {
    #expect(distanceInULPs(a, b) == ulps)
    #expect(distanceInULPs(b, a) == ulps)
  }

  @Test func `nothing is any distance from NaN, nor a number from infinity`() {
    #expect(distanceInULPs(.nan, .nan) == nil)
    #expect(distanceInULPs(.infinity, 1) == nil)
    #expect(distanceInULPs(.infinity, .infinity) == 0)
  }

  @Test func `lists of another shape are not an answer`() throws {
    let exercise = Exercise(
      "Rows", hint: "Two rows.", within: 0, ordinary: [1.0], extreme: [],
      wrongAnswers: [], truth: { [[$0], [$0]] }, answer: { [[$0, $0]] },
      solution: { [[$0], [$0]] }
    ) { $0 }
    guard case .wrong(let finding) = try exercise.check() else {
      Issue.record("it passes")
      return
    }
    #expect(finding.summary == "1 × a list of 2, where 2 × a list of 1 is wanted")
  }
}

import Foundation
import Testing

@testable import Workbook

@Suite struct ExerciseTests {
  static let numbers = Rehearsals.numbers

  private func exercise(_ number: String) throws -> Rehearsal {
    try #require(try Rehearsals.all.get().first { $0.number == number })
  }

  @Test(arguments: Stubs.chapters) func `a chapter's stubs have the numbers and names of its exercises`(
    _ chapter: ChapterFolder
  ) throws {
    let stubs = Stubs.text(chapter, pristine: true)
    let asked = stubs.matches(of: #/(?m)^  /// Exercise (\d+\.\d+)[^}]*?^  static func (\w+)/#).map {
      "\($0.1) \($0.2)"
    }
    let rehearsed = try Rehearsals.all.get().filter { $0.number.hasPrefix(chapter.number + ".") }
    #expect(!asked.isEmpty)
    #expect(rehearsed.map { "\($0.number) \($0.function)" } == asked)
  }

  @Test(arguments: numbers) func `every solution passes`(_ number: String) throws {
    #expect(try exercise(number).solution == .solved)
  }

  @Test(arguments: numbers) func `every famous wrong answer is rejected with its own sentence and no other`(
    _ number: String
  ) throws {
    for wrong in try exercise(number).wrongAnswers {
      let (code, verdict) = (wrong.code, wrong.verdict)
      guard case .wrong(let finding) = verdict else {
        // A form that is right on all inputs of this exercise is not wrong here.
        Issue.record("\(number): \(code) is \(verdict)")
        continue
      }
      #expect(finding.mistakes == [code], "\(number): \(finding)")
    }
  }

  @Test(arguments: numbers) func `no exercise is passed by a constant`(_ number: String) throws {
    for verdict in try exercise(number).constants { #expect(verdict.isWrong, "\(number)") }
  }

  @Test func `every exercise has a hint, and its number once`() throws {
    #expect(Set(Self.numbers).count == Self.numbers.count)
    for exercise in try Rehearsals.all.get() { #expect(exercise.hint.count > 20, "\(exercise.number)") }
  }

  @Test(arguments: numbers) func `every exercise knows several famous mistakes`(_ number: String) throws {
    #expect(Set(try exercise(number).wrongAnswers.map(\.code)).count >= 4)
  }

  @Test(arguments: Stubs.chapters) func `the stubs to go back to ask for the same`(_ chapter: ChapterFolder) {
    func questions(_ pristine: Bool) -> [Substring] {
      Stubs.text(chapter, pristine: pristine).split(separator: "\n").filter {
        $0.hasPrefix("  /// ") || $0.hasPrefix("  static func ")
      }
    }
    #expect(!questions(true).isEmpty)
    // The reader may have added functions, so the file may ask for more.
    #expect(Set(questions(true)).isSubset(of: questions(false)))
  }

  @Test(arguments: Stubs.chapters) func `a program reports its exercises, and the exit status says if one is wrong`(
    _ chapter: ChapterFolder
  ) throws {
    let program = try builtPrograms() + "/" + chapter.name
    let outcome = try run(program, ["--exercises"])
    #expect(outcome.errors.isEmpty)
    let lines = outcome.output.split(separator: "\n")
    let progress = try #require(lines.first)
    #expect(progress.hasSuffix(" in \(chapter.name)"))
    #expect(outcome.status == (progress.contains("wrong") ? 1 : 0))
    if Stubs.areUntouched { #expect(progress.hasPrefix("0 of ")) }
    for number in Self.numbers where number.hasPrefix(chapter.number + ".") {
      let line = try #require(lines.first { $0.hasPrefix(number + "  ") })
      if Stubs.areUntouched { #expect(line.hasSuffix("  not solved yet")) }
      #expect(try run(program, ["--hint", number]).output.count > 20)
    }
    #expect(try run(program, ["--hint", "9.9"]).status == 64)
  }
}

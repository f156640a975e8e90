import Foundation
import Testing

@testable import Workbook
@testable import binary_soft_bce
@testable import multiclass_soft_ce
@testable import weighted_imbalance

@Suite struct ExerciseTests {
  /// The whole book, answered by the solutions.
  static var solved: [Exercise] {
    binaryExercises(answeredBy: binary_soft_bce.Solutions.self)
      + multiclassExercises(answeredBy: multiclass_soft_ce.Solutions.self)
      + weightedExercises(answeredBy: weighted_imbalance.Solutions.self)
  }

  /// The whole book, answered by whoever reads it.
  static var reader: [Exercise] {
    binaryExercises(answeredBy: binary_soft_bce.Exercises.self)
      + multiclassExercises(answeredBy: multiclass_soft_ce.Exercises.self)
      + weightedExercises(answeredBy: weighted_imbalance.Exercises.self)
  }

  static let numbers = solved.map(\.number)

  private func exercise(_ number: String) throws -> Exercise {
    try #require(Self.solved.first { $0.number == number })
  }

  @Test(arguments: numbers) func `every solution passes`(_ number: String) throws {
    #expect(try exercise(number).check() == .solved)
  }

  @Test(.enabled(if: Stubs.areUntouched, "the reader is at work")) func `every stub is reported as not solved yet`()
    throws
  {
    for stub in Self.reader { #expect(try stub.check() == .unsolved, "\(stub.number)") }
  }

  @Test(arguments: numbers) func `every famous wrong answer is rejected with its own sentence and no other`(
    _ number: String
  ) throws {
    for (code, verdict) in try exercise(number).rehearsal() {
      guard case .wrong(let finding) = verdict else {
        // A form that is right on all inputs of this exercise is not wrong here.
        Issue.record("\(number): \(code) is \(verdict)")
        continue
      }
      #expect(finding.mistakes == [code], "\(number): \(finding)")
    }
  }

  @Test(arguments: numbers) func `no exercise is passed by a constant`(_ number: String) throws {
    for verdict in try exercise(number).constantsRehearsed() { #expect(verdict.isWrong, "\(number)") }
  }

  @Test func `every exercise has a hint, and its number once`() {
    #expect(Set(Self.numbers).count == Self.numbers.count)
    for exercise in Self.solved { #expect(exercise.hint.count > 20, "\(exercise.number)") }
  }

  @Test(arguments: numbers) func `every exercise knows several famous mistakes`(_ number: String) throws {
    #expect(Set(try exercise(number).rehearsal().map(\.code)).count >= 4)
  }

  @Test(arguments: Stubs.folders) func `the stubs to go back to ask for the same`(_ folder: String) {
    func questions(_ pristine: Bool) -> [Substring] {
      Stubs.text(folder, pristine: pristine).split(separator: "\n").filter {
        $0.hasPrefix("  /// ") || $0.hasPrefix("  static func ")
      }
    }
    #expect(!questions(true).isEmpty)
    // The reader may have added functions, so the file may ask for more.
    #expect(Set(questions(true)).isSubset(of: questions(false)))
  }

  @Test(arguments: Stubs.folders) func `a program reports its exercises, and the exit status says if one is wrong`(
    _ folder: String
  ) throws {
    let name = String(folder.dropFirst(3))
    let outcome = try run(try builtPrograms() + "/" + name, ["--exercises"])
    #expect(outcome.errors.isEmpty)
    let progress = try #require(outcome.output.split(separator: "\n").first)
    #expect(progress.hasSuffix(" in \(name)"))
    #expect(outcome.status == (progress.contains("wrong") ? 1 : 0))
    if Stubs.areUntouched { #expect(progress.hasPrefix("0 of ")) }
    for number in Self.numbers where number.hasPrefix("\(Int(folder.prefix(2)) ?? 0).") {
      #expect(outcome.output.contains("\n\(number)  "))
      #expect(try run(try builtPrograms() + "/" + name, ["--hint", number]).output.count > 20)
    }
    #expect(try run(try builtPrograms() + "/" + name, ["--hint", "9.9"]).status == 64)
  }
}

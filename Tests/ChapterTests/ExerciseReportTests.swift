import Testing

@testable import Workbook

/// What a reader is told of a chapter's exercises.
@Suite struct ExerciseReportTests {
  private let exercise = Exercise(
    "Half", function: "half", hint: "Divide by 2.", within: 0, ordinary: [8.0], extreme: [], wrongAnswers: [],
    truth: { $0 / 2 }, answer: { (value: Double) in value / 2 }, solution: { $0 / 2 }
  ) { $0 }.numbered("9.1")

  private func report(_ verdict: Verdict, printed: String = "") -> ExerciseReport {
    ExerciseReport(
      chapter: ChapterFolder(folder: "09-sample"),
      results: [(exercise, ExerciseRunner.Result(verdict: verdict, printed: printed))])
  }

  private func text(_ verdict: Verdict, printed: String = "") -> String { report(verdict, printed: printed).text }

  private func finding(_ summary: String, explanation: String = "") -> Verdict {
    .wrong(
      Finding(
        input: "8.0", expected: "4.0", got: "5.0", summary: summary, difference: "7 ULP", explanation: explanation))
  }

  @Test func `a wrong answer is told in a sentence, with input, truth and distance`() {
    #expect(
      text(finding("close, but the last digits are lost", explanation: "Look for a Float."))
        == """
        0 of 1 solved, 1 wrong in sample

        9.1  Half  wrong: close, but the last digits are lost

        ## Exercise 9.1: Half

        Close, but the last digits are lost.

        input     8.0
        expected  4.0
        yours     5.0
        apart     7 ULP

        Look for a Float.

        A hint: swift run sample --hint 9.1

        """)
    #expect(text(finding("it has a stop.")).contains("\n\nIt has a stop.\n\n"))
  }

  @Test func `what was not solved says where to write, what was solved where to compare`() {
    let open = text(.unsolved)
    #expect(open.hasPrefix("0 of 1 solved in sample\n\n9.1  Half  not solved yet\n"))
    #expect(open.contains("Write the body of `half` in Chapters/09-sample/Exercises.swift,"))
    #expect(!open.contains("Solutions.swift"))
    let solved = text(.solved)
    #expect(solved.hasPrefix("1 of 1 solved in sample\n\n9.1  Half  solved\n\nFor the solved ones, "))
    #expect(solved.contains("Chapters/09-sample/Solutions.swift") && !solved.contains("A hint"))
  }

  @Test func `an answer that did not return is wrong, at its input`() {
    let stopped = text(.interrupted(how: "stopped after 5 s", input: "x = 1.0"))
    #expect(stopped.hasPrefix("0 of 1 solved, 1 wrong in sample\n\n9.1  Half  wrong: stopped after 5 s\n"))
    #expect(stopped.contains("\n\nStopped after 5 s.\n\ninput     x = 1.0\n\n"))
    #expect(!text(.interrupted(how: "gone", input: nil)).contains("input"))
    let tried = text(.trying(input: "x = 2.0"))
    #expect(tried.contains("wrong: it did not return") && tried.contains("\n\ninput     x = 2.0\n\n"))
  }

  @Test func `of what an answer printed, the last eight lines are shown, and 200 characters of each`() {
    let few = text(.unsolved, printed: "a\n" + String(repeating: "b", count: 201) + "\n")
    #expect(few.contains("\n\nIt printed:\n\n  a\n  " + String(repeating: "b", count: 200) + "\n\n"))
    let many = text(.unsolved, printed: (1...9).map { "line \($0)\n" }.joined())
    #expect(many.contains("\n\nIt printed, at the end:\n\n  line 2\n") && many.contains("  line 9\n\n"))
    #expect(!text(.unsolved).contains("It printed"))
  }

  @Test func `the exit status follows the verdicts, and a chapter may have no exercises`() {
    #expect(!report(.solved).hasWrongAnswers && !report(.unsolved).hasWrongAnswers)
    #expect(report(finding("off")).hasWrongAnswers && report(.trying(input: "")).hasWrongAnswers)
    #expect(report(.interrupted(how: "gone", input: nil)).hasWrongAnswers)
    let none = ExerciseReport(chapter: ChapterFolder(folder: "09-sample"), results: [])
    #expect(none.text == "sample has no exercises.\n" && !none.hasWrongAnswers)
  }

  @Test(arguments: [
    (UInt64?.none, "beyond any number of ULPs"), (0, "0 ULP"), (99_999, "99999 ULP"), (100_000, "about 1.0e5 ULP"),
    (8_400_000, "about 8.4e6 ULP"), (.max, "about 1.8e19 ULP"),
  ])
  func `a distance is exact while it is small, and then its size`(ulps: UInt64?, words: String) {
    #expect(Workbook.text(ofDistance: ulps) == words)
  }

  @Test func `a layout tells how numbers are grouped, and equal ones are told alike`() {
    #expect("\(1.5.layout)" == "a number" && "\([1.5, 2].layout)" == "a list of 2")
    #expect("\([[1.5, 2], [3, 4], [5, 6]].layout)" == "3 × a list of 2")
    #expect("\([[1.5], [2, 3]].layout)" == "a list of (a list of 1), (a list of 2)")
    #expect([[1.5], [2, 3]].layout != [[1.5, 2], [3]].layout && [[1.5]].layout != [1.5].layout)
  }

  @Test func `two answers are the same but for rounding within 2 to the -44`() {
    #expect(agree(1, 1 + 0x1p-44, scale: 1) && !agree(1, 1 + 0x1p-43, scale: 1))
    #expect(agree(.nan, .nan, scale: 1) && !agree(.nan, 1, scale: 1))
    #expect(agree([1, 0x1p40], [1 + 0x1p-5, 0x1p40]) && !agree([1], [1 + 0x1p-5]))
    #expect(!agree([1], [1, 1]) && agree([.infinity, 1], [.infinity, 1]) && !agree([.infinity], [1]))
  }

  @Test(arguments: [
    ("01-binary-soft-bce", "1", "binary-soft-bce"), ("12-a", "12", "a"), ("sample", "", "sample"),
    ("03-two-classes", "3", "two-classes"),
  ])
  func `a chapter's number and name are its folder's`(folder: String, number: String, name: String) {
    let chapter = ChapterFolder(folder: folder)
    #expect(chapter.number == number && chapter.name == name)
    #expect(chapter.figures == "Chapters/\(folder)/figures")
  }
}

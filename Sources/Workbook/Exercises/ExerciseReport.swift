/// How far a reader has come with a chapter's exercises, as text.
struct ExerciseReport {
  let chapter: ChapterFolder
  let results: [(exercise: Exercise, result: ExerciseRunner.Result)]

  /// Progress, a line for each exercise, and the first that is not solved in detail.
  var text: String {
    if results.isEmpty { return "\(chapter.name) has no exercises.\n" }
    var page = Page()
    page.verbatim(progress)
    page.verbatim(lines)
    if let open = results.first(where: { $0.result.verdict != .solved }) {
      page.section("Exercise \(open.exercise.number): \(open.exercise.title)")
      detail(open.exercise, open.result, on: &page)
    }
    if results.contains(where: { $0.result.verdict == .solved }) {
      page.say("For the solved ones, \(chapter.path)/Solutions.swift has an answer to compare with, and the reasons.")
    }
    return page.text
  }

  /// True where an answer is wrong.
  var hasWrongAnswers: Bool { results.contains { $0.result.verdict.isWrong } }

  private var progress: String {
    let verdicts = results.map(\.result.verdict)
    let wrong = verdicts.count(where: \.isWrong)
    return "\(verdicts.count { $0 == .solved }) of \(verdicts.count) solved" + (wrong == 0 ? "" : ", \(wrong) wrong")
      + " in \(chapter.name)"
  }

  private var lines: String {
    aligned(
      results,
      [
        .text("") { "\($0.exercise.number)" }, .text("") { $0.exercise.title },
        .text("") { state(of: $0.result.verdict) },
      ]
    ).dropFirst().joined(separator: "\n")
  }

  private func state(of verdict: Verdict) -> String {
    switch verdict {
    case .solved: "solved"
    case .unsolved: "not solved yet"
    case .wrong(let finding): "wrong: \(finding.summary)"
    case .interrupted(let how, _): "wrong: \(how)"
    case .trying: "wrong: it did not return"
    }
  }

  private func detail(_ exercise: Exercise, _ result: ExerciseRunner.Result, on page: inout Page) {
    switch result.verdict {
    case .solved: break
    case .unsolved:
      page.say(
        "Write the body of `\(exercise.function)` in \(chapter.path)/Exercises.swift, in place of `throw Unsolved()`.")
    case .wrong(let finding):
      page.say(sentence(finding.summary))
      let rows = [
        ("input", finding.input), ("expected", finding.expected), ("yours", finding.got),
        ("apart", finding.difference),
      ].filter { !$0.1.isEmpty }
      page.verbatim(rows.map { $0.0.padding(to: 10) + $0.1 }.joined(separator: "\n"))
      if !finding.explanation.isEmpty { page.say(finding.explanation) }
    case .interrupted(let how, let input):
      page.say(sentence(how))
      if let input { page.verbatim("input".padding(to: 10) + input) }
    case .trying(let input):
      page.verbatim("input".padding(to: 10) + input)
    }
    let printed = result.printed.split(separator: "\n")
    if !printed.isEmpty {
      page.say("It printed" + (printed.count > 8 ? ", at the end:" : ":"))
      page.verbatim(printed.suffix(8).map { "  " + $0.prefix(200) }.joined(separator: "\n"))
    }
    page.say("A hint: swift run \(chapter.name) --hint \(exercise.number)")
  }

  private func sentence(_ words: String) -> String {
    let start = words.prefix(1).uppercased() + words.dropFirst()
    return start.hasSuffix(".") ? start : start + "."
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}

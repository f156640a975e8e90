/// What becomes of an exercise when our own solution, each famous wrong answer and each constant are handed in. A chapter's
/// program tells it to the tests, which so need no list of chapters.
struct Rehearsal: Codable, Sendable {
  let number: String
  let function: String
  let hint: String
  /// The verdict on the solution.
  let solution: Verdict
  /// The verdict on each famous wrong answer, were it somebody's.
  let wrongAnswers: [WrongAnswer]
  /// The verdict on each right answer, were it given to every input.
  let constants: [Verdict]

  struct WrongAnswer: Codable, Sendable {
    let code: String
    let verdict: Verdict
  }
}

extension Exercise {
  /// Hands in everything that we know about.
  func rehearsal() throws -> Rehearsal {
    let trials = try trials()
    return Rehearsal(
      number: number, function: function, hint: hint, solution: try check(solution, on: trials),
      wrongAnswers: try trials[0].wrongAnswers.indices.map { i in
        let verdict = try check(
          { Regrouped(trials[$0].wrongAnswers[i].numbers, like: trials[$0].expected) }, on: trials)
        return Rehearsal.WrongAnswer(code: trials[0].wrongAnswers[i].about.code, verdict: verdict)
      },
      constants: try trials.map { constant in try check({ _ in constant.expected }, on: trials) })
  }
}

/// The numbers of a wrong answer, grouped as the right one is, which stands in where there are none.
private struct Regrouped: Answer {
  let numbers: [Double]
  let layout: Layout
  var text: String { numbers.text }

  init(_ numbers: [Double]?, like answer: any Answer) {
    self.numbers = numbers ?? answer.numbers
    layout = answer.layout
  }
}

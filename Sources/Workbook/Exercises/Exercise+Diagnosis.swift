extension Exercise {
  /// What to tell about a wrong answer: the famous mistake that it is, or what can be seen from outside.
  func finding(at attempt: Attempt, among attempts: [Attempt]) -> Finding {
    let trial = attempt.trial
    guard case .success(let answer) = attempt.result else {
      return Finding(
        input: trial.input, expected: trial.expected.text, got: "an error", summary: "it throws \(attempt.errorText)")
    }
    guard answer.layout == trial.expected.layout, let numbers = attempt.numbers else {
      return Finding(
        input: trial.input, expected: trial.expected.text, got: answer.text,
        summary: "\(answer.layout), where \(trial.expected.layout) is wanted")
    }
    let expected = trial.expected.numbers
    let distances = zip(numbers, expected).map { distanceInULPs($0, $1) }
    let worst = distances.indices.max { (distances[$0] ?? .max) < (distances[$1] ?? .max) } ?? 0
    let mistakes = mistakes(behind: attempts)
    let words = words(for: mistakes, at: worst, of: attempt, among: attempts)
    return Finding(
      input: trial.input, expected: trial.expected.text, got: answer.text, summary: words.summary,
      difference: text(ofDistance: distances[worst])
        + (numbers.count > 1 ? ", at \(numbers[worst].text) for \(expected[worst].text)" : ""),
      explanation: words.explanation, mistakes: mistakes.map(\.code))
  }

  /// The wrong answers that agree with everything given on ordinary inputs, and are told from the truth by it; or, where
  /// ordinary inputs do not tell, by what is wrong on extreme ones.
  private func mistakes(behind attempts: [Attempt]) -> [Wrong] {
    let ordinary = attempts.filter(\.trial.isOrdinary)
    let extreme = attempts.filter { !$0.trial.isOrdinary && !$0.isRight(within: tolerance) }
    func explains(_ i: Int) -> Bool {
      guard ordinary.allSatisfy({ $0.agrees(withWrongAnswer: i) }) else { return false }
      if ordinary.contains(where: { $0.isToldApart(byWrongAnswer: i) }) { return true }
      return agreesOnExtremes(i) && extreme.contains { $0.isToldApart(byWrongAnswer: i) }
    }
    func agreesOnExtremes(_ i: Int) -> Bool { extreme.allSatisfy { $0.agrees(withWrongAnswer: i) } }

    let candidates = attempts.first?.trial.wrongAnswers ?? []
    let likely = candidates.indices.filter(explains)
    // Where two tell the same story of ordinary inputs, extreme ones may decide.
    let certain = likely.filter(agreesOnExtremes)
    var found: [Wrong] = []
    for i in certain.isEmpty ? likely : certain where !found.contains(where: { $0.code == candidates[i].about.code }) {
      found.append(candidates[i].about)
    }
    return found
  }

  private func words(
    for mistakes: [Wrong], at place: Int, of attempt: Attempt, among attempts: [Attempt]
  ) -> (summary: String, explanation: String) {
    let number = attempt.numbers?[place] ?? .nan
    let ratio = ratioText(among: attempts)
    if let mistake = mistakes.first {
      let told =
        mistake.startsWithNumber
        ? "\(short(number, unlike: attempt.trial.expected.numbers[place])) \(mistake.summary)" : mistake.summary
      return (ratio.map { "\($0): \(told)" } ?? told, mistake.explanation)
    }
    let given = attempts.compactMap(\.numbers)
    if attempts.count > 1, given.count == attempts.count, given.allSatisfy({ agree($0, given[0]) }) {
      return ("the same answer whatever the input", "")
    }
    if let ratio { return (ratio, "") }
    if !attempt.trial.isOrdinary {
      let told = number.isFinite ? "off" : number.text
      return (
        "at \(attempt.trial.input) yours is \(told), though ordinary inputs come out right",
        number.isFinite
          ? "Look for a subtraction of two numbers that are nearly equal, or for one that was rounded before it mattered."
          : "Look for an exponential that overflows, the logarithm of 0, or 0 times infinity."
      )
    }
    let isClose = attempts.filter(\.trial.isOrdinary).allSatisfy { attempt in
      zip(attempt.numbers ?? [], attempt.trial.expected.numbers).allSatisfy { got, expected in
        (got - expected).magnitude <= 1e-6 * expected.magnitude
      } && attempt.numbers != nil
    }
    return isClose
      ? ("close, but the last digits are lost", "Look for an epsilon, a Float, or a subtraction that cancels.")
      : ("not the answer, and none of the famous mistakes", "")
  }

  /// "twice the answer", where that holds on every ordinary input.
  private func ratioText(among attempts: [Attempt]) -> String? {
    var pairs: [(got: Double, expected: Double)] = []
    for attempt in attempts where attempt.trial.isOrdinary {
      guard let numbers = attempt.numbers else { return nil }
      pairs += zip(numbers, attempt.trial.expected.numbers).map { ($0, $1) }
    }
    guard let first = pairs.first(where: { $0.expected != 0 }) else { return nil }
    let ratio = first.got / first.expected
    let scale = pairs.map(\.got.magnitude).max() ?? 0
    guard ratio.isFinite, ratio != 0, !agree(ratio, 1, scale: 1),
      pairs.allSatisfy({ agree($0.got, ratio * $0.expected, scale: scale) })
    else { return nil }
    let named = [(2.0, "twice the answer"), (0.5, "half the answer"), (-1, "the answer with its sign turned")]
    return named.first { agree($0.0, ratio, scale: 1) }?.1 ?? "always \(short(ratio)) times the answer"
  }

  /// A few digits, or all where a few would not tell it from `other`.
  private func short(_ value: Double, unlike other: Double) -> String {
    short(value) == short(other) ? value.text : short(value)
  }

  private func short(_ value: Double) -> String {
    guard value.isFinite, value.magnitude >= 1e-3, value.magnitude < 1e6 else { return value.text }
    return formatted(value, decimals: 4)
  }
}

extension Attempt {
  fileprivate func agrees(withWrongAnswer i: Int) -> Bool {
    guard let numbers, let wrong = trial.wrongAnswers[i].numbers else { return false }
    return agree(numbers, wrong)
  }

  /// Whether the wrong answer is another one than the truth here. A NaN says too little to tell anything by it.
  fileprivate func isToldApart(byWrongAnswer i: Int) -> Bool {
    guard let wrong = trial.wrongAnswers[i].numbers, wrong.allSatisfy({ !$0.isNaN }) else { return false }
    return !agree(wrong, trial.expected.numbers)
  }

  fileprivate var errorText: String {
    if case .failure(let error) = result { "\(error)" } else { "" }
  }
}

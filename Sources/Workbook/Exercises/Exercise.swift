/// A task of a chapter: inputs, the right answer to each, the famous wrong ones, and somebody's answer to be checked.
public struct Exercise {
  /// The chapter's number and its own, such as "1.2".
  public let number: String
  /// A few words.
  public let title: String
  /// The name of the function to write.
  public let function: String
  /// A nudge for those who ask.
  public let hint: String
  /// How far an answer may be from the truth.
  let tolerance: UInt64
  /// The inputs with all that is known about them; asked for only when they are needed.
  let trials: () throws -> [Trial]
  /// The answer to be checked, for the trial of that index.
  let answer: (Int) throws -> any Answer

  /// An input, the right answer, and the wrong ones.
  struct Trial {
    let input: String
    /// False for inputs that are there to break a careless program.
    let isOrdinary: Bool
    let expected: any Answer
    let wrongAnswers: [(about: Wrong, numbers: [Double]?)]
  }

  /// A famous wrong answer, whatever its input.
  struct Wrong {
    let code: String
    let summary: String
    let startsWithNumber: Bool
    let explanation: String
  }

  /// An exercise over inputs of any kind: tuples with labels, which are the names that a reader sees.
  ///
  /// - Parameters:
  ///   - ulps: how far an answer may be from the correctly rounded one.
  ///   - ordinary: inputs that tell the wrong answers apart.
  ///   - extreme: degenerate, huge and tiny ones.
  ///   - truth: the library's answer.
  ///   - answer: the answer to be checked.
  public init<Input, Output: Answer>(
    _ number: String, _ title: String, function: String, hint: String, within ulps: UInt64,
    ordinary: [Input], extreme: [Input], wrongAnswers: [WrongAnswer<Input>],
    truth: @escaping (Input) throws -> Output, answer: @escaping (Input) throws -> Output
  ) {
    self.number = number
    self.title = title
    self.function = function
    self.hint = hint
    self.tolerance = ulps
    let inputs = ordinary + extreme
    self.answer = { try answer(inputs[$0]) }
    trials = {
      try inputs.enumerated().map { index, input in
        Trial(
          input: described(input), isOrdinary: index < ordinary.count, expected: try truth(input),
          wrongAnswers: wrongAnswers.map { wrong in
            let about = Wrong(
              code: wrong.code, summary: wrong.summary, startsWithNumber: wrong.startsWithNumber,
              explanation: wrong.explanation)
            return (about, wrong.numbers(input))
          })
      }
    }
  }
}

/// "p = 0.8, y = 0.7" for a tuple with those labels.
private func described<Input>(_ input: Input) -> String {
  if let input = input as? any Answer { return input.text }
  return Mirror(reflecting: input).children.map { child in
    let value = (child.value as? any Answer)?.text ?? "\(child.value)"
    return child.label.map { "\($0) = \(value)" } ?? value
  }.joined(separator: ", ")
}

/// A task of a chapter: inputs, the right answer to each, the famous wrong ones, the reader's answer and ours.
package struct Exercise {
  /// The chapter's number and its own place in the chapter, such as "1.2".
  private(set) var number = ""
  /// A few words.
  let title: String
  /// The name of the function to write.
  let function: String
  /// A nudge for those who ask.
  let hint: String
  /// How far an answer may be from the truth.
  let tolerance: UInt64
  /// The inputs with all that is known about them; asked for only when they are needed.
  let trials: () throws -> [Trial]
  /// The reader's answer, for the trial of that index.
  let answer: (Int) throws -> any Answer
  /// Our own, likewise.
  let solution: (Int) throws -> any Answer

  /// An input, the right answer, and the wrong ones.
  struct Trial {
    let value: Any
    let input: String
    /// False for inputs that are there to break a careless program.
    let isOrdinary: Bool
    let expected: any Answer
    let wrongAnswers: [(about: Wrong, numbers: [Double]?)]
  }

  /// A famous wrong answer, whatever its input.
  struct Wrong {
    let code: String
    /// In one line, with the number that the reader got put in front where `startsWithNumber`.
    let summary: String
    var startsWithNumber = false
    var explanation = ""
  }

  /// An exercise over inputs of any kind: tuples with labels, which are the names that a reader sees.
  ///
  /// - Parameters:
  ///   - function: what is to be written in `Exercises`; left out, it is called like the variable that holds the exercise.
  ///   - ulps: how far an answer may be from the correctly rounded one.
  ///   - ordinary: inputs that tell the wrong answers apart.
  ///   - extreme: degenerate, huge and tiny ones.
  ///   - truth: the library's answer.
  ///   - answer: the reader's function, of `Exercises`.
  ///   - solution: ours, of `Solutions`.
  ///   - arguments: what both are called with.
  package init<Input, each Argument, Output: Answer>(
    _ title: String, function: String = #function, hint: String, within ulps: UInt64,
    ordinary: [Input], extreme: [Input], wrongAnswers: [WrongAnswer<Input>],
    truth: @escaping (Input) throws -> Output, answer: @escaping (repeat each Argument) throws -> Output,
    solution: @escaping (repeat each Argument) throws -> Output,
    arguments: @escaping (Input) -> (repeat each Argument)
  ) {
    self.title = title
    self.function = function
    self.hint = hint
    self.tolerance = ulps
    let inputs = ordinary + extreme
    self.answer = {
      let values = arguments(inputs[$0])
      return try answer(repeat each values)
    }
    self.solution = {
      let values = arguments(inputs[$0])
      return try solution(repeat each values)
    }
    trials = {
      try inputs.enumerated().map { index, input in
        Trial(
          value: input, input: described(input), isOrdinary: index < ordinary.count, expected: try truth(input),
          wrongAnswers: wrongAnswers.map { ($0.about, $0.numbers(input)) })
      }
    }
  }

  /// The same at a place in a chapter.
  func numbered(_ number: String) -> Exercise {
    var copy = self
    copy.number = number
    return copy
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

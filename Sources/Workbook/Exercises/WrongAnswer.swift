import Mistakes

/// A famous way to get an exercise wrong: what it gives for an input, and a sentence that tells it.
package struct WrongAnswer<Input> {
  let code: String
  /// In one line, with the number that the reader got put in front where `startsWithNumber`.
  let summary: String
  let startsWithNumber: Bool
  let explanation: String
  /// Nil where it does not apply to the input.
  let numbers: (Input) -> [Double]?

  /// A mistake of this exercise alone, such as `("gradient_of_the_sum", "the gradient of the sum; …")`: its numbers in
  /// order, however the answer groups them.
  package init(_ code: String, _ sentence: String, _ answer: @escaping (Input) -> [Double]) {
    self.code = code
    summary = sentence
    startsWithNumber = false
    explanation = ""
    numbers = answer
  }

  private init(_ mistake: Mistake, note: String?, _ numbers: @escaping (Input) -> [Double]?) {
    code = mistake.code
    summary = "is what \(mistake.name) would give"
    startsWithNumber = true
    explanation = mistake.sentence + (note.map { " (Here: \($0).)" } ?? "")
    self.numbers = numbers
  }
}

extension WrongAnswer {
  /// What entries of the table of mistakes give, each in all its forms, where `reduction` was asked for.
  ///
  /// - Parameters:
  ///   - example: an input, which tells the forms that exist.
  ///   - reading: the input as the table takes it.
  package static func table(
    _ codes: [String], reduction: Averaging = .sum, like example: Input, _ reading: @escaping (Input) -> LossCase
  ) -> [WrongAnswer] {
    codes.flatMap { code in
      guard let mistake = Mistake.named(code) else { preconditionFailure("the table has no \(code)") }
      func outcomes(_ input: Input) -> [(note: String?, value: Double)] {
        mistake.outcomes(in: Readings(reading(input))).flatMap { outcome in
          outcome.values.filter { $0.averaging == reduction }.map { (outcome.note, $0.value) }
        }
      }
      // A form of the other loss is two mistakes at once.
      let all = outcomes(example)
      let binary = all.filter { ($0.note ?? "").contains("binary cross-entropy") }
      let others = all.filter { form in !binary.contains { $0.note == form.note } }
      let forms = reading(example).family == .binary && !binary.isEmpty ? binary : others
      return forms.map { form in
        WrongAnswer(mistake, note: form.note) { input in
          outcomes(input).first { $0.note == form.note }.map { [$0.value] }
        }
      }
    }
  }
}

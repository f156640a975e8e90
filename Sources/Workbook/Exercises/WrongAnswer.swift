import Mistakes

/// A famous way to get an exercise wrong: what it gives for an input, and how it is told.
package struct WrongAnswer<Input> {
  let about: Exercise.Wrong
  /// Nil where it does not apply to the input.
  let numbers: (Input) -> [Double]?

  /// A mistake of this exercise alone, such as `("gradient_of_the_sum", "the gradient of the sum; …")`: its numbers in
  /// order, however the answer groups them.
  package init(_ code: String, _ sentence: String, _ answer: @escaping (Input) -> [Double]) {
    about = Exercise.Wrong(code: code, summary: sentence)
    numbers = answer
  }

  private init(_ origin: Origin, note: String?, _ numbers: @escaping (Input) -> [Double]?) {
    about = Exercise.Wrong(
      code: origin.code, summary: "is what \(origin.name) would give", startsWithNumber: true,
      explanation: origin.sentence + (note.map { " (Here: \($0).)" } ?? ""))
    self.numbers = numbers
  }

  /// What entries of the table of mistakes give, each in all its forms, where `reduction` was asked for.
  ///
  /// - Parameters:
  ///   - example: an input, which tells the forms that exist.
  ///   - reading: the input as the table takes it.
  package static func table(
    _ codes: [String], reduction: LossCase.Reduction = .sum, like example: Input,
    _ reading: @escaping (Input) -> LossCase
  ) -> [WrongAnswer] {
    codes.flatMap { code in
      guard let origin = Origin.named(code) else { preconditionFailure("the table has no \(code)") }
      func outcomes(_ input: Input) -> [Outcome] {
        origin.outcomes(in: Readings(reading(input))).filter { $0.value(reduction) != nil }
      }
      let all = outcomes(example)
      // A form of the other loss is two mistakes at once, unless the mistake is that very loss.
      let own = all.filter { $0.family == reading(example).family }
      return (own.isEmpty ? all : own).map { form in
        WrongAnswer(origin, note: form.note) { input in
          outcomes(input).first { $0.family == form.family && $0.form == form.form }?.value(reduction).map { [$0] }
        }
      }
    }
  }
}

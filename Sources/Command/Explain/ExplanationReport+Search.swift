import Mistakes

extension CaseOptions {
  /// The number that is to be explained, and how it was typed.
  func value() throws(CommandFailure) -> (text: String, stated: StatedNumber) {
    guard let first = others.first else {
      throw CommandFailure.usage("VALUE is missing: the number that your code printed; --help shows an example")
    }
    // A log's "loss: 0.5469" is two arguments.
    let count = first.hasSuffix(":") || first.hasSuffix("=") ? 2 : 1
    let text = others.prefix(count).joined(separator: " ")
    guard others.count <= count else {
      throw CommandFailure.usage("unexpected argument '\(others[count])' after the value '\(text)'")
    }
    guard let stated = StatedNumber(text) else {
      throw CommandFailure.usage("'\(text)' is not a number: expected one such as 2.3677")
    }
    return (text, stated)
  }
}

extension ExplanationReport {
  /// Looks for what gives a number: with the options that were given, and where nothing does with one more.
  ///
  /// - Parameter read: the case under some options, and what entries of the table make of it.
  init<Failure: Error>(
    _ value: (text: String, stated: StatedNumber), _ arguments: [String], _ options: CaseOptions, style: Style,
    read: (CaseOptions, [Origin]) throws(Failure) -> (input: CaseInput, tally: Tally)
  ) throws(Failure) {
    func explain(
      _ options: CaseOptions, among origins: [Origin]
    ) throws(Failure) -> (input: CaseInput, answer: Explanation.Answer) {
      let (input, tally) = try read(options, origins)
      return (input, Explanation.answer(to: value.stated, from: tally, of: input.data, preferring: options.reduction))
    }
    var (input, answer) = try explain(options, among: Origin.all)
    var forgotten: String?
    // The wrong axis may be the one that was not named here.
    if answer.matches.allSatisfy({ $0.explanation.origin.code == "wrong_class_axis" }) {
      for option in input.untold(options) where forgotten == nil {
        let words = option.split(separator: " ").map { String($0) }
        guard let other = try? CaseOptions(arguments + words),
          let found = try? explain(other, among: Origin.conventions), found.answer.matches.first?.isInFullDigits == true
        else { continue }
        forgotten = option
        (input, answer) = try explain(other, among: Origin.all)
      }
    }
    self.init(
      typed: printable(value.text, limit: 40), stated: value.stated, answer: answer, input: input,
      forgotten: forgotten, style: style)
  }
}

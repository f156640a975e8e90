import Mistakes

extension Command {
  /// `soft-labels explain`: where a number came from.
  static let explain = Command(
    name: "explain", summary: "say which loss, or which mistake, gives the number that your code printed",
    help: explainHelp
  ) { arguments, environment in
    let options = try CaseOptions(arguments)
    guard let text = options.others.first else {
      throw CommandFailure.usage("VALUE is missing: the number that your code printed; --help shows an example")
    }
    guard options.others.count == 1 else {
      throw CommandFailure.usage("unexpected argument '\(options.others[1])' after the value '\(text)'")
    }
    guard let stated = StatedNumber(text) else {
      throw CommandFailure.usage("'\(text)' is not a number: expected one such as 2.3677")
    }
    let progress = Progress(environment.errors)
    let input = try CaseInput(options, in: environment, progress: progress)
    let answer = Explanation.answer(to: stated, for: input.data, preferring: options.reduction) { done, total in
      progress.step("trying explanations", done, of: total)
    }
    progress.finish()
    let report = ExplanationReport(
      typed: printable(text, limit: 40), stated: stated, answer: answer, input: input,
      style: Style(isColoured: environment.output.isColoured))
    environment.output.write(options.format == .json ? report.json : report.text)
    return answer.matches.isEmpty ? .negative : .success
  }
}

private let explainHelp = """
  Computes the loss of a batch under every convention and every famous mistake, and says which of them give VALUE, the
  number that your own code printed, to the digits that it has. A VALUE that is exactly a float32 may also be off by
  what float32 loses.

  Usage: soft-labels explain VALUE --predictions FILE --targets FILE [OPTIONS]

  \(CaseOptions.help)

  Example:
    printf '.2,.5,.2,.1\\n.1,.1,.7,.1\\n.2,.3,.2,.3\\n' > predictions.csv
    printf '.1,.6,.2,.1\\n.05,.05,.8,.1\\n.3,.2,.1,.4\\n' > targets.csv
    soft-labels explain 3.7488 --predictions predictions.csv --targets targets.csv

  The exit status is 0 with an explanation, 1 without, 64 for wrong usage, 65 for bad data, 66 for a file that cannot
  be read.

  """

import Mistakes

extension Command {
  /// `soft-labels explain`: where a number came from.
  static let explain = Command(
    name: "explain", summary: "say which loss, or which mistake, gives the number that your code printed",
    help: explainHelp
  ) { arguments, environment in
    let options = try CaseOptions(arguments)
    guard let first = options.others.first else {
      throw CommandFailure.usage("VALUE is missing: the number that your code printed; --help shows an example")
    }
    // A log's "loss: 0.5469" is two arguments.
    let count = first.hasSuffix(":") || first.hasSuffix("=") ? 2 : 1
    let text = options.others.prefix(count).joined(separator: " ")
    guard options.others.count <= count else {
      throw CommandFailure.usage("unexpected argument '\(options.others[count])' after the value '\(text)'")
    }
    guard let stated = StatedNumber(text) else {
      throw CommandFailure.usage("'\(text)' is not a number: expected one such as 2.3677")
    }
    let progress = Progress(environment.errors)
    var input = try CaseInput(options, in: environment, progress: progress)
    func explain(_ data: LossCase, among origins: [Origin] = Origin.all) -> Explanation.Answer {
      Explanation.answer(to: stated, for: data, among: origins, preferring: options.reduction) { done, total in
        progress.step("trying explanations", done, of: total)
      }
    }
    var answer = explain(input.data)
    var forgotten: String?
    // The wrong axis may be the one that was not named here.
    if answer.matches.allSatisfy({ $0.explanation.origin.code == "wrong_class_axis" }) {
      for option in input.untold(options) where forgotten == nil {
        let words = option.split(separator: " ").map(String.init)
        guard let other = try? input.reread(CaseOptions(arguments + words)),
          explain(other.data, among: Origin.conventions).matches.first?.isInFullDigits == true
        else { continue }
        (input, answer, forgotten) = (other, explain(other.data), option)
      }
    }
    let findings = answer.matches.isEmpty ? Diagnosis(input, .mean, progress: progress).findings : []
    progress.finish()
    let report = ExplanationReport(
      typed: printable(text, limit: 40), stated: stated, answer: answer, input: input, forgotten: forgotten,
      errors: findings.filter { $0.severity == .error }, style: Style(isColoured: environment.output.isColoured))
    environment.output.write(options.format == .json ? report.json : report.text)
    return answer.matches.isEmpty ? .negative : .success
  }
}

private let explainHelp = """
  Computes the loss of a batch under every convention and every famous mistake, and says which of them give VALUE, the
  number that your own code printed, to the digits that it has and to what float32 loses. VALUE may also stand as
  programs print it: 'tensor(0.5469, grad_fn=<NllLossBackward0>)' or 'loss: 0.5469'.

  Usage: soft-labels explain VALUE --predictions FILE --targets FILE [OPTIONS]

  \(CaseOptions.help)

  Example:
    printf '.2,.5,.2,.1\\n.1,.1,.7,.1\\n.2,.3,.2,.3\\n' > predictions.csv
    printf '.1,.6,.2,.1\\n.05,.05,.8,.1\\n.3,.2,.1,.4\\n' > targets.csv
    soft-labels explain 3.7488 --predictions predictions.csv --targets targets.csv

  The exit status is 0 with an explanation, 1 without, 64 for wrong usage, 65 for bad data, 66 for a file that cannot
  be read.

  """

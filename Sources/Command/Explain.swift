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
    let files = try CaseFiles(options, in: environment, progress: progress)
    func explain(
      _ blocks: CaseBlocks, among origins: [Origin] = Origin.all
    ) throws -> (input: CaseInput, answer: Explanation.Answer) {
      let (input, tally) = try blocks.tally(among: origins, progress: progress)
      return (input, Explanation.answer(to: stated, from: tally, of: input.data, preferring: options.reduction))
    }
    var blocks = try CaseBlocks(options, files)
    var (input, answer) = try explain(blocks)
    var forgotten: String?
    // The wrong axis may be the one that was not named here.
    if answer.matches.allSatisfy({ $0.explanation.origin.code == "wrong_class_axis" }) {
      for option in input.untold(options) where forgotten == nil {
        let words = option.split(separator: " ").map(String.init)
        guard let other = try? CaseBlocks(CaseOptions(arguments + words), files),
          let found = try? explain(other, among: Origin.conventions), found.answer.matches.first?.isInFullDigits == true
        else { continue }
        (blocks, forgotten) = (other, option)
        (input, answer) = try explain(blocks)
      }
    }
    let findings = answer.matches.isEmpty ? try Diagnosis(blocks, .mean, progress: progress).findings : []
    progress.finish()
    let report = ExplanationReport(
      typed: printable(text, limit: 40), stated: stated, answer: answer, input: input, forgotten: forgotten,
      errors: findings.filter { $0.severity == .error }, style: Style(isColoured: environment.output.isColoured))
    environment.output.write(options.format == .json ? report.json : report.text)
    return answer.matches.isEmpty ? .negative : .success
  }
}

extension CaseBlocks {
  /// What the table makes of all blocks, and the first of them, with what is known of all.
  func tally(among origins: [Origin] = Origin.all, progress: Progress) throws -> (input: CaseInput, tally: Tally) {
    let appearance = try appearance(progress)
    var first = try input(0, whole: appearance, progress: progress)
    var tally = Tally(origins)
    if !isLarge {
      tally.add(first.data) { progress.step("trying explanations", $0, of: $1) }
      return (first, tally)
    }
    var found = Whole()
    try forEach("looking at all rows", progress) {
      Whole(try input($0, whole: appearance).data)
    } _: {
      found.add($0)
    }
    let whole = found
    first.data.whole = whole
    try forEach("trying explanations", progress) { index in
      var block = try input(index, whole: appearance).data
      block.whole = whole
      var part = Tally(origins)
      part.add(block)
      return part
    } _: {
      tally.add($0)
    }
    return (first, tally)
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

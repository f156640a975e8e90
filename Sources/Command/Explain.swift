import Mistakes

extension Command {
  /// `soft-labels explain`: where a number came from.
  static let explain = Command(
    name: "explain", summary: "say which loss, or which mistake, gives the number that your code printed",
    help: explainHelp
  ) { arguments, environment in
    let options = try CaseOptions(arguments)
    let value = try options.value()
    let progress = Progress(environment.errors)
    let files = try CaseFiles(options, in: environment, progress: progress)
    var report = try ExplanationReport(
      value, arguments, options, style: Style(isColoured: environment.output.isColoured)
    ) { options, origins in
      try CaseBlocks(options, files).tally(among: origins, progress: progress)
    }
    if report.answer.matches.isEmpty {
      report.errors = try Diagnosis(CaseBlocks(options, files), .mean, progress: progress).errors
    }
    progress.finish()
    environment.output.write(options.format == .json ? report.json : report.text)
    return report.answer.matches.isEmpty ? .negative : .success
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

import SoftLabels

extension Command {
  /// `soft-labels diagnose`: what a batch comes to, and what looks wrong in it.
  static let diagnose = Command(
    name: "diagnose", summary: "compute a batch's loss and its floor, and say what looks wrong", help: diagnoseHelp
  ) { arguments, environment in
    let options = try CaseOptions(arguments)
    let reduction = try options.lossReduction()
    let progress = Progress(environment.errors)
    let blocks = try CaseBlocks(options, CaseFiles(options, in: environment, progress: progress))
    let diagnosis = try Diagnosis(blocks, reduction, progress: progress)
    progress.finish()
    let style = Style(isColoured: environment.output.isColoured)
    environment.output.write(options.format == .json ? diagnosis.json : diagnosis.text(style))
    return .success
  }
}

extension Diagnosis {
  init(_ blocks: CaseBlocks, _ reduction: Reduction, progress: Progress? = nil) throws {
    let appearance = try blocks.appearance(progress)
    let first = try blocks.input(0, whole: appearance, progress: progress)
    if !first.isPart {
      self.init(first, reduction, progress: progress)
      return
    }
    var parts: [Part] = []
    try blocks.forEach("computing", progress) {
      try Part($0 == 0 ? first : blocks.input($0, whole: appearance), .sum, exactly: false)
    } _: {
      parts.append($0)
    }
    self.init(first, reduction, Part(parts, reduction))
  }
}

private let diagnoseHelp = """
  Computes the loss of a batch, the entropy floor below which it cannot fall, and the divergence above it; and says
  what looks wrong in the numbers: the row, the column and the value, why it matters, and what to do.

  Usage: soft-labels diagnose --predictions FILE --targets FILE [OPTIONS]

  \(CaseOptions.help)

  Example:
    printf '.2,.5,.3\\n.1,.2,.7\\n' > predictions.csv
    printf '.1,.6,.3\\n0,.2,.8\\n' > targets.csv
    soft-labels diagnose --predictions predictions.csv --targets targets.csv --as logits

  The exit status is 0 whatever is found, 64 for wrong usage, 65 for bad data, 66 for a file that cannot be read,
  74 for an answer that cannot be written.

  """

import Mistakes

/// What `diagnose` and `explain` are told on the command line.
struct CaseOptions {
  enum Format: String, CaseIterable {
    case text, json
  }

  var predictions = ""
  var targets = ""
  var weights: String?
  var kind: LossCase.Kind?
  /// Nil where nothing was said: then the shapes tell.
  var family: LossCase.Family?
  var reduction: LossCase.Reduction?
  /// A file, or a number.
  var positiveWeight: String?
  var ignoreIndex: Int?
  var classAxis: Int?
  var sequences: (count: Int, length: Int)?
  var batchSize: Int?
  var labelSmoothing = 0.0
  var temperature = 1.0
  var epsilon: Double?
  var format = Format.text
  /// Arguments that are not options.
  private(set) var others: [String] = []

  /// The positive weight where it is a number.
  var positiveWeightNumber: NumericArray? {
    positiveWeight.flatMap { Double($0) }.map {
      NumericArray(source: "--pos-weight", shape: [], values: [$0], type: .text)
    }
  }

  /// The lines of `--help` that tell the options.
  static let help = """
      --predictions FILE       what the model said: .npy or CSV, a row for each sample; - is standard input
      --targets FILE           soft labels of the same shape, or class indices
      --as KIND                logits, probabilities or log-probabilities; without it, the numbers tell
      --loss LOSS              cross-entropy (default) or bce
      --weights FILE           class weights; for bce, anything that broadcasts to the predictions
      --pos-weight W           what a yes counts: a number, or a FILE that broadcasts to the predictions; bce only
      --ignore-index I         the class index that marks rows to be ignored; -100 unless it is given
      --class-axis A           the axis of the classes: 1 unless it is given, as in PyTorch; -1 is the last one
      --reduction REDUCTION    mean (default) or sum
      --batch-size N           the number is a mean over the means of batches of N
      --shape B,T              the rows are B sequences of T
      --label-smoothing E      a number in [0, 1]
      --temperature T          the logits are divided by T and the loss multiplied by T², as in distillation
      --epsilon E              what your code adds to a probability before its logarithm
      --format FORMAT          text (default) or json
      --help                   this

    A FILE is what numpy.save writes (float16, float32, float64, integers or booleans, in either byte order, C or Fortran
    order), one array of what numpy.savez writes (FILE.npz:KEY), or CSV: numbers between commas, semicolons, tabs or
    spaces, with or without a header.
    """

  /// - Throws: `CommandFailure` with exit status 64.
  init(_ arguments: [String]) throws(CommandFailure) {
    var rest = arguments[...]
    var seen: Set<String> = []
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-", Double(argument) == nil else {
        others.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts[0]
      guard Self.names.contains(name) else {
        throw CommandFailure.unknown("option", name, expected: Self.names + ["--help"])
      }
      guard seen.insert(name).inserted else { throw CommandFailure.usage("\(name) is given twice") }
      guard let value = parts.count > 1 ? parts[1] : rest.popFirst(), !value.isEmpty else {
        throw CommandFailure.usage("\(name) needs a value")
      }
      try set(name, value)
    }
    for name in ["--predictions", "--targets"] where !seen.contains(name) {
      throw CommandFailure.usage("\(name) FILE is missing; --help shows an example")
    }
    if [predictions, targets, weights, positiveWeight].count(where: { $0 == "-" }) > 1 {
      throw CommandFailure.usage("standard input can be only one of the files")
    }
    for name in family == .binary ? ["--temperature", "--ignore-index"] : ["--pos-weight"] where seen.contains(name) {
      throw CommandFailure.usage(
        "\(name) applies to \(family == .binary ? "cross-entropy, not to bce" : "bce: add --loss bce")")
    }
  }

  /// In the order in which a message lists them.
  private static let names = [
    "--predictions", "--targets", "--as", "--loss", "--weights", "--pos-weight", "--ignore-index", "--class-axis",
    "--batch-size", "--shape", "--reduction", "--label-smoothing", "--temperature", "--epsilon", "--format",
  ]

  private mutating func set(_ name: String, _ value: String) throws(CommandFailure) {
    func refusal(_ expected: String) -> CommandFailure { .usage("\(name) '\(value)': expected \(expected)") }
    func choice<Choice: RawRepresentable & CaseIterable>() throws(CommandFailure) -> Choice
    where Choice.RawValue == String {
      if let choice = Choice(rawValue: value) { return choice }
      throw refusal("one of \(Choice.allCases.map { $0.rawValue }.joined(separator: ", "))")
    }
    func integer(above bound: Int = .min) throws(CommandFailure) -> Int {
      if let number = Int(value), number > bound { return number }
      throw refusal("a whole number\(bound == 0 ? " above 0" : "")")
    }
    func number(_ range: String, _ isAllowed: (Double) -> Bool) throws(CommandFailure) -> Double {
      if let number = Double(value), isAllowed(number) { return number }
      throw refusal("a number \(range)")
    }
    switch name {
    case "--predictions": predictions = value
    case "--targets": targets = value
    case "--as": kind = try choice()
    case "--loss": family = try choice()
    case "--weights": weights = value
    case "--pos-weight": positiveWeight = value
    case "--ignore-index": ignoreIndex = try integer()
    case "--class-axis": classAxis = try integer()
    case "--batch-size": batchSize = try integer(above: 0)
    case "--shape":
      let lengths = value.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      guard lengths.count == 2, lengths.allSatisfy({ $0 > 0 }), lengths[0] <= Int.max / lengths[1] else {
        throw refusal("two whole numbers, such as 8,128")
      }
      sequences = (lengths[0], lengths[1])
    case "--reduction": reduction = try choice()
    case "--label-smoothing": labelSmoothing = try number("in [0, 1]") { (0...1) ~= $0 }
    case "--temperature": temperature = try number("above 0") { $0 > 0 && $0.isFinite }
    case "--epsilon": epsilon = try number("above 0 and below 1") { $0 > 0 && $0 < 1 }
    case "--format": format = try choice()
    default: break
    }
  }
}

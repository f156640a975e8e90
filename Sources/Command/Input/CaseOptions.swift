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
  var family = LossCase.Family.crossEntropy
  var reduction: LossCase.Reduction?
  var labelSmoothing = 0.0
  var temperature = 1.0
  var epsilon: Double?
  var format = Format.text
  /// Arguments that are not options.
  private(set) var others: [String] = []

  /// The lines of `--help` that tell the options.
  static let help = """
      --predictions FILE       what the model said: .npy or CSV, a row for each sample; - is standard input
      --targets FILE           soft labels of the same shape, or class indices
      --as KIND                logits, probabilities or log-probabilities; without it, the numbers tell
      --loss LOSS              cross-entropy (default) or bce
      --weights FILE           class weights; for bce, anything that broadcasts to the predictions
      --reduction REDUCTION    mean (default) or sum
      --label-smoothing E      a number in [0, 1]; cross-entropy only
      --temperature T          the logits are divided by T and the loss multiplied by T², as in distillation
      --epsilon E              what your code adds to a probability before its logarithm
      --format FORMAT          text (default) or json
      --help                   this

    A FILE is what numpy.save writes (float16, float32, float64, integers or booleans, in either byte order, C or Fortran
    order), or CSV: numbers between commas, semicolons, tabs or spaces, with or without a header.
    """

  /// - Throws: `CommandFailure` with exit status 64.
  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    var seen: Set<String> = []
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-"), argument != "-", StatedNumber(argument) == nil else {
        others.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let name = parts[0]
      guard Self.names.contains(name) else {
        throw CommandFailure.usage("unknown option '\(name)': expected \(Self.names.joined(separator: ", ")) or --help")
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
    if [predictions, targets, weights].count(where: { $0 == "-" }) > 1 {
      throw CommandFailure.usage("standard input can be only one of the files")
    }
    if family == .binary {
      for name in ["--label-smoothing", "--temperature"] where seen.contains(name) {
        throw CommandFailure.usage("\(name) applies to cross-entropy, not to bce")
      }
    }
  }

  private static let names = [
    "--predictions", "--targets", "--as", "--loss", "--weights", "--reduction", "--label-smoothing", "--temperature",
    "--epsilon", "--format",
  ]

  private mutating func set(_ name: String, _ value: String) throws {
    switch name {
    case "--predictions": predictions = value
    case "--targets": targets = value
    case "--weights": weights = value
    case "--as": kind = try choice(name, value)
    case "--loss": family = try choice(name, value)
    case "--reduction": reduction = try choice(name, value)
    case "--format": format = try choice(name, value)
    case "--label-smoothing": labelSmoothing = try number(name, value, "in [0, 1]") { $0 >= 0 && $0 <= 1 }
    case "--temperature": temperature = try number(name, value, "above 0") { $0 > 0 && $0.isFinite }
    default: epsilon = try number(name, value, "above 0 and below 1") { $0 > 0 && $0 < 1 }
    }
  }

  private func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String, _ value: String
  ) throws -> Choice where Choice.RawValue == String {
    guard let choice = Choice(rawValue: value) else {
      let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandFailure.usage("\(name) '\(value)': expected one of \(names)")
    }
    return choice
  }

  private func number(
    _ name: String, _ value: String, _ range: String, _ isAllowed: (Double) -> Bool
  ) throws -> Double {
    guard let number = Double(value), isAllowed(number) else {
      throw CommandFailure.usage("\(name) '\(value)': expected a number \(range)")
    }
    return number
  }
}

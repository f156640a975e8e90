import Evaluation
import Mistakes
import SoftLabels

/// An answer to a line of `evaluate`, or to a command with its files and arguments.
func answer(to fields: [[UInt8]]) -> String {
  let words = fields.map { String(decoding: $0, as: UTF8.self) }
  if words[0] == "evaluate" { return Answer(to: fields[1]).json }
  return PastedFiles(Array(fields[1...3])).answer(words[0], Array(words[4...]))
}

/// What the page calls files: texts that somebody pasted.
struct PastedFiles {
  private let contents: [(name: String, bytes: [UInt8])]

  /// The texts of predictions, targets and weights.
  init(_ texts: [[UInt8]]) {
    contents = zip(["predictions.csv", "targets.csv", "weights.csv"], texts).map { (name: $0, bytes: $1) }
  }

  private func array(_ name: String) throws(CommandFailure) -> NumericArray {
    guard let file = contents.first(where: { $0.name == name }) else { throw .noInput("\(name): no such file") }
    guard !file.bytes.isEmpty else { throw .badData("\(name): the file is empty") }
    return try TextTable(file.bytes, name: name).array()
  }

  private func read(_ options: CaseOptions) throws(CommandFailure) -> CaseInput {
    var weights: NumericArray?
    let (predictions, targets) = (try array(options.predictions), try array(options.targets))
    if let name = options.weights { weights = try array(name) }
    let positive = options.positiveWeightNumber
    if positive == nil, let text = options.positiveWeight { throw .noInput("\(text): no such file") }
    return try CaseInput(
      options, predictions: predictions, targets: targets, weights: weights,
      positiveWeights: positive)
  }

  /// What the command says, after the number of its exit status and a line end.
  func answer(_ command: String, _ arguments: [String]) -> String {
    do throws(CommandFailure) {
      let options = try CaseOptions(arguments)
      if command == "diagnose" {
        let reduction = try options.lossReduction()
        return "0\n" + Diagnosis(try read(options), reduction).text()
      }
      let value = try options.value()
      var report = try ExplanationReport(value, arguments, options, style: Style(isColoured: false)) {
        (options, origins) throws(CommandFailure) in
        let input = try read(options)
        var tally = Tally(origins)
        tally.add(input.data)
        return (input, tally)
      }
      if report.answer.matches.isEmpty { report.errors = Diagnosis(try read(options), .mean).errors }
      return (report.answer.matches.isEmpty ? "1\n" : "0\n") + report.text
    } catch {
      return "\(error.status.rawValue)\n" + printable(error.message) + "\n"
    }
  }
}

/// Nobody is told how far the page is.
final class Progress {
  func step(_ activity: String, _ done: Int, of total: Int) {}
  func finish() {}
}

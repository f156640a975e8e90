import SoftLabels
import Workbook

/// A line of `study.csv`: one model of one seed, and how good it is.
struct Line {
  /// What was trained, in words.
  let part, annotators, model, labels: String
  let decay: Float
  let measures: Measures

  func text(seed: UInt64) -> String {
    let numbers = [measures.accuracy, measures.excess, measures.offVotes, measures.offDigits]
    return (["\(seed)", part, annotators, model, labels, "\(decay)"] + numbers.map { formatted($0, decimals: 6) })
      .joined(separator: ",")
  }
}

/// The lines of all models of one seed: what `--study SEED` prints.
func study(seed: UInt64) throws -> String {
  let images = try readDigits()
  var lines: [Line] = []
  for annotators in Annotators.allCases {
    let sample = try Sample(seed: seed, annotators, of: images)
    for model in Model.allCases {
      for supply in Supply.all {
        func add(_ part: String, _ network: Network, _ decay: Float) throws {
          lines.append(
            Line(
              part: part, annotators: annotators.rawValue, model: model.rawValue, labels: supply.name, decay: decay,
              measures: try sample.measures(of: network)))
        }
        try add("without decay", supply.learned(model, sample, Recipe()), 0)
        let chosen = try supply.chosen(model, sample)
        try add("with decay", chosen.network, chosen.decay)
      }
    }
  }
  let sample = try Sample(seed: seed, .hesitant, of: images)
  for model in Model.allCases { lines += try underClassWeights(model, sample) }
  lines += try taught(sample)
  return lines.map { $0.text(seed: seed) + "\n" }.joined()
}

import SoftLabels
import Workbook

/// What a prediction costs on average for votes of which a share `y` is for the first of two classes.
struct Scores {
  let prediction: Double
  let log, brier, linear: Double

  init(_ p: Double, label y: Double) throws {
    prediction = p
    log = try CrossEntropy(
      probabilities: Probabilities(rows: [[p, 1 - p]]), targets: Distributions(rows: [[y, 1 - y]])
    ).sum
    brier = y * brierScore([p, 1 - p], vote: 0) + (1 - y) * brierScore([p, 1 - p], vote: 1)
    // One less the probability that the vote was given.
    linear = y * (1 - p) + (1 - y) * p
  }
}

func properScores(_ page: inout Page) throws {
  page.say("Four votes for neurosis and two for depression, and what is said of neurosis:")
  page.table(
    try [0.5, 0.6, 2.0 / 3, 0.8, 1].map { try Scores($0, label: 2.0 / 3) },
    .number("prediction", decimals: 4) { $0.prediction }, .number("-log p", decimals: 4) { $0.log },
    .number("Brier", decimals: 4) { $0.brier }, .number("1 - p", decimals: 4) { $0.linear })
}

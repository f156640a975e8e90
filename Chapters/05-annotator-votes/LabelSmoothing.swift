import SoftLabels
import Workbook

func thisIsLabelSmoothing(_ page: inout Page) throws {
  page.say("Patient 8, with one pseudo-vote, and under label smoothing of one seventh:")
  let withPseudoVote = label(of: Votes.counts[7], strength: 1)
  let smoothed = try minimisers(smoothing: 1 / 7)
  page.table(
    Votes.diagnoses.indices, .text("") { Votes.diagnoses[$0] }, .integer("votes") { Int(Votes.counts[7][$0]) },
    .number("their shares", decimals: 6) { Votes.counts[7][$0] / 6 },
    .number("with a pseudo-vote", decimals: 6) { withPseudoVote[$0] },
    .number("smoothed", decimals: 6) { smoothed[7, $0] })

  page.say("All thirty patients, at four strengths:")
  page.table(
    try [1.0 / 9, 2.0 / 3, 1, 6].map { m in
      let smoothed = try minimisers(smoothing: smoothing(strength: m, votes: 6)).scalars
      let pseudo = Votes.counts.flatMap { label(of: $0, strength: m) }
      return (strength: m, apart: zip(smoothed, pseudo).map { ($0 - $1).magnitude }.max() ?? .nan)
    },
    .number("m", decimals: 3) { $0.strength },
    .number("ε for one vote", decimals: 3) { smoothing(strength: $0.strength, votes: 1) },
    .number("ε for six", decimals: 3) { smoothing(strength: $0.strength, votes: 6) },
    .number("labels apart by at most", decimals: 15) { $0.apart })
}

/// The label smoothing that does what pseudo-votes do: ε = m / (N + m).
func smoothing(strength: Double, votes: Double) -> Double { strength / (votes + strength) }

/// The same solved for m.
func strength(smoothing: Double, votes: Double) -> Double { votes * smoothing / (1 - smoothing) }

/// The predictions at which cross-entropy from the vote shares is least, under label smoothing.
private func minimisers(smoothing: Double) throws -> Tensor<Double> {
  let labels = try Votes.labels
  return try CrossEntropy(probabilities: labels.asProbabilities, targets: labels, labelSmoothing: smoothing).minimisers
}

func fewerVotes(_ page: inout Page) throws {
  page.say("A vote predicted from some of the other five and from pseudo-votes divided evenly, best and with ε = 0.1:")
  page.table(
    try (1...5).map { known in
      let votes = HiddenVotes(known: known)
      let best = try least(votes.loss)
      let fixed = try votes.loss(strength: strength(smoothing: 0.1, votes: Double(known)))
      return (
        known: known, strength: best, loss: try votes.loss(strength: best),
        fixed: fixed
      )
    },
    .integer("known votes") { $0.known }, .number("best m", decimals: 2) { $0.strength },
    .number("its ε", decimals: 2) { smoothing(strength: $0.strength, votes: Double($0.known)) },
    .number("loss", decimals: 3) { $0.loss }, .number("loss with ε = 0.1", decimals: 3) { $0.fixed })
}

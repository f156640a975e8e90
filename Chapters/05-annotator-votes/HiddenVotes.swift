import SoftLabels
import Workbook

/// The mean loss of votes, each under a prediction of its own.
func lossOfVotes(
  among votes: [Votes.Vote] = Votes.all, _ prediction: (Votes.Vote) -> [Double]
) throws -> Double {
  let predictions = try Probabilities(rows: votes.map(prediction))
  let diagnoses = ClassIndices(votes.map(\.diagnosis))
  return try CrossEntropy(probabilities: predictions, targets: diagnoses).mean
}

func aVoteThatPredictsItself(_ page: inout Page) throws {
  page.say("All 180 votes, each predicted from the shares of")
  page.table(
    [
      ("all six votes on the patient", try lossOfVotes { shares(of: Votes.counts[$0.patient]) }),
      ("the other five", try lossOfVotes { shares(of: $0.others) }),
    ],
    .text("") { $0.0 }, .number("loss", decimals: 6) { $0.1 })

  let alone = Votes.all.filter { $0.others[$0.diagnosis] == 0 }
  page.say("\(alone.count) votes are alone: none of the other five is the same.")
  page.table(
    Votes.diagnoses.indices, .text("") { Votes.diagnoses[$0] }, .integer("votes") { Int(Votes.totals[$0]) },
    .integer("alone") { j in alone.count { $0.diagnosis == j } })
}

/// Votes that are predicted from only some of the other five, in every choice of those.
///
/// Where the pseudo-votes are divided evenly, all that counts is how many of the known votes are for the same diagnosis as
/// the hidden one. So the votes fall into a few groups, and a group is a row with a weight.
struct HiddenVotes {
  let known: Int
  /// For each number of known votes that are the same, how many of the hidden votes find it so, on average over the choices.
  let votes: [Double]

  init(known: Int, patients: [Int] = Array(Votes.counts.indices)) {
    self.known = known
    var votes = Array(repeating: 0.0, count: known + 1)
    for count in patients.flatMap({ Votes.counts[$0] }) where count > 0 {
      let same = Int(count) - 1
      for j in 0...known {
        votes[j] += count * choices(j, of: same) * choices(known - j, of: 5 - same) / choices(known, of: 5)
      }
    }
    self.votes = votes
  }

  /// The mean loss of the hidden votes. The two columns of a row are their diagnosis and all others.
  func loss(strength: Double) throws -> Double {
    let same = (0...known).map { (Double($0) + strength * 0.2) / (Double(known) + strength) }
    return try CrossEntropy(
      probabilities: Probabilities(rows: same.map { [$0, 1 - $0] }), targets: ClassIndices(same.map { _ in 0 }),
      sampleWeights: Weights(votes)
    ).mean
  }
}

/// In how many ways `k` of `n` can be chosen.
private func choices(_ k: Int, of n: Int) -> Double {
  (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
}

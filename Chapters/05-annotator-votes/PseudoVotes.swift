import SoftLabels
import Workbook

/// The shares of the votes and of `strength` pseudo-votes, which are divided as `prior` says.
func label(of votes: [Double], strength m: Double, prior q: [Double] = Prior.even) -> [Double] {
  let total = votes.reduce(m, +)
  return zip(votes, q).map { ($0 + m * $1) / total }
}

/// How the pseudo-votes are divided that help to predict a vote.
struct Prior {
  let name: String
  let division: (Votes.Vote) -> [Double]

  static let even = [0.2, 0.2, 0.2, 0.2, 0.2]

  static var all: [Prior] {
    [
      Prior(name: "as the other 179 votes") { shares(of: $0.removed(from: Votes.totals)) },
      Prior(name: "as all 180 votes: a leak") { _ in shares(of: Votes.totals) },
      Prior(name: "evenly, 0.2 each") { _ in even },
    ]
  }

  /// The mean loss of votes that are predicted from the other five and from pseudo-votes.
  func loss(strength: Double, of votes: [Votes.Vote] = Votes.all) throws -> Double {
    try lossOfVotes(among: votes) { label(of: $0.others, strength: strength, prior: division($0)) }
  }
}

func oneMoreVote(_ page: inout Page) throws {
  page.say("All 180 votes, each predicted from a pseudo-vote alone, or from it and the other five:")
  page.table(
    try Prior.all.map { (name: $0.name, alone: try lossOfVotes($0.division), withFive: try $0.loss(strength: 1)) },
    .text("the pseudo-vote is divided") { $0.name }, .number("alone", decimals: 6) { $0.alone },
    .number("with the five", decimals: 6) { $0.withFive })

  let gains = try Votes.counts.indices.map { patient in
    let loss = try [Prior.all[0], Prior.all[2]].map {
      try $0.loss(strength: 1, of: Votes.all.filter { $0.patient == patient })
    }
    return loss[0] - loss[1]
  }
  page.say("What the last row gains on the first, over thirty patients:")
  page.values(["mean": try Tensor(gains).mean, "standard error of the mean": standardError(gains)], decimals: 6)
}

/// How far the mean of such numbers may lie from what many more would give.
private func standardError(_ numbers: [Double]) -> Double {
  let n = Double(numbers.count)
  let mean = numbers.reduce(0, +) / n
  return (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1) / n).squareRoot()
}

func howStrong(_ page: inout Page) throws {
  page.table(
    try Prior.all.map { prior in
      let strength = try least { try prior.loss(strength: $0) }
      return (name: prior.name, strength: strength, loss: try prior.loss(strength: strength))
    },
    .text("pseudo-votes are divided") { $0.name }, .number("best strength", decimals: 2) { $0.strength },
    .number("loss there", decimals: 6) { $0.loss })

  page.say("Divided evenly, at other strengths:")
  page.table(
    try [0.25, 0.5, 1, 2, 4].map { (strength: $0, loss: try HiddenVotes(known: 5).loss(strength: $0)) },
    .number("strength", decimals: 2) { $0.strength }, .number("loss", decimals: 6) { $0.loss })

  let strengths = try Votes.counts.indices.map { patient in
    try least(HiddenVotes(known: 5, patients: Votes.counts.indices.filter { $0 != patient }).loss)
  }
  page.say("The best strength with one of the thirty patients left out:")
  page.values(["at the least": strengths.min() ?? .nan, "at the most": strengths.max() ?? .nan], decimals: 2)
}

/// The strength between 0 and 3, to a ten-thousandth, at which a loss is least that falls and then rises.
func least(_ loss: (Double) throws -> Double) rethrows -> Double {
  var (low, high) = (0.0, 3.0)
  while high - low > 1e-4 {
    let third = (high - low) / 3
    if try loss(low + third) < loss(high - third) { high -= third } else { low += third }
  }
  return (low + high) / 2
}

import Foundation

/// One good answer to each exercise of chapter 5, and why it is one.
enum Solutions {
  /// Exercise 5.1. Pseudo-votes are counted like votes: m in all, and each class has its share of them.
  ///
  /// One more vote for every class, as it is often done, is a strength of the number of classes.
  static func labelOfVotes(votes: [Double], strength: Double, prior: [Double]) -> [Double] {
    let total = votes.reduce(strength, +)
    return zip(votes, prior).map { ($0 + strength * $1) / total }
  }

  /// Exercise 5.2. A vote that is predicted is taken away twice: from its class, and from the number of all.
  ///
  /// The loss with the bug is the cross-entropy of the shares of all votes, and no prediction is better for these than
  /// the shares themselves. So its lowest value is their floor, where m is 0. Without the bug a class of one vote has
  /// nothing but its pseudo-votes, and costs infinity without them.
  static func lossOfHiddenVotes(votes: [Double], strength: Double, prior: [Double]) -> Double {
    let total = votes.reduce(0, +)
    var loss = 0.0
    for (n, q) in zip(votes, prior) where n > 0 {
      loss -= n * log((n - 1 + strength * q) / (total - 1 + strength))
    }
    return loss / total
  }

  /// Exercise 5.3. All votes for a class score alike, so there is a score for each class, and its votes are the weights.
  ///
  /// Σ (p - y)² with the shares y is less by 1 - Σ y², the floor. It is least at the same p.
  static func meanBrierScore(prediction p: [Double], votes: [Double]) -> Double {
    var score = 0.0
    for k in votes.indices {
      score += votes[k] * p.indices.reduce(0) { $0 + pow(p[$1] - ($1 == k ? 1 : 0), 2) }
    }
    return score / votes.reduce(0, +)
  }

  /// Exercise 5.4. 1, -0.2, 0.2 and -0.04.
  ///
  /// Where all patients have the same votes, the two floors are equal, and κ is 1 - 6/5: two voters agree a little less
  /// often than two draws of which the second may be the first again. In the last table 23 votes of 24 are the same, but
  /// chance alone would bring as much agreement, and a little more.
  static func predictedKappa(_ votes: [[Double]]) -> Double {
    (100 * kappaOfVotes(votes)).rounded() / 100
  }

  /// Exercise 5.5. How often two different votes on a patient differ, over how often two draws from all votes do.
  ///
  /// Of N votes on a patient there are N (N - 1) ordered pairs, and in Σ n (N - n) of them the two differ.
  static func kappaOfVotes(_ votes: [[Double]]) -> Double {
    let voters = votes[0].reduce(0, +)
    let differing = votes.joined().reduce(0) { $0 + $1 * (voters - $1) }
    let patients = Double(votes.count)
    let shares = votes[0].indices.map { j in votes.reduce(0) { $0 + $1[j] } / (voters * patients) }
    let byChance = shares.reduce(0) { $0 + $1 * (1 - $1) }
    return 1 - differing / (patients * voters * (voters - 1)) / byChance
  }
}

import Foundation
import Workbook

/// The exercises of chapter 5. Write each body in place of `throw Unsolved()`; `swift run annotator-votes --exercises`
/// tells how it went. `log` is there; helpers of your own may stand beside the functions.
enum Exercises {
  /// Exercise 5.1: a label from votes and pseudo-votes.
  ///
  /// - Parameters:
  ///   - votes: how many votes each class has.
  ///   - strength: how many pseudo-votes there are in all; any number above 0.
  ///   - prior: how they are divided, as shares that sum to 1.
  /// - Returns: the label, shares that sum to 1, within 8 ULP.
  static func labelOfVotes(votes: [Double], strength: Double, prior: [Double]) throws -> [Double] {
    throw Unsolved()
  }

  /// Exercise 5.2: find the bug, and hide the vote.
  ///
  /// Somebody wants to know what a label is worth that is made of votes and pseudo-votes, and lets it predict each vote
  /// on the patient. The result is lowest without any pseudo-votes, so they were dropped. With n for the votes of a
  /// class, N for those of the patient, m pseudo-votes and q for their shares, it is
  ///
  ///     -Σ n log((n + m q) / (N + m)) / N
  ///
  /// - Parameters:
  ///   - votes: how many votes each class has; at least two in all.
  ///   - strength: m, 0 or more.
  ///   - prior: q, shares that sum to 1.
  /// - Returns: the mean loss of the votes, each of them predicted from all others, in nats, within 64 ULP.
  static func lossOfHiddenVotes(votes: [Double], strength: Double, prior: [Double]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 5.3: the Brier score of a prediction, averaged over votes.
  ///
  /// - Parameters:
  ///   - p: the prediction, a probability for each class.
  ///   - votes: how many votes each class has.
  /// - Returns: the mean over the votes of Σ (p - e)², where e is 1 at the class of the vote and 0 elsewhere, within 64 ULP.
  static func meanBrierScore(prediction p: [Double], votes: [Double]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 5.4: predict, then run.
  ///
  /// Six people vote on each of a few patients, between two diagnoses. Write down κ for each of the four tables, with a
  /// pencil or by your feeling for it, and then ask how it went.
  ///
  /// - Parameter votes: a row for each patient: [[6, 0], [0, 6]], [[3, 3], [3, 3]], [[6, 0], [3, 3]] or
  ///   [[6, 0], [6, 0], [6, 0], [5, 1]].
  /// - Returns: κ, to two decimals.
  static func predictedKappa(_ votes: [[Double]]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 5.5: κ.
  ///
  /// - Parameter votes: how many votes each class has, a row for each patient. All rows have the same sum, which is at least
  ///   2, and not all votes are for one class.
  /// - Returns: Fleiss's κ, within 64 ULP.
  static func kappaOfVotes(_ votes: [[Double]]) throws -> Double {
    throw Unsolved()
  }
}

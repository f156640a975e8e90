import Foundation
import Workbook

/// The exercises of chapter 6. Write each body in place of `throw Unsolved()`; `swift run do-soft-labels-help --exercises`
/// tells how it went. `log` and `exp` are there; helpers of your own may stand beside the functions.
enum Exercises {
  /// Exercise 6.1: many votes, one row.
  ///
  /// An image stands in a batch once for each of its votes, always with the same logits. What is the gradient of the sum of
  /// these losses with respect to those logits?
  ///
  /// - Parameters:
  ///   - x: the C logits of the image.
  ///   - counts: how many votes each of the C classes has.
  /// - Returns: C slopes, within 64 ULP.
  static func slopesOfVotes(logits x: [Double], counts: [Double]) throws -> [Double] {
    throw Unsolved()
  }

  /// Exercise 6.2: predict, then run.
  ///
  /// An annotator is right seven times in ten, and otherwise names always the same wrong class. Write down for each of the
  /// four numbers of annotators how often their majority is right, and then ask how it went.
  ///
  /// - Parameter votes: how many annotators there are: 1, 3, 5 or 7.
  /// - Returns: how often most of them are right, to two decimals.
  static func rightMajorities(_ votes: Double) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 6.3: find the bug, and write the loss without it.
  ///
  /// Somebody wrote a distillation loss. It passes every test at a temperature of 1, and at 4 the student hardly listens.
  /// With q = softmax(teacher / T) and p = softmax(student / T) it returns
  ///
  ///     Σ q (log q - log p)
  ///
  /// - Parameters:
  ///   - student: C logits.
  ///   - teacher: C logits.
  ///   - temperature: T, above 0.
  /// - Returns: the loss whose slopes do not fade as T grows, in nats, within 4096 ULP.
  static func lesson(student: [Double], teacher: [Double], temperature: Double) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 6.4: class weights afterwards.
  ///
  /// A model was trained without class weights. A decision wants them.
  ///
  /// - Parameters:
  ///   - x: the C logits of the model.
  ///   - w: C class weights, not negative, and above 0 for a class whose probability is not 0.
  /// - Returns: C probabilities: those of the model, each times its weight, over the sum of these products; within 64 ULP.
  static func weightedAfterwards(logits x: [Double], weights w: [Double]) throws -> [Double] {
    throw Unsolved()
  }
}

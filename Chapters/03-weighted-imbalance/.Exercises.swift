import Foundation
import Workbook

/// The exercises of chapter 3. Write each body in place of `throw Unsolved()`; `swift run weighted-imbalance --exercises`
/// tells how it went. `log`, `log1p` and `exp` are there; helpers of your own may stand beside the functions.
enum Exercises {
  /// Exercise 3.1: weights from soft class mass.
  ///
  /// For the article's four rows these are two numbers that you can work out by hand.
  ///
  /// - Parameter labels: N rows of C soft labels; every class has some mass.
  /// - Returns: C weights, N / (C m) for a class of mass m, within 16 ULP.
  static func balancingWeights(labels: [[Double]]) throws -> [Double] {
    throw Unsolved()
  }

  /// Exercise 3.2: the weighted mean for class indices, with the divisor that PyTorch has.
  ///
  /// - Parameters:
  ///   - probabilities: N rows of C predicted probabilities.
  ///   - classes: the N right classes, counted from 0.
  ///   - weights: C class weights, not negative; the weights of the right classes are not all 0.
  /// - Returns: the mean loss in nats, within 16 ULP.
  static func weightedMean(probabilities: [[Double]], classes: [Int], weights: [Double]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 3.3: where class weights lead.
  ///
  /// - Parameters:
  ///   - y: a soft label, C numbers that sum to 1.
  ///   - w: C class weights, not negative.
  /// - Returns: the C probabilities at which the weighted loss is least, within 8 ULP.
  static func bestPrediction(label y: [Double], weights w: [Double]) throws -> [Double] {
    throw Unsolved()
  }

  /// Exercise 3.4: predict, then run.
  ///
  /// Two rows look alike to a model, so it says the same of both. Each row is weighed by its average class weight under
  /// [0.2, 0.8]. Write down for each of the four pairs what the model will say of class 0, and then ask how it went.
  ///
  /// - Parameter y: what the labels of the two rows give class 0: [0.9, 0.5], [1, 0], [0.5, 0.5] or [0.8, 0.4].
  /// - Returns: the prediction for class 0 with the least loss, to two decimals.
  static func predictedShare(_ y: [Double]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 3.5: find the bug, and write the kernel without it.
  ///
  /// Somebody gave the kernel of chapter 2 class weights. It passes every test in which all weights are 1. With m the
  /// largest logit, and r the sum of exp(x - m) over the other classes, it returns
  ///
  ///     Σ w y (m - x) + log1p(r)
  ///
  /// - Parameters:
  ///   - x: C logits, of any size; `-.infinity` masks a class, but never all of them.
  ///   - y: the soft label, C numbers that sum to 1; 0 for every masked class.
  ///   - w: C class weights, not negative.
  /// - Returns: -Σ w y log softmax(x), in nats, within 8 ULP.
  static func stableLoss(logits x: [Double], label y: [Double], weights w: [Double]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 3.6: the gradient of that loss with respect to the logits.
  ///
  /// - Parameters: as in the exercise before.
  /// - Returns: C slopes, in nats for each unit of a logit, within 64 ULP.
  static func gradient(logits x: [Double], label y: [Double], weights w: [Double]) throws -> [Double] {
    throw Unsolved()
  }
}

import Foundation
import Workbook

/// The exercises of chapter 2. Write each body in place of `throw Unsolved()`; `swift run multiclass-soft-ce --exercises`
/// tells how it went. `log`, `log1p` and `exp` are there; helpers of your own may stand beside the functions.
enum Exercises {
  /// Exercise 2.1: the loss of one row, by its definition.
  ///
  /// What should come out for the three rows of the article stands in the chapter. A class that the label rules out costs
  /// nothing, whatever its probability.
  ///
  /// - Parameters:
  ///   - p: the predicted probabilities of the C classes; they sum to 1.
  ///   - y: the soft label, C numbers that sum to 1.
  /// - Returns: -Σ y log p, in nats, within 64 ULP.
  static func lossOfRow(probabilities p: [Double], label y: [Double]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 2.2: softmax.
  ///
  /// - Parameter x: C logits, of any size; `-.infinity` masks a class, but never all of them.
  /// - Returns: C probabilities, within 8 ULP.
  static func softmaxOfRow(_ x: [Double]) throws -> [Double] {
    throw Unsolved()
  }

  /// Exercise 2.3: predict, then run.
  ///
  /// A model passes its probabilities through a second softmax. Write down what the loss will say of each of the four
  /// predictions before you compute any of them, and then ask how it went.
  ///
  /// - Parameter p: [1, 0, 0], [1, 0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25] or [0, 1]; the first class is the right one.
  /// - Returns: the loss in nats, to two decimals.
  static func predictedLoss(_ p: [Double]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 2.4: the stable kernel.
  ///
  /// - Parameters:
  ///   - x: C logits, as for the softmax.
  ///   - y: the soft label, C numbers that sum to 1; 0 for every masked class.
  /// - Returns: the cross-entropy in nats, within 8 ULP, also where it is far smaller than any logit.
  static func stableLoss(logits x: [Double], label y: [Double]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 2.5: the gradient of the mean loss of a batch with respect to the logits.
  ///
  /// - Parameters:
  ///   - logits: N rows of C logits, as before.
  ///   - labels: N rows of C soft labels.
  /// - Returns: N rows of C slopes, in nats for each unit of a logit, within 64 ULP.
  static func gradientOfMean(logits: [[Double]], labels: [[Double]]) throws -> [[Double]] {
    throw Unsolved()
  }
}

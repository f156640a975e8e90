import Foundation
import Workbook

/// The exercises of chapter 1. Write each body in place of `throw Unsolved()`; `swift run binary-soft-bce --exercises`
/// tells how it went. `log`, `log1p` and `exp` are there; helpers of your own may stand beside the functions.
enum Exercises {
  /// Exercise 1.1: the loss of one label, by its definition.
  ///
  /// For the first row of the article this is a number that you can work out by hand. A term whose factor is 0 costs
  /// nothing, whatever its logarithm; a certain answer that is wrong costs `.infinity`.
  ///
  /// - Parameters:
  ///   - p: the predicted probability of yes, from 0 to 1.
  ///   - y: the soft label, from 0 to 1.
  /// - Returns: -y log p - (1 - y) log(1 - p), in nats, within 64 ULP.
  static func lossOfLabel(prediction p: Double, label y: Double) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 1.2: the cross-entropy of a batch, each sample counted once.
  ///
  /// - Parameters:
  ///   - predictions: N rows of two probabilities, yes and no, that sum to 1.
  ///   - labels: N rows of two soft labels, likewise.
  /// - Returns: the sum over the N samples, in nats, within 64 ULP.
  static func lossOfBatch(predictions: [[Double]], labels: [[Double]]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 1.3: the floor under the mean loss of some labels.
  ///
  /// - Parameter labels: one soft label or more, each from 0 to 1 and a sample of its own.
  /// - Returns: the least mean loss that any predictions can reach, in nats, within 64 ULP.
  static func floorOfMean(labels: [Double]) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 1.4: the stable kernel.
  ///
  /// - Parameters:
  ///   - x: the logit, any number or `-.infinity`, which stands for a probability of 0.
  ///   - y: the soft label, from 0 to 1.
  /// - Returns: the loss in nats, within 4 ULP for every logit.
  static func stableLoss(logit x: Double, label y: Double) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 1.5: the gradient of the mean loss with respect to the logits.
  ///
  /// - Parameters:
  ///   - logits: N logits, as in the exercise before.
  ///   - labels: N soft labels.
  /// - Returns: N slopes, in nats for each unit of a logit, within 64 ULP also where the sigmoid rounds to 0 or 1.
  static func gradientOfMean(logits: [Double], labels: [Double]) throws -> [Double] {
    throw Unsolved()
  }

  /// Exercise 1.6: predict, then run.
  ///
  /// Every prediction of a batch is one half, whatever its labels are. What will `BCELoss` say? Decide on both numbers
  /// before you compute any; then put 0.5 for each prediction of Article.swift, and run the chapter.
  ///
  /// - Parameters:
  ///   - samples: how many rows the batch has.
  ///   - columns: how many labels, and predictions, each row has.
  /// - Returns: the sum and the mean, in nats, within 4 ULP.
  static func lossesOfOneHalf(samples: Int, columns: Int) throws -> [Double] {
    throw Unsolved()
  }
}

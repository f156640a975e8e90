import Foundation
import Workbook

/// The exercises of chapter 4. Write each body in place of `throw Unsolved()`; `swift run right-to-the-last-bit
/// --exercises` tells how it went. `log1p` and `exp` are there; helpers of your own may stand beside the functions.
enum Exercises {
  /// Exercise 4.1: predict, then run.
  ///
  /// One class is ahead of all others, which share a logit of 0. How far ahead must it be, in whole numbers, for
  /// log Σ exp x less the gap to be exactly 0, though both steps are correctly rounded? The page has it for a Float and
  /// one other class, between two rows of its table. Predict that one with a pencil, then Double's.
  ///
  /// - Parameters:
  ///   - bits: how many significant bits the type has: 24 for Float, 53 for Double.
  ///   - others: how many other classes there are.
  /// - Returns: the smallest whole gap at which the formula gives 0.
  static func gapOfNoLoss(bits: Int, others: Int) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 4.2: what a subtraction loses.
  ///
  /// Where b/2 ≤ a ≤ 2b it loses nothing, and the answer is 0. Nor does it always lose something elsewhere. What it loses
  /// is itself a Double, as long as nothing overflows, so it can be found by additions and subtractions alone.
  ///
  /// - Parameters:
  ///   - a: a finite number.
  ///   - b: a finite number, larger or smaller than a.
  /// - Returns: the exact a - b less what `a - b` gives, exactly.
  static func lostBySubtracting(_ b: Double, from a: Double) throws -> Double {
    throw Unsolved()
  }

  /// Exercise 4.3: find the bug, and round by hand.
  ///
  /// All that is known of a loss is that it lies within `error` of `value`. To which Floats do the two ends round? If to
  /// the same, that is the answer. `[Float(value - error), Float(value + error)]` is how it is often written. But its
  /// subtraction rounds as well, and may land just in the middle between two Floats, from which a tie can go either way.
  ///
  /// - Parameters:
  ///   - value: the middle of what is possible.
  ///   - error: how far off it may be; at least 0.
  /// - Returns: the Floats of the lower and of the upper end, which no number within the bound rounds below or above.
  static func roundedEnds(value: Double, error: Double) throws -> [Double] {
    throw Unsolved()
  }
}

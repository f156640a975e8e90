import Mistakes
import SoftLabels

/// What predictions look like, and why.
struct Appearance {
  let kind: LossCase.Kind
  /// A clause such as "every row sums to 1".
  let reason: String
  /// True where it can hardly be chance: what a finding may rest on.
  let isCertain: Bool

}

extension Appearance {
  /// The row whose sum strays most from 1.
  static func worstRow(of values: [Double], classes: Int) -> (row: Int, sum: Double) {
    var worst = (row: 0, sum: 1.0)
    for row in 0..<values.count / classes {
      let sum = values[row * classes..<(row + 1) * classes].reduce(0, +)
      if (sum - 1).magnitude > (worst.sum - 1).magnitude { worst = (row, sum) }
    }
    return worst
  }

  /// - Parameter original: the place in the array of a place in `values`, which is rows of classes.
  static func of(
    _ values: [Double], classes: Int, family: LossCase.Family, in array: NumericArray, original: (Int) -> Int
  ) -> Appearance {
    let isWithin = values.allSatisfy { $0.isNaN || ($0 >= 0 && $0 <= 1) }
    let isBelow = values.allSatisfy { $0.isNaN || $0 <= 0 }
    let isZero = values.allSatisfy { $0 == 0 }
    let tolerance = array.normalisationTolerance(classes: classes)
    // A single row can sum to 1 by chance; it must do so more exactly to count as evidence.
    let strict = values.count == classes ? min(tolerance, 1e-6) : tolerance
    let numbers = values.count == 1 ? "the only number lies" : "all \(values.count) numbers lie"

    if isWithin && !isZero {
      let sums = worstRow(of: values, classes: classes)
      let stray = (sums.sum - 1).magnitude
      if classes > 1 && stray <= tolerance {
        return Appearance(
          kind: .probabilities, reason: "\(numbers) in [0, 1] and every row sums to 1", isCertain: stray <= strict)
      }
      if classes == 1 || family == .binary {
        return Appearance(kind: .probabilities, reason: "\(numbers) in [0, 1]", isCertain: values.count >= 24)
      }
      let sum = "row \(sums.row) sums to \(shortened(sums.sum))"
      return Appearance(
        kind: .logits, reason: "\(numbers) in [0, 1], but \(sum), so they are no distributions", isCertain: false)
    }
    if isBelow && !isZero && classes > 1 {
      let slack = array.type == .float16 ? 0x1p-7 : tolerance
      let stray = (worstRow(of: values.map(Double.exp), classes: classes).sum - 1).magnitude
      if stray <= slack {
        return Appearance(
          kind: .logProbabilities, reason: "no number is above 0 and the exponentials of every row sum to 1",
          isCertain: stray <= max(strict, array.type == .float16 ? slack : 0))
      }
    }
    let outside = values.firstIndex { $0 < 0 || $0 > 1 }
    let reason =
      outside.map { "\(values[$0]) at \(array.place(original($0))) is not in [0, 1]" }
      ?? (isZero ? "all numbers are 0" : "the numbers are not probabilities")
    return Appearance(kind: .logits, reason: reason, isCertain: outside != nil)
  }
}

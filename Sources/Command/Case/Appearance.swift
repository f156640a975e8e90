import Mistakes
import SoftLabels

/// What predictions look like, and why.
struct Appearance {
  let kind: LossCase.Kind
  /// A clause such as "every row sums to 1".
  let reason: String
  /// True where it can hardly be chance: what a finding may rest on.
  let isCertain: Bool
  /// True where no number lies outside [0, 1].
  let isWithin: Bool
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

  /// What is seen in a block of the predictions. Blocks add up.
  struct Sight: Sendable {
    private(set) var count: Int
    private(set) var isWithin, isBelow, isZero: Bool
    /// The rows that stray most, of the numbers and of their exponentials.
    private(set) var sums = (row: 0, sum: 1.0), exponentials = (row: 0, sum: 1.0)
    /// The first number that is no probability.
    private(set) var outside: String?

    /// - Parameter original: the place in the array of a place in `values`, which is rows of classes.
    init(_ values: [Double], classes: Int, in array: NumericArray, original: (Int) -> Int) {
      count = values.count
      isWithin = values.allSatisfy { $0.isNaN || ($0 >= 0 && $0 <= 1) }
      isBelow = values.allSatisfy { $0.isNaN || $0 <= 0 }
      isZero = values.allSatisfy { $0 == 0 }
      if isWithin { sums = worstRow(of: values, classes: classes) }
      if isBelow && classes > 1 { exponentials = worstRow(of: values.map(Double.exp), classes: classes) }
      sums.row += array.firstRow * (values.count / classes / max(array.shape.first ?? 1, 1))
      outside = values.firstIndex { $0 < 0 || $0 > 1 }.map { "\(values[$0]) at \(array.place(original($0)))" }
    }

    mutating func add(_ next: Sight) {
      func worse(_ a: (row: Int, sum: Double), _ b: (row: Int, sum: Double)) -> (row: Int, sum: Double) {
        (b.sum - 1).magnitude > (a.sum - 1).magnitude ? b : a
      }
      (sums, exponentials) = (worse(sums, next.sums), worse(exponentials, next.exponentials))
      (isWithin, isBelow, isZero) = (isWithin && next.isWithin, isBelow && next.isBelow, isZero && next.isZero)
      outside = outside ?? next.outside
      count += next.count
    }
  }

  /// - Parameter array: the predictions, or any part of them.
  init(_ sight: Sight, classes: Int, family: LossCase.Family, in array: NumericArray) {
    let tolerance = array.normalisationTolerance(classes: classes)
    // A single row can sum to 1 by chance; it must do so more exactly to count as evidence.
    let strict = sight.count == classes ? min(tolerance, 1e-6) : tolerance
    let numbers = sight.count == 1 ? "the only number lies" : "all \(sight.count) numbers lie"
    isWithin = sight.isWithin
    let (stray, strayOfLogs) = ((sight.sums.sum - 1).magnitude, (sight.exponentials.sum - 1).magnitude)
    let slack = array.type == .float16 ? 0x1p-7 : tolerance
    if sight.isZero {
      (kind, reason, isCertain) = (.logits, "all numbers are 0", false)
    } else if isWithin && classes > 1 && stray <= tolerance {
      (kind, reason) = (.probabilities, "\(numbers) in [0, 1] and every row sums to 1")
      isCertain = stray <= strict
    } else if isWithin && (classes == 1 || family == .binary) {
      (kind, reason, isCertain) = (.probabilities, "\(numbers) in [0, 1]", sight.count >= 24)
    } else if isWithin {
      let sum = "row \(sight.sums.row) sums to \(shortened(sight.sums.sum))"
      reason = "\(numbers) in [0, 1], but \(sum), so they are no distributions"
      (kind, isCertain) = (.logits, false)
    } else if sight.isBelow && classes > 1 && strayOfLogs <= slack {
      (kind, reason) = (.logProbabilities, "no number is above 0 and the exponentials of every row sum to 1")
      isCertain = strayOfLogs <= max(strict, array.type == .float16 ? slack : 0)
    } else {
      reason = sight.outside.map { "\($0) is not in [0, 1]" } ?? "the numbers are not probabilities"
      (kind, isCertain) = (.logits, sight.outside != nil)
    }
  }
}

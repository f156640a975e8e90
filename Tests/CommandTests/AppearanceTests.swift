import Foundation
import Mistakes
import Testing

@testable import soft_labels

/// What numbers are taken for when nobody says what they are.
@Suite struct `What predictions look like` {
  private func appearance(
    _ values: [Double], columns: Int, _ options: [String] = [], type: NumericArray.ElementType = .float64
  ) throws -> Appearance {
    let targets = [Double](repeating: 1 / Double(columns), count: values.count)
    return try caseInput(values, targets, columns: columns, options, type: type).appearance
  }

  @Test func `rows in [0, 1] that sum to 1 are probabilities`() throws {
    let two = try appearance([0.5, 0.5, 0.25, 0.75], columns: 2)
    #expect(two.kind == .probabilities && two.isCertain)
    #expect(two.reason == "all 4 numbers lie in [0, 1] and every row sums to 1")
    // Within the tolerance of the type, and not beyond.
    #expect(try appearance([0.5, 0.5 + 0x1p-12, 0.25, 0.75], columns: 2).kind == .probabilities)
    let beyond = try appearance([0.25, 0.75, 0.5, 0.5 + 0x1p-10], columns: 2)
    #expect(beyond.kind == .logits && !beyond.isCertain)
    #expect(beyond.reason == "all 4 numbers lie in [0, 1], but row 1 sums to 1.00098, so they are no distributions")
    #expect(try appearance([0, 0], columns: 2).reason == "all numbers are 0")
    #expect(try appearance([.nan, 0.5, 0.25, 0.75], columns: 2).kind == .probabilities)
  }

  @Test func `a single row must sum to 1 more exactly to be certain`() throws {
    #expect(try appearance([0.5, 0.5 + 1e-7], columns: 2).isCertain)
    let chance = try appearance([0.5, 0.5 + 2e-6], columns: 2)
    #expect(chance.kind == .probabilities && !chance.isCertain)
    #expect(try appearance([0.5, 0.5 + 2e-6, 0.25, 0.75], columns: 2).isCertain)
    let logarithms = [Foundation.log(0.5), Foundation.log(0.5 + 2e-6)]
    #expect(try appearance(logarithms, columns: 2).isCertain == false)
    #expect(try appearance(logarithms + logarithms, columns: 2).isCertain)
  }

  @Test func `answers to separate questions are certain from two dozen on`() throws {
    let column = try appearance([0.5], columns: 1)
    #expect(column.kind == .probabilities && !column.isCertain)
    #expect(column.reason == "the only number lies in [0, 1]")
    let many = [Double](repeating: 0.25, count: 24)
    #expect(try appearance(many, columns: 3, ["--loss", "bce"]).isCertain)
    #expect(try appearance(Array(many.dropLast(3)), columns: 3, ["--loss", "bce"]).isCertain == false)
    #expect(try appearance(many, columns: 3).kind == .logits)
  }

  @Test func `log-probabilities are nowhere above 0, and their exponentials sum to 1`() throws {
    let half = Foundation.log(0.5)
    let certain = try appearance([half, half, half, half], columns: 2)
    #expect(certain.kind == .logProbabilities && certain.isCertain)
    #expect(certain.reason == "no number is above 0 and the exponentials of every row sum to 1")
    // A hair above 0 is a logit, whatever the exponentials sum to.
    let hair = try appearance([1e-7, -40], columns: 2)
    #expect(hair.kind == .logits && hair.isCertain)
    #expect(hair.reason == "-40.0 at row 0, column 1 is not in [0, 1]")
    // A column of logits near 0 has exponentials near 1, and is none.
    #expect(try appearance([-1e-5, -1e-5], columns: 1).kind == .logits)
  }

  @Test func `float16 allows its logarithms more`() throws {
    let row = [Foundation.log(0.5), Foundation.log(0.504)]
    #expect(try appearance(row + row, columns: 2).kind == .logits)
    #expect(try appearance(row + row, columns: 2, type: .float32).kind == .logits)
    let half = try appearance(row, columns: 2, type: .float16)
    #expect(half.kind == .logProbabilities && half.isCertain)
    let beyond = [Foundation.log(0.5), Foundation.log(0.508)]
    #expect(try appearance(beyond, columns: 2, type: .float16).kind == .logits)
  }

  @Test func `what is out of [0, 1] is certain, and its first place is named`() throws {
    let logits = try appearance([0.5, 0.2, -0.1, 3], columns: 2)
    #expect(logits.kind == .logits && logits.isCertain)
    #expect(logits.reason == "-0.1 at row 1, column 0 is not in [0, 1]")
    #expect(
      try appearance([0.5, 0.2, 0.1, Double(1).nextUp], columns: 2).reason.hasPrefix("1.0000000000000002 at row 1"))
  }
}

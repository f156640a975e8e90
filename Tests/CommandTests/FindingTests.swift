import Foundation
import Mistakes
import Testing

@testable import soft_labels

/// How grave a finding is, which one stands first, and where it begins.
@Suite struct `The findings of diagnose` {
  private func findings(
    _ predictions: [Double], _ targets: [Double], columns: Int, _ options: String = "",
    type: NumericArray.ElementType = .float64, indices: Bool = false, weights: [Double]? = nil
  ) throws -> [Finding] {
    let input = try caseInput(
      predictions, targets, columns: columns, options.split(separator: " ").map(String.init), type: type,
      indices: indices, weights: weights)
    return Diagnosis(input, .mean).findings
  }

  private func codes(
    _ predictions: [Double], _ targets: [Double], columns: Int, _ options: String = "",
    type: NumericArray.ElementType = .float64, weights: [Double]? = nil
  ) throws -> [String] {
    try findings(predictions, targets, columns: columns, options, type: type, weights: weights).map(\.code)
  }

  // MARK: Severity

  @Test func `an error spoils the number, a warning its meaning, and a note nothing`() throws {
    let half = [0.5, 0.5]
    let cases: [([Finding], String, Finding.Severity, StoryChapter)] = [
      (try findings([.nan, 1], half, columns: 2), "nan_value", .error, .multiclass),
      (try findings([2, 1], [.nan, 0.5], columns: 2), "nan_value", .error, .multiclass),
      (try findings([2, 1, 0, 3], half + [-100, -100], columns: 2), "sentinel_rows", .error, .multiclass),
      (try findings([2, 1, 0, 3], [1, -100], columns: 2, indices: true), "sentinel_rows", .note, .weighted),
      (try findings([2, 1], [1.5, -0.5], columns: 2), "negative_target", .error, .multiclass),
      (try findings(half, half, columns: 2, "--as logits"), "looks_like_probabilities", .error, .multiclass),
      (
        try findings(half + half, half + half, columns: 2, "--as log-probabilities"), "looks_like_probabilities",
        .error, .multiclass
      ),
      (try findings([2, -1], half, columns: 2, "--as probabilities"), "looks_like_logits", .error, .multiclass),
      (try findings([2], [0.5], columns: 1, "--as probabilities --loss bce"), "looks_like_logits", .error, .binary),
      (
        try findings([0.9, 0.8], half, columns: 2, "--as probabilities"), "looks_like_logits", .warning, .multiclass
      ),
      (
        try findings(half.map { Foundation.log($0) }, half, columns: 2, "--as logits"),
        "looks_like_log_probabilities", .note, .multiclass
      ),
      (
        try findings(half.map { Foundation.log($0) }, half, columns: 2, "--as probabilities"),
        "looks_like_log_probabilities", .error, .multiclass
      ),
      (
        try findings(half.map { Foundation.log($0) }, [0.5, 0.4], columns: 2, "--as logits --loss bce"),
        "looks_like_log_probabilities", .error, .multiclass
      ),
      (try findings([2, 1], [0.5, 0.4], columns: 2), "targets_not_normalised", .warning, .multiclass),
      (try findings([2], [70], columns: 1, "--loss bce"), "targets_not_normalised", .error, .binary),
      (
        try findings([-.infinity, 1, 2], [0.5, 0.25, 0.25], columns: 3), "infinite_logit_with_target_mass", .error,
        .multiclass
      ),
      (try findings([0, 1], half, columns: 2, "--as probabilities"), "saturated", .error, .binary),
      (try findings([120, 0], [1, 0], columns: 2, type: .float32), "saturated", .note, .multiclass),
      (try findings([2, 1], [0, 0], columns: 1, indices: true), "single_class", .error, .binary),
      (try findings([1, -1], [0.3, 0.7], columns: 2, "--loss bce"), "complementary_columns", .warning, .binary),
      (
        try findings([1, -1], [0.3, 0.7], columns: 2, "--loss bce", weights: [1, 2]).filter {
          $0.code == "inert_weights"
        }, "inert_weights", .warning, .weighted
      ),
      (try findings([1, 2], [1, 0], columns: 2, weights: [2, 1]), "weights_oppose_mass", .warning, .weighted),
      (try findings([1, 2], [0.4, 0.6], columns: 2, weights: [2, 1]), "weights_move_minimiser", .note, .weighted),
      (try findings([0, 24], [1, 0], columns: 2, "--epsilon 1e-10"), "epsilon_bites", .warning, .multiclass),
      (try findings([2, 1], half, columns: 2, "--epsilon 1e-10"), "epsilon_inert", .note, .multiclass),
    ]
    for (found, code, severity, chapter) in cases {
      let first = try #require(found.first, "\(code)")
      #expect(first.code == code)
      #expect(first.severity == severity, "\(code): \(first.seen)")
      #expect(first.chapter == chapter, "\(code)")
    }
  }

  @Test func `a report names the severity and the chapter, and JSON does, too`() throws {
    let (_, json, text) = try diagnose([0.9, 0.8], [0.5, 0.5], columns: 2, "--as probabilities")
    #expect(text.contains("warning: looks_like_logits (chapter multiclass-soft-ce)"))
    let finding = try #require((json["findings"] as? [[String: Any]])?.first)
    #expect(finding["severity"] as? String == "warning")
    #expect(finding["chapter"] as? String == "multiclass-soft-ce")
  }

  // MARK: What stands first

  @Test func `what spoils the numbers stands before what spoils their meaning`() throws {
    let nan = try codes(
      [.nan, 1, 2, -.infinity, 3, 1, 0, 1], [0.5, 0.5, 0.4, 0.5, -100, -100, 1.5, -0.5], columns: 2,
      "--epsilon 0.5", weights: [2, 1])
    #expect(
      nan == [
        "nan_value", "sentinel_rows", "negative_target", "targets_not_normalised", "infinite_logit_with_target_mass",
        "weights_oppose_mass", "weights_move_minimiser", "epsilon_bites",
      ])
    let binary = try codes(
      [0, 1, 0.25, 0.75], [0.5, 0.5, 0.25, 0.75], columns: 2, "--as probabilities --loss bce --epsilon 1e-30",
      weights: [2, 1])
    #expect(binary == ["saturated", "complementary_columns", "inert_weights", "epsilon_bites"])
    let logs = try codes(
      [-.infinity, 0, -1, -2], [0.5, 0.5, 0.5, 0.5], columns: 2, "--as log-probabilities")
    #expect(logs == ["looks_like_logits", "infinite_logit_with_target_mass"])
  }

  @Test func `the first place of several is shown, with their number`() throws {
    let seen = try findings([2, 1, 3, 0], [1.5, -0.5, 2, -1], columns: 2).map(\.sight)
    #expect(seen == ["The target at row 0, column 1 is -0.5 (the first of 2 negative targets)."])
    let one = try findings([2, 1, 3, 0], [1.5, -0.5, 0.5, 0.5], columns: 2).map(\.sight)
    #expect(one == ["The target at row 0, column 1 is -0.5."])
  }

  @Test func `the row that strays most is shown, be it the first`() throws {
    let half = [0.5, 0.5]
    for (p, row, sum) in [
      ([0.9, 0.8, 0.9, 0.2], 0, "1.7"), ([0.9, 0.2, 0.9, 0.8], 1, "1.7"), ([0.1, 0.1, 0.9, 0.8], 0, "0.2"),
    ] {
      let seen = try findings(p, half + half, columns: 2, "--as probabilities").first?.sight
      #expect(
        seen == "Given as probabilities, but the numbers of row \(row) sum to \(sum), where they should to 1.")
    }
  }

  @Test func `of bitten places the one with the least probability is shown`() throws {
    let seen = try findings([0, 24, 0, 26, 1, 2], [1, 0, 1, 0, 0.5, 0.5], columns: 2, "--epsilon 1e-10").first?.sight
    #expect(try #require(seen).hasPrefix("The probability at row 1, column 0 is 5.109089e-12"))
    #expect(try #require(seen).hasSuffix("(the worst of 2 such places)."))
  }

  // MARK: Where a finding begins

  @Test(arguments: [
    (NumericArray.ElementType.float64, 0, 4, 0x1p-12), (.float32, 0, 4, 0x1p-12), (.float16, 0, 4, 0x1p-9),
    (.text, 0, 4, 0x1p-12), (.text, 0.005, 4, 0x1p-12), (.text, 0.001, 4, 0x1p-12), (.text, 0.0005, 4, 0.002),
    (.text, 0.0005, 100, 0.01), (.text, 5e-9, 4, 0x1p-12), (.float64, 0.0005, 4, 0x1p-12),
  ])
  func `how far a row may stray from 1`(
    type: NumericArray.ElementType, resolution: Double, classes: Int, tolerance: Double
  ) {
    let array = NumericArray(source: "p", shape: [1], values: [0], type: type, resolution: resolution)
    #expect(array.normalisationTolerance(classes: classes) == tolerance)
  }

  @Test func `targets may stray from 1 as far as their type does`() throws {
    for (type, tolerance) in [(NumericArray.ElementType.float64, 0x1p-12), (.float16, 0x1p-9)] {
      #expect(try codes([1, 2], [0.5, 0.5 + tolerance], columns: 2, type: type) == [])
      #expect(
        try codes([1, 2], [0.5, 0.5 + tolerance + 0x1p-30], columns: 2, type: type) == ["targets_not_normalised"])
    }
    let percent = "--loss bce"
    #expect(try codes([2], [1], columns: 1, percent) == [])
    #expect(try codes([2], [Double(1).nextUp], columns: 1, percent) == ["targets_not_normalised"])
    #expect(try codes([2, 1], [0.0, 1], columns: 2) == [])
    #expect(try codes([2, 1], [-0x1p-1074, 1], columns: 2) == ["negative_target"])
  }

  @Test func `a probability may exceed 1, and its logarithm 0, by a millionth`() throws {
    let binary = "--as probabilities --loss bce"
    // The logarithm of 1 - p is another matter, and is told as that.
    #expect(try codes([1 + 1e-6], [0.5], columns: 1, binary) == ["nan_loss"])
    #expect(try codes([(1 + 1e-6).nextUp], [0.5], columns: 1, binary) == ["looks_like_logits"])
    #expect(try codes([-0x1p-1074], [0.5], columns: 1, binary) == ["looks_like_logits"])
    let logarithm = "--as log-probabilities --loss bce"
    #expect(try codes([1e-6], [0.5], columns: 1, logarithm) == ["nan_loss"])
    #expect(try codes([2e-6, -1], [0.5, 0.2], columns: 1, logarithm) == ["looks_like_logits"])
  }

  @Test func `a class that has hardly more may have the greatest weight`() throws {
    for (surplus, expected) in [(0x1p-21, []), (0x1p-19, ["weights_oppose_mass"])] {
      // Hard enough that no minimiser moves: one row for each class, and a little more for the first.
      let found = try codes(
        [1, 2, 2, 1], [1, 0, 0, 1 - surplus], columns: 2, weights: [2, 1])
      #expect(found == expected, "\(surplus)")
    }
    // Of classes of equal weight the one with most mass speaks.
    #expect(
      try codes([1, 2, 3, 2, 1, 0], [0.25, 0.25, 0.5, 0, 1, 0], columns: 3, weights: [2, 2, 1]).first
        == "weights_oppose_mass")
    // Of classes alike in both, the first.
    let alike = try findings([1, 2, 3], [0.5, 0.5, 0], columns: 3, weights: [2, 2, 1]).first
    #expect(try #require(alike).seen.hasPrefix("Class 0 has the greatest weight, 2.0, and soft mass 0.5; class 2 has"))
  }

  @Test func `an epsilon bites from a hundredth of the gradient on`() throws {
    let binary = "--as probabilities --loss bce --epsilon 1e-4"
    #expect(try codes([0.0098], [1], columns: 1, binary) == ["epsilon_bites"])
    #expect(try codes([0.0102], [1], columns: 1, binary) == [])
    // A sure no is bitten at the other end.
    #expect(try codes([1 - 0.0098], [0], columns: 1, binary) == ["epsilon_bites"])
    #expect(try codes([1 - 0.0102], [0], columns: 1, binary) == [])
    // In cross-entropy, a class without mass has no term to be bitten.
    #expect(try codes([0.9999, 0.0001], [1, 0], columns: 2, "--as probabilities --epsilon 1e-4") == [])
  }

  @Test func `an epsilon is inert where the predictions' type swallows it`() throws {
    let (half, target) = ([0.5, 0.5], [0.25, 0.75])
    #expect(try codes(half, target, columns: 2, "--epsilon 2e-8") == ["epsilon_inert"])
    #expect(try codes(half, target, columns: 2, "--epsilon 4e-8") == [])
    #expect(try codes(half, target, columns: 2, "--epsilon 1e-4", type: .float16) == ["epsilon_inert"])
    #expect(try codes(half, target, columns: 2, "--epsilon 2e-4", type: .float16) == [])
    let underflow = try findings([0.999_999_99, 1e-8], [1, 0], columns: 2, "--epsilon 2e-8", type: .float16)
    #expect(try #require(underflow.first).why.contains("the epsilon itself underflows"))
  }

  @Test func `logits are settled where every probability rounds to its target`() throws {
    for (type, settled, open) in [
      (NumericArray.ElementType.float16, 18.0, 17.0), (.float32, 120, 16), (.float64, 800, 36),
    ] {
      #expect(try codes([settled, 0], [1, 0], columns: 2, type: type) == (type == .float64 ? [] : ["saturated"]))
      #expect(try codes([open, 0], [1, 0], columns: 2, type: type) == [])
    }
    // A label that is not hard, a temperature or a smoothing keeps a gradient; a loss of 0 has no more to teach.
    #expect(try codes([120, 0], [1, 0], columns: 2, "--temperature 2", type: .float32) == [])
    #expect(try codes([120, 0], [1, 0], columns: 2, "--label-smoothing 0.1", type: .float32) == [])
    #expect(try codes([.infinity, 0].map { min($0, 1e300) }, [1, 0], columns: 2, type: .float32) != ["saturated"])
  }

  @Test func `columns are complementary where every pair sums to 1`() throws {
    let binary = "--as probabilities --loss bce"
    #expect(try codes([0.25, 0.75 + 0x1p-12], [0.5, 0.5], columns: 2, binary) == ["complementary_columns"])
    #expect(try codes([0.25, 0.75 + 0x1p-12 + 0x1p-30], [0.5, 0.5], columns: 2, binary) == [])
    #expect(try codes([0.25, 0.75, 0.5, 0.25], [0.5, 0.5, 0.5, 0.5], columns: 2, binary) == [])
    #expect(try codes([0.25, 0.75], [0.5, 0.25], columns: 2, binary) == [])
  }

  @Test func `weights of a place that counts nothing silence its findings`() throws {
    let binary = "--as probabilities --loss bce"
    #expect(try codes([0, 0.5], [1, 0.5], columns: 2, binary, weights: [1, 2]) == ["saturated"])
    #expect(try codes([0, 0.5], [1, 0.5], columns: 2, binary, weights: [0, 2]) == [])
    let logits = "--as logits --loss bce"
    #expect(
      try codes([-.infinity, 2], [1, 0.5], columns: 2, logits, weights: [1, 2]) == ["infinite_logit_with_target_mass"])
    #expect(try codes([-.infinity, 2], [1, 0.5], columns: 2, logits, weights: [0, 2]) == [])
  }
}

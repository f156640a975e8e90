import Foundation
import Mistakes
import SoftLabels
import TestSupport
import Testing

@testable import soft_labels

/// Each finding fires where it should, says where, and only there.
@Suite struct `soft-labels diagnose` {
  static let p2 = [0.2, 0.5, 0.2, 0.1, 0.1, 0.1, 0.7, 0.1, 0.2, 0.3, 0.2, 0.3]
  static let y2 = [0.1, 0.6, 0.2, 0.1, 0.05, 0.05, 0.8, 0.1, 0.3, 0.2, 0.1, 0.4]
  static let p3 = [0.8, 0.2, 0.8, 0.2, 0.2, 0.8, 0.1, 0.9]
  static let y3 = [0.9, 0.1, 0.95, 0.05, 0.1, 0.9, 0.08, 0.92]

  // MARK: Numbers

  @Test func `the article's second example has its loss, its floor and its divergence`() throws {
    let sum = try diagnose(Self.p2, Self.y2, columns: 4, "--reduction sum")
    #expect(sum.codes.isEmpty)
    #expect(try #require(sum.json["loss"] as? Double).rounded(to: 9) == 3.240994013)
    #expect(try #require(sum.json["entropy_floor"] as? Double).rounded(to: 8) == 3.07710078)
    #expect(try #require(sum.json["divergence"] as? Double).rounded(to: 7) == 0.1638932)
    #expect(Set(sum.json.keys) == ["loss", "entropy_floor", "divergence", "findings"])
    #expect(sum.text.contains("row 2") && sum.text.contains("row 1"))
  }

  @Test func `the article's first example is binary cross-entropy over twice one column`() throws {
    let (codes, json, _) = try diagnose(
      [0.8, 0.2, 0.1, 0.9], [0.7, 0.3, 0.2, 0.8], columns: 2, "--loss bce --reduction sum")
    #expect(codes == ["complementary_columns"])
    #expect(json["loss"] as? Double == 2.367674581550494)
    #expect(try #require(json["entropy_floor"] as? Double).rounded(to: 7) == (2 * 1.11126673).rounded(to: 7))
  }

  @Test func `hard targets with weights divide by the sum of the targets' weights, and soft ones do not`() throws {
    let x = [0.2, 0.3, 0.5, 0.5, 0.2, 0.3]
    let hard = try diagnose(x, [2, 1], columns: 3, targetColumns: 0, "--as logits", weights: [2, 4, 6])
    #expect(try #require(hard.json["loss"] as? Double).rounded(to: 4) == 1.0598)
    #expect(hard.text.contains("the divisor is 10, the sum of the targets' weights"))
    let soft = try diagnose(x, [0, 0, 1, 0, 1, 0], columns: 3, "--as logits", weights: [2, 4, 6])
    #expect(try #require(soft.json["loss"] as? Double).rounded(to: 4) == 5.2992)
    #expect(soft.text.contains("the divisor is 2, the number of samples"))
  }

  @Test func `a temperature multiplies by its square`() throws {
    let x = [1.0, 2, 3, -1, 0, 4]
    let y = [0.2, 0.3, 0.5, 0.1, 0.1, 0.8]
    let hot = try diagnose(x, y, columns: 3, "--temperature 2")
    let half = try diagnose(x.map { $0 / 2 }, y, columns: 3)
    #expect(hot.json["loss"] as? Double == 4 * (half.json["loss"] as? Double ?? 0))
  }

  @Test func `the three kinds of the same prediction have the same loss`() throws {
    let logits = [1.0, 2, 3, -1, 0, 4]
    let y = [0.2, 0.3, 0.5, 0.1, 0.1, 0.8]
    let logs = stride(from: 0, to: 6, by: 3).flatMap { row -> [Double] in
      let sum = Foundation.log(logits[row..<row + 3].map { Foundation.exp($0) }.reduce(0, +))
      return logits[row..<row + 3].map { $0 - sum }
    }
    let options = ["", "--label-smoothing 0.1"]
    for option in options {
      let a = try diagnose(logits, y, columns: 3, "--as logits " + option)
      let b = try diagnose(logs, y, columns: 3, option)
      let c = try diagnose(logs.map { Foundation.exp($0) }, y, columns: 3, option)
      let losses = [a, b, c].map { $0.json["loss"] as? Double ?? .nan }
      #expect(a.codes + b.codes + c.codes == [])
      #expect(losses.allSatisfy { ($0 - losses[0]).magnitude < 1e-14 }, "\(losses)")
      #expect(b.text.contains("log-probabilities: no number is above 0"))
      #expect(c.text.contains("probabilities: all 6 numbers lie in [0, 1]"))
    }
  }

  @Test func `the minimiser is shown where weights or smoothing move it`() throws {
    // pytorch issue 104776: smoothing .1 with weights [1, 10] is least at .655, not at .95.
    let (codes, _, text) = try diagnose(
      [1, -1, 0, 2], [0, 0], columns: 2, targetColumns: 0, "--label-smoothing 0.1", weights: [1, 10])
    #expect(codes == ["weights_oppose_mass", "weights_move_minimiser"] || codes == ["weights_move_minimiser"])
    #expect(text.contains("minimiser [0.655172, 0.344828] row 0, target [1, 0.0]"))
  }

  // MARK: Findings

  @Test func `probabilities given as logits`() throws {
    let (codes, json, text) = try diagnose(Self.p2, Self.y2, columns: 4, "--as logits")
    #expect(codes == ["looks_like_probabilities"])
    #expect(try #require(json["loss"] as? Double).rounded(to: 9) == (3.748780624391210 / 3).rounded(to: 9))
    #expect(text.contains("row 0, column 0 is 0.2") && text.contains("multiclass-soft-ce"))
    #expect(
      try diagnose(Self.p3, Self.y3, columns: 2, "--as logits --loss bce").codes.contains("looks_like_probabilities"))
    #expect(try diagnose(Self.p2, Self.y2, columns: 4, "--as log-probabilities").codes == ["looks_like_probabilities"])
  }

  @Test func `logits given as probabilities`() throws {
    let x = [0.2, 1.5, -0.3, 2, 0, 0.4]
    let y = [0.2, 0.3, 0.5, 0.1, 0.1, 0.8]
    let (codes, json, text) = try diagnose(x, y, columns: 3, "--as probabilities")
    #expect(codes == ["looks_like_logits"])
    #expect(text.contains("row 0, column 1 is 1.5"))
    #expect(json["loss"] as? String == "nan")
    #expect(try diagnose(x, y, columns: 3, "--as log-probabilities").codes == ["looks_like_logits"])
    #expect(try diagnose(x, y, columns: 3, "--as probabilities --loss bce").codes == ["looks_like_logits"])
    // In [0, 1], but no distributions.
    #expect(
      try diagnose([0.9, 0.8, 0.1, 0.2], [1, 0, 0, 1], columns: 2, "--as probabilities").codes == ["looks_like_logits"])
  }

  @Test func `log-probabilities given as something else`() throws {
    let q = Self.p2.map { Foundation.log($0) }
    #expect(try diagnose(q, Self.y2, columns: 4, "--as logits").codes == ["looks_like_log_probabilities"])
    #expect(try diagnose(q, Self.y2, columns: 4, "--as probabilities").codes == ["looks_like_log_probabilities"])
    #expect(try diagnose(q, Self.y2, columns: 4, "--as log-probabilities").codes == [])
    #expect(try diagnose(q, Self.y2, columns: 4).codes == [])
  }

  @Test func `targets that do not sum to 1`() throws {
    let (codes, _, text) = try diagnose([1, 2, 3, 4], [0.5, 0.5, 0.5, 0.4], columns: 2)
    #expect(codes == ["targets_not_normalised"])
    #expect(text.contains("row 1 sum to 0.9"))
    #expect(
      try diagnose([1, 2, 3, 4], [30, 70, 40, 60], columns: 2, "--loss bce").codes == ["targets_not_normalised"])
  }

  @Test func `negative targets`() throws {
    let (codes, _, text) = try diagnose([1, 2, 3, 4], [0.5, 0.5, 1.5, -0.5], columns: 2)
    #expect(codes == ["negative_target"])
    #expect(text.contains("row 1, column 1 is -0.5"))
  }

  @Test func `NaNs, in predictions and in targets`() throws {
    let (codes, json, text) = try diagnose([1, 2, .nan, 4], [0.5, 0.5, 0.5, 0.5], columns: 2)
    #expect(codes == ["nan_value"])
    #expect(json["loss"] as? String == "nan")
    #expect(text.contains("row 1, column 0 is nan"))
    #expect(try diagnose([1, 2, 3, 4], [0.5, 0.5, .nan, 0.5], columns: 2).codes == ["nan_value"])
    #expect(try diagnose([1, 2, .infinity, 4], [0.5, 0.5, 0.5, 0.5], columns: 2).codes == ["nan_value"])
  }

  @Test func `an infinite logit matters only where a target has mass`() throws {
    let masked = try diagnose([1, 2, -.infinity, 4, 5, 6], [0.5, 0.5, 0, 0.2, 0.3, 0.5], columns: 3)
    #expect(masked.codes == [])
    #expect(masked.json["loss"] is Double)
    let (codes, json, text) = try diagnose([1, 2, -.infinity, 4, 5, 6], [0.5, 0.4, 0.1, 0.2, 0.3, 0.5], columns: 3)
    #expect(codes == ["infinite_logit_with_target_mass"])
    #expect(json["loss"] as? String == "inf")
    #expect(text.contains("row 0, column 2 is -inf"))
  }

  @Test func `weights over complementary columns do nothing`() throws {
    let (codes, json, _) = try diagnose(
      Self.p3, Self.y3, columns: 2, "--loss bce --reduction sum", weights: [0.2, 0.8])
    #expect(codes == ["complementary_columns", "inert_weights"])
    #expect(json["loss"] as? Double == 1.2971427260673258)
    let swapped = try diagnose(Self.p3, Self.y3, columns: 2, "--loss bce --reduction sum", weights: [0.8, 0.2])
    #expect(swapped.codes.contains("weights_oppose_mass"))
    #expect((try #require(swapped.json["loss"] as? Double) - 1.2971427260673258).magnitude < 1e-15)
    // Logits of complementary columns are each other's negative.
    let x = [1.0, -1, 2, -2]
    #expect(try diagnose(x, [0.3, 0.7, 0.6, 0.4], columns: 2, "--loss bce").codes == ["complementary_columns"])
    // Three columns, or two that do not sum to 1, are questions of their own.
    #expect(try diagnose([0.8, 0.3, 0.1, 0.6], [0.7, 0.3, 0.2, 0.8], columns: 2, "--loss bce").codes == [])
    // Cross-entropy over the same columns is what it should be.
    #expect(try diagnose(Self.p3, Self.y3, columns: 2).codes == [])
  }

  @Test func `weights that favour the class that has more`() throws {
    let y = [0.9, 0.1, 0.8, 0.2, 0.7, 0.3]
    let x = [1.0, 2, 3, -4, 0, 1]
    #expect(
      try diagnose(x, y, columns: 2, weights: [2, 1]).codes == ["weights_oppose_mass", "weights_move_minimiser"])
    #expect(try diagnose(x, y, columns: 2, weights: [1, 2]).codes == ["weights_move_minimiser"])
    #expect(try diagnose(x, y, columns: 2, weights: [3, 3]).codes == [])
    // Hard labels stay where they are, whatever the weights.
    #expect(try diagnose(x, [0, 0, 1], columns: 2, targetColumns: 0, weights: [1, 2]).codes == [])
  }

  @Test func `a probability of exactly 0 or 1 against its target is saturated`() throws {
    let (codes, json, text) = try diagnose([0, 1, 0.5, 0.5], [0.1, 0.9, 0.25, 0.75], columns: 2, "--as probabilities")
    #expect(codes == ["saturated"])
    #expect(json["loss"] as? String == "inf")
    #expect(text.contains("row 0, column 0 is exactly 0.0"))
    #expect(try diagnose([0, 1, 0.5, 0.5], [0, 1, 0.25, 0.75], columns: 2, "--as probabilities").codes == [])
    // pytorch issue 39435: sigmoid(17) is 1 in float32.
    let z = try diagnose([1, 0.5], [0, 0.5], columns: 1, "--as probabilities --loss bce", floats: true)
    #expect(z.codes == ["saturated"])
  }

  @Test func `logits whose gradient is 0 in float32 though the loss is not`() throws {
    let (codes, json, _) = try diagnose([120, 0, -5, 140], [1, 0, 0, 1], columns: 2, "--as logits", floats: true)
    #expect(codes == ["saturated"])
    #expect(try #require(json["loss"] as? Double) > 0)
    #expect(try diagnose([120, 0, -5, 140], [1, 0, 0, 1], columns: 2, "--as logits").codes == [])
    #expect(try diagnose([120, 0, -5, 5], [1, 0, 0, 1], columns: 2, "--as logits", floats: true).codes == [])
  }

  @Test func `an epsilon does nothing, or it bites`() throws {
    #expect(try diagnose(Self.p2, Self.y2, columns: 4, "--epsilon 1e-10").codes == ["epsilon_inert"])
    let (codes, _, text) = try diagnose([0, 24, 1, 2], [1, 0, 0.5, 0.5], columns: 2, "--epsilon 1e-10")
    #expect(codes == ["epsilon_bites"])
    // The gradient at a logit gap of 24 is .274 of what it should be.
    #expect(text.contains("0.2740"), "\(text)")
    #expect(try diagnose(Self.p2, Self.y2, columns: 4, "--epsilon 1e-4").codes == [])
    #expect(try diagnose(Self.p2, Self.y2, columns: 4).codes == [])
  }

  @Test func `softmax over a single class`() throws {
    #expect(try diagnose([1, 2, 3], [0, 0, 0], columns: 1, targetColumns: 0).codes == ["single_class"])
    #expect(try diagnose([1, -2, 3], [0, 1, 0], columns: 1, "--loss bce").codes == [])
  }

  @Test func `rows of -100, soft and hard`() throws {
    let y = [0.5, 0.5, -100, -100, 0.3, 0.7]
    let (codes, json, text) = try diagnose([1, 2, 3, 4, 0, 1], y, columns: 2)
    #expect(codes == ["sentinel_rows"])
    #expect(text.contains("row 1"))
    let kept = try diagnose([1, 2, 0, 1], [0.5, 0.5, 0.3, 0.7], columns: 2)
    #expect(json["loss"] as? Double == kept.json["loss"] as? Double)
    let hard = try diagnose([1, 2, 3, 4, 0, 1], [0, -100, 1], columns: 2, targetColumns: 0)
    #expect(hard.codes == ["sentinel_rows"])
    #expect(
      hard.json["loss"] as? Double == (try diagnose([1, 2, 0, 1], [0, 1], columns: 2, targetColumns: 0)).json["loss"]
        as? Double)
  }

  @Test func `columns that are an index or the labels are named`() throws {
    let x = [2.5, -1.25, 0.1, -0.5, 7, -30, 0.25, 1, 3.5, 1.5, -2, 0.5]
    func with(_ column: [Double], first: Bool = false) -> [Double] {
      column.enumerated().flatMap { row, value in
        let numbers = Array(x[row * 3..<row * 3 + 3])
        return first ? [value] + numbers : numbers + [value]
      }
    }
    let labels = [0.0, 1, 2, 1]
    let counted = try diagnose(with([0, 1, 2, 3], first: true), labels, columns: 4, targetColumns: 0)
    #expect(counted.codes == ["index_column"])
    #expect(
      counted.text.contains("Column 0 of")
        && counted.text.contains("p.npy counts the rows, 0, 1, 2, …, beside fractions"))
    #expect(try diagnose(with([0, 1, 2, 3]), labels, columns: 4, targetColumns: 0).codes == ["index_column"])
    // Three rows count by chance.
    let three = Array(with([0, 1, 2, 3]).prefix(12))
    #expect(try diagnose(three, [0, 1, 2], columns: 4, targetColumns: 0).codes == [])
    let labelled = try diagnose(with(labels), labels, columns: 4, targetColumns: 0)
    #expect(labelled.codes == ["label_column"] && labelled.text.contains("Column 3 of"))
    // A constant last logit is a convention of regression; whole numbers everywhere are no fractions.
    #expect(try diagnose(with([0, 0, 0, 0]), labels, columns: 4, targetColumns: 0).codes == [])
    #expect(
      try diagnose([0, 1, 1, 4, 2, 3, 3, 1], labels.map { min($0, 1) }, columns: 2, targetColumns: 0).codes == [])
    // Rows that sum to 1 are distributions, whatever stands last.
    let hard = [0.3, 0.7, 0, 0.4, 0.6, 0, 0, 0, 1, 0.2, 0.8, 0]
    #expect(try diagnose(x, hard, columns: 3).codes == [])
    #expect(try diagnose(x, hard, columns: 3, "--loss bce").codes == [])
  }

  @Test func `what pandas wrote with an id or with the labels is told`() throws {
    func codes(_ name: String) throws -> [String] {
      let folder = packageRoot.appending(path: "Tests/SoftLabelsTests/Goldens/Tables").path
      let classes = try Folder()
      let (_, output, _) = run([
        "diagnose", "--predictions", "\(folder)/\(name).csv", "--targets", try classes.write("y.csv", "0\n2\n1\n1\n"),
        "--format", "json",
      ])
      let json = try #require(JSONSerialization.jsonObject(with: Data(output.text.utf8)) as? [String: Any])
      return (json["findings"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    }
    #expect(try codes("logits") == [])
    #expect(try codes("logits-with-id") == ["index_column"])
    #expect(try codes("logits-with-class") == ["label_column"])
  }

  @Test func `a loss that is NaN is told where no number is one`() throws {
    let unweighted = try diagnose([1, 2, 3, 4], [0, 0], columns: 2, targetColumns: 0, weights: [0, 1])
    #expect(unweighted.codes == ["nan_loss"] && unweighted.text.contains("The mean divides by 0"))
    #expect(unweighted.json["loss"] as? String == "nan" && !unweighted.text.contains("-nan"))
    let ignored = try diagnose([1, 2, 3, 4], [-100, -100], columns: 2, targetColumns: 0)
    #expect(ignored.codes == ["sentinel_rows", "nan_loss"])
    let cold = try diagnose([1, 2, 3, 4], [0.5, 0.5, 0.5, 0.5], columns: 2, "--temperature 1e-308")
    #expect(cold.codes == ["nan_loss"] && cold.text.contains("the temperature is small"))
    // Where a number is NaN, that is the finding; and its sign is nobody's business.
    let given = try diagnose([1, -.nan, 3, 4], [0.5, 0.5, 0.5, 0.5], columns: 2)
    #expect(given.codes == ["nan_value"] && !given.text.contains("-nan"))
  }

  @Test func `a divergence below 0 says which rows sum to more than 1`() throws {
    // Thirds and sevenths, as float32 has them, against themselves in float64.
    let y: [Double] = [1, 1, 1, 1, 2, 4].enumerated().map { $1 / ($0 < 3 ? 3 : 7) }
    let p = y.map { Double(Float($0)) }
    let (codes, json, text) = try diagnose(p, y, columns: 3)
    #expect(codes == [])
    #expect(try #require(json["divergence"] as? Double) < 0)
    #expect(text.contains("below 0, since rows of the predictions sum to a little more than 1: row 1 to 1.00000004"))
    #expect(text.contains("no prediction whose rows sum to 1 costs less"))
    #expect(!(try diagnose(y, y, columns: 3).text.contains("below 0")))
    #expect(!(try diagnose([1, 1e-5], [1, 0], columns: 2).text.contains("below 0")))
  }

  // MARK: No colour, and no escape codes, when nobody looks

  @Test func `what is not a terminal gets plain text`() throws {
    let text = try diagnose(Self.p2, Self.y2, columns: 4, "--as logits").text
    #expect(!text.contains("\u{1b}"))
    #expect(Style(isColoured: true).strong("a") != "a")
    #expect(aligned([("a", "1", "x"), ("bcd", "23", "y")]) == ["a    1   x", "bcd  23  y"])
    #expect(wrapped("one two", indent: 2) == ["  one two"])
  }
}

extension Double {
  /// Rounded to that many decimals, as a person would compare a printed number.
  func rounded(to decimals: Int) -> Double {
    let scale = Foundation.pow(10, Double(decimals))
    return (self * scale).rounded() / scale
  }

  @Test func `rows that --ignore-index marks are told by that class`() throws {
    let (codes, _, text) = try diagnose([1, 2, 0, 1], [0, 1], columns: 2, targetColumns: 0, "--ignore-index 0")
    #expect(codes == ["sentinel_rows"] && text.contains("is 0.") && text.contains("what --ignore-index names"))
    #expect(!text.contains("-100"))
  }

  @Test func `a vector of answers to questions has an axis of classes`() throws {
    let folder = try Folder()
    let arguments = [
      "--predictions", try folder.write("p", npy([0.5, -1, 2], shape: [3])), "--targets",
      try folder.write("y", npy([1, 0, 1], shape: [3])), "--class-axis", "1",
    ]
    #expect(run(["diagnose"] + arguments).output.text.contains("Binary cross-entropy of 3 rows of 1 column"))
    #expect(run(["explain", "0.3"] + arguments).errors.text.isEmpty)
  }

  @Test func `positive weights and smoothing of binary losses are exact`() throws {
    var random = SeededRandom(8)
    let (x, y) = (random.normals(300, scale: 6), (0..<300).map { _ in random.unit() })
    for options in ["--pos-weight 3", "--label-smoothing 0.1"] {
      let (_, json, _) = try diagnose(x, y, columns: 3, "--loss bce --as logits", options)
      let tensor = try Tensor(shape: [100, 3], scalars: x)
      let loss = try BinaryCrossEntropy(
        logits: Logits(tensor), targets: Probabilities(Tensor(shape: [100, 3], scalars: y)),
        positiveWeights: options.contains("pos") ? Weights([3]) : nil,
        labelSmoothing: options.contains("pos") ? 0 : 0.1)
      #expect(try json["loss"] as? Double == loss.mean)
      let (loss0, floor) = (try #require(json["loss"] as? Double), try #require(json["entropy_floor"] as? Double))
      let divergence = try #require(json["divergence"] as? Double)
      #expect(divergence > 0 && (loss0 - floor - divergence).magnitude < 1e-14)
    }
  }
}

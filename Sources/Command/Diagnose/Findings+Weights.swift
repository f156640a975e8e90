import Mistakes

/// What weights and columns do without saying so.
extension Findings {
  /// True where each row's two numbers are p and 1 - p, in predictions and targets alike.
  private var isComplementary: Bool {
    guard isBinary, classes == 2, let targets = softTargets else { return false }
    let both = [(readings.binaryProbabilities, input.predictions), (targets, input.targets)]
    return both.allSatisfy { values, array in
      let tolerance = array.normalisationTolerance(classes: 2)
      return stride(from: 0, to: values.count, by: 2).allSatisfy {
        (values[$0] + values[$0 + 1] - 1).magnitude <= tolerance
      }
    }
  }

  func complementaryColumns() -> Finding? {
    guard isComplementary else { return nil }
    return Finding(
      code: "complementary_columns", severity: .warning, chapter: .binary, isEverywhere: true,
      seen: "Two columns that sum to 1 in every row: the targets of row 0 are \(labels[0]) and \(labels[1]), columns 0 "
        + "and 1.",
      why: "They are one question asked twice, so the sum counts each sample twice; the mean hides it.",
      advice: "Keep one column, or use cross-entropy over the two classes.")
  }

  func inertWeights() -> Finding? {
    guard let weights = data.classWeights, isComplementary, weights[0] != weights[1] else { return nil }
    return Finding(
      code: "inert_weights", severity: .warning, chapter: .weighted, isEverywhere: true,
      seen: "Weights \(weights[0]) and \(weights[1]) for columns 0 and 1, which sum to 1 in every row.",
      why: "Both columns cost the same, so the weights only multiply the loss by their mean, "
        + "\(shortened((weights[0] + weights[1]) / 2)): \(weights[1]) and \(weights[0]) give the same number, and the "
        + "same gradient.",
      advice: "To weigh classes, use cross-entropy with class weights, or pos_weight on one column.")
  }

  /// The mass of each class, padding aside; empty where nobody needs it.
  var mass: [Double] {
    guard data.classWeights != nil, classes > 1 else { return [] }
    var mass = [Double](repeating: 0, count: classes)
    for row in 0..<data.rows where !padding[row] {
      for column in 0..<classes { mass[column] += labels[row * classes + column] }
    }
    return mass
  }

  func weightsMoveMinimiser() -> Finding? {
    guard !isBinary, classes > 1, data.classWeights != nil, let move = largestMove() else { return nil }
    return Finding(
      code: "weights_move_minimiser", severity: .note, chapter: .weighted, weight: (move.to - move.from).magnitude,
      seen: "The target at \(targetPlace(move.offset)) is \(shortened(move.from)); with the weights the loss is least "
        + "at \(shortened(move.to)).",
      why: "Class weights on soft labels move the best prediction to y w / Σ y w, so a model that learns perfectly "
        + "does not predict the labels.",
      advice: "If the predictions are to be probabilities, weigh samples instead of classes, or undo the weights "
        + "afterwards.")
  }

  /// The place at which the minimiser lies farthest from what it would be without weights.
  private func largestMove() -> (offset: Int, from: Double, to: Double)? {
    let (smoothed, weighted) = (readings.smoothed, readings.coefficients)
    var largest: (offset: Int, from: Double, to: Double)?
    for row in 0..<data.rows where !padding[row] {
      let places = data.places(ofRow: row)
      let (sum, weightedSum) = (smoothed[places].reduce(0, +), weighted[places].reduce(0, +))
      guard sum > 0, weightedSum > 0 else { continue }
      for place in places {
        let (from, to) = (smoothed[place] / sum, weighted[place] / weightedSum)
        if (to - from).magnitude > max((largest.map { $0.to - $0.from } ?? 0).magnitude, 0x1p-12) {
          largest = (place, from, to)
        }
      }
    }
    return largest
  }
}

extension Finding {
  /// Class weights that do not weigh against the mass of the classes.
  static func weightsOppose(_ mass: [Double], in data: LossCase) -> Finding? {
    guard let weights = data.classWeights, data.classes > 1, let least = weights.min(), let greatest = weights.max(),
      greatest > least,
      let heavy = weights.indices.filter({ weights[$0] == greatest }).max(by: { mass[$0] < mass[$1] }),
      let light = weights.indices.filter({ weights[$0] == least }).max(by: { mass[$0] < mass[$1] }),
      mass[heavy] > mass[light] * (1 + 1e-6)
    else { return nil }
    return Finding(
      code: "weights_oppose_mass", severity: .warning, chapter: .weighted,
      seen: "Class \(heavy) has the greatest weight, \(greatest), and soft mass \(shortened(mass[heavy])); class "
        + "\(light) has weight \(least) and mass \(shortened(mass[light])).",
      why: "Weights against imbalance favour the class with less mass; these favour one that already has more.",
      advice: "Inverse frequencies are N / (C · mass): \(inverse(mass)).")
  }

  private static func inverse(_ mass: [Double]) -> String {
    let total = mass.reduce(0, +)
    let shown = mass.prefix(6).map { $0 == 0 ? "none" : shortened(total / (Double(mass.count) * $0)) }
    return shown.joined(separator: ", ") + (mass.count > 6 ? ", …" : "")
  }
}

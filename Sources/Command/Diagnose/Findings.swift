import Mistakes
import SoftLabels

/// Everything that looks wrong in a case, the worst first.
struct Findings {
  let input: CaseInput
  let data: LossCase
  let numbers: LossNumbers
  let readings: Readings
  /// y, one-hot for class indices.
  let labels: [Double]
  /// Whether each row is padding.
  let padding: [Bool]

  /// Where among the checks the one belongs that compares the mass of all blocks.
  static let massSlot = 12

  /// What each check finds, nil where all is well.
  var slots: [Finding?] {
    let checks = [
      notANumber, sentinelRows, indexColumn, labelColumn, negativeTarget, appearance, targetsNotNormalised,
      infiniteLogit, saturated, singleClass, complementaryColumns, inertWeights, weightsMoveMinimiser, epsilon,
    ]
    return checks.map { $0() }
  }

  var isBinary: Bool { data.family == .binary }
  var classes: Int { data.classes }
  /// What a loss from logits applies to them.
  var activation: String { isBinary ? "sigmoid" : "softmax" }

  /// The soft targets, or nil for class indices.
  var softTargets: [Double]? {
    guard case .soft(let values) = data.targets else { return nil }
    return values
  }

  func place(_ offset: Int) -> String { input.place(row: offset / classes, column: offset % classes) }

  func targetPlace(_ offset: Int) -> String { input.targetPlace(row: offset / classes, column: offset % classes) }

  /// The places, padding aside, where something is wrong.
  func places(where isWrong: (Int) -> Bool) -> [Int] {
    data.predictions.indices.filter { isWrong($0) && !padding[$0 / classes] }
  }
}

extension LossCase {
  /// True for a row that is padding: soft targets of -100 throughout, or a class index that is to be ignored.
  func isPadding(row: Int) -> Bool {
    switch targets {
    case .soft(let values): values[places(ofRow: row)].allSatisfy { $0 == Double(CaseInput.sentinel) }
    case .indices(let indices, let ignored): indices[row] == ignored
    }
  }
}

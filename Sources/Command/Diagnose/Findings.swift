import Mistakes
import SoftLabels

/// Everything that looks wrong in a case, the worst first.
struct Findings {
  let input: CaseInput
  let data: LossCase
  let numbers: LossNumbers
  let readings: Readings

  init(_ input: CaseInput, numbers: LossNumbers) {
    self.input = input
    self.numbers = numbers
    data = input.data
    readings = Readings(input.data)
  }

  var all: [Finding] {
    let checks = [
      notANumber, sentinelRows, indexColumn, labelColumn, negativeTarget, appearance, targetsNotNormalised,
      infiniteLogit, saturated,
      singleClass, complementaryColumns, inertWeights, weightsOpposeMass, weightsMoveMinimiser, epsilon,
    ]
    let found = checks.compactMap { $0() }
    return numbers.loss.isNaN && !found.contains { $0.severity == .error } ? found + [noLoss] : found
  }

  var isBinary: Bool { data.family == .binary }
  var classes: Int { data.classes }

  /// The soft targets, or nil for class indices.
  var softTargets: [Double]? {
    guard case .soft(let values) = data.targets else { return nil }
    return values
  }

  func place(_ offset: Int) -> String { input.place(row: offset / classes, column: offset % classes) }

  func targetPlace(_ offset: Int) -> String { input.targetPlace(row: offset / classes, column: offset % classes) }

  /// "(the first of 2 such places)", where there are more than one.
  func others(_ count: Int, _ plural: String) -> String { count <= 1 ? "" : " (the first of \(count) \(plural))" }

  /// Places of a row whose target has mass: what the row is held against.
  func hasMass(_ offset: Int) -> Bool { readings.labels[offset] > 0 }
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

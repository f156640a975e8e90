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
      notANumber, sentinelRows, negativeTarget, appearance, targetsNotNormalised, infiniteLogit, saturated,
      singleClass, complementaryColumns, inertWeights, weightsOpposeMass, weightsMoveMinimiser, epsilon,
    ]
    return checks.compactMap { $0() }
  }

  var isBinary: Bool { data.family == .binary }
  var classes: Int { data.classes }

  /// The soft targets, or nil for class indices.
  var softTargets: [Double]? {
    guard case .soft(let values) = data.targets else { return nil }
    return values
  }

  /// A row of soft targets that is padding.
  static func isSentinel(_ row: ArraySlice<Double>) -> Bool { row.allSatisfy { $0 == Double(CaseInput.sentinel) } }

  func isSentinelRow(_ row: Int) -> Bool {
    switch data.targets {
    case .soft(let values): Self.isSentinel(values[row * classes..<(row + 1) * classes])
    case .indices(let indices, let ignored): indices[row] == ignored
    }
  }

  func place(_ offset: Int) -> String { input.place(row: offset / classes, column: offset % classes) }

  func targetPlace(_ offset: Int) -> String { input.targetPlace(row: offset / classes, column: offset % classes) }

  /// "2 more places like it" and the like.
  func others(_ count: Int, _ singular: String, _ plural: String) -> String {
    count <= 1 ? "" : " (the first of \(count) \(plural))"
  }

  /// Places of a row whose target has mass: what the row is held against.
  func hasMass(_ offset: Int) -> Bool { readings.labels[offset] > 0 }
}

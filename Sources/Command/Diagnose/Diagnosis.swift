import Mistakes
import SoftLabels

/// What a batch comes to: the loss, its floor, what lies above it, and what looks wrong.
struct Diagnosis {
  let input: CaseInput
  let reduction: Reduction
  let numbers: LossNumbers
  let findings: [Finding]
  /// The loss with the epsilon that was given.
  let lossWithEpsilon: Double?
  /// The rows that count, of all that the predictions have.
  let rows: [Int]

  init(_ input: CaseInput, _ reduction: Reduction, progress: Progress? = nil) {
    self.input = input
    self.reduction = reduction
    rows = (0..<input.data.rows).filter { !input.data.isPadding(row: $0) }
    let counted = Diagnosis.keeping(rows, of: input.data)
    numbers = LossNumbers(counted, reduction, progress: progress)
    progress?.step("looking for mistakes", 0, of: 1)
    findings = Findings(input, numbers: numbers).all
    lossWithEpsilon = input.data.epsilon.flatMap { _ in
      Origin.named("epsilon_added")?.outcomes(in: Readings(counted))
        .first { input.data.family == .crossEntropy || $0.family == .binary }?
        .value(reduction == .sum ? .sum : .mean)
    }
  }

  /// The case with soft targets for the rows that count alone; class indices know themselves which rows do.
  private static func keeping(_ rows: [Int], of data: LossCase) -> LossCase {
    guard case .soft(let targets) = data.targets, rows.count < data.rows, !rows.isEmpty else { return data }
    func keep(_ values: [Double]) -> [Double] { rows.flatMap { values[data.places(ofRow: $0)] } }
    var copy = data
    copy.predictions = keep(data.predictions)
    copy.targets = .soft(keep(targets))
    copy.elementWeights = data.elementWeights.map(keep)
    copy.positiveWeights = data.positiveWeights.map(keep)
    return copy
  }

  /// Where a sample stands: a row for cross-entropy, an element for binary cross-entropy.
  func place(ofSample index: Int) -> String {
    if case .indices = input.data.targets { return input.place(row: index) }
    let (row, column) = numbers.isBinary ? index.quotientAndRemainder(dividingBy: input.data.classes) : (index, 0)
    let original = rows.indices.contains(row) ? rows[row] : row
    return numbers.isBinary ? input.place(row: original, column: column) : input.place(row: original)
  }

  /// The samples that count with the least and the greatest loss, NaNs aside.
  var extremes: (least: Int, greatest: Int)? {
    let samples = numbers.samples
    var counted = Array(samples.indices)
    if case .indices = input.data.targets { counted = rows }
    counted.removeAll { samples[$0].isNaN }
    guard let least = counted.min(by: { samples[$0] < samples[$1] }),
      let greatest = counted.max(by: { samples[$0] < samples[$1] })
    else { return nil }
    return (least, greatest)
  }

  /// The row whose best prediction lies farthest from its target, if weights or smoothing have moved any.
  var movedMinimiser: (row: Int, target: [Double], minimiser: [Double])? {
    let data = input.data
    guard !numbers.isBinary, data.classes > 1, data.classWeights != nil || data.labelSmoothing != 0 else { return nil }
    let labels = Readings(data).labels
    var best: (row: Int, target: [Double], minimiser: [Double])?
    var farthest = 0x1p-12
    for (place, row) in rows.enumerated() {
      let sample = numbers.minimisers.count == labels.count ? row : place
      let target = Array(labels[data.places(ofRow: row)])
      let minimiser = Array(numbers.minimisers[data.places(ofRow: sample)])
      let distance = zip(target, minimiser).map { ($0 - $1).magnitude }.max() ?? 0
      if distance > farthest { (best, farthest) = ((row, target, minimiser), distance) }
    }
    return best
  }
}

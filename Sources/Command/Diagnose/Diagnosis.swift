import Mistakes
import SoftLabels

/// What a batch comes to: the loss, its floor, what lies above it, and what looks wrong.
struct Diagnosis {
  let input: CaseInput
  let averaging: Averaging
  let numbers: LossNumbers
  let findings: [Finding]
  /// The loss with the epsilon that was given.
  let lossWithEpsilon: Double?

  init(_ input: CaseInput, averaging: Averaging) {
    self.input = input
    self.averaging = averaging
    let counted = Diagnosis.withoutSentinels(input.data)
    numbers = LossNumbers(counted)
    findings = Findings(input, numbers: numbers).all
    lossWithEpsilon = input.data.epsilon.flatMap { _ in
      Mistake.named("epsilon_added")?.outcomes(in: Readings(counted))
        .first { input.data.family == .crossEntropy || $0.note?.hasSuffix("binary cross-entropy") == true }?
        .values.first { $0.averaging == averaging }?.value
    }
  }

  var loss: Double { numbers.total(numbers.losses, averaging) }
  var entropyFloor: Double { numbers.total(numbers.floors, averaging) }
  var divergence: Double { numbers.total(numbers.divergences, averaging) }
  /// What the reduction divides by.
  var divisor: Double { averaging == .sum ? 1 : numbers.meanDivisor }

  /// The case without the rows whose soft targets are all -100: they are padding, not labels.
  private static func withoutSentinels(_ data: LossCase) -> LossCase {
    guard case .soft(let targets) = data.targets else { return data }
    let classes = data.classes
    let kept = (0..<data.rows).filter { !Findings.isSentinel(targets[$0 * classes..<($0 + 1) * classes]) }
    if kept.count == data.rows || kept.isEmpty { return data }
    func keep(_ values: [Double]) -> [Double] { kept.flatMap { values[$0 * classes..<($0 + 1) * classes] } }
    var copy = LossCase(
      kind: data.kind, family: data.family, classes: classes, predictions: keep(data.predictions),
      targets: .soft(keep(targets)))
    copy.classWeights = data.classWeights
    copy.elementWeights = data.elementWeights.map(keep)
    copy.labelSmoothing = data.labelSmoothing
    copy.temperature = data.temperature
    copy.epsilon = data.epsilon
    return copy
  }
}

import SoftLabels

/// One case: its fields, with every option checked. The numbers are still text, since their type is known only now.
///
/// Where several things are wrong, the answer names the first in this order: the text is not JSON; a field is unknown;
/// `loss` or `dtype`; a field that does not apply; one that is missing; the value of an option; a number or a shape as it
/// is written; and then, in the library's order, what the numbers mean.
package struct Request {
  enum Field: String, CaseIterable {
    case id, loss, dtype, input, target, weight, reduction, gradient, validation, kernel
    case classIndices = "class_indices"
    case positiveWeight = "pos_weight"
    case labelSmoothing = "label_smoothing"
    case ignoreIndex = "ignore_index"
    case classAxis = "class_axis"
    case sampleWeight = "sample_weight"
    case logTarget = "log_target"
  }

  package enum ElementType: String, CaseIterable, Sendable {
    case float32, float64
  }

  enum Validation: String, CaseIterable {
    case strict, framework
  }

  enum Kernel: String, CaseIterable {
    case reference, fused
  }

  let fields: RequestFields
  package let loss: LossName
  package let elementType: ElementType
  let reduction: ReductionWord
  let wantsGradient: Bool
  let validation: Validation
  let kernel: Kernel
  let targetsAreLogarithms: Bool
  let ignoreIndex: Int?
  let classAxis: Int?

  package init(_ fields: RequestFields) throws(EvaluationError) {
    self.fields = fields
    loss = try fields.choice(.loss)
    elementType = try fields.choice(.dtype)
    try Self.requireFields(fields, of: loss)

    reduction = try fields.choice(.reduction, default: .mean)
    guard fields[.reduction] == nil || loss.reductions.contains(reduction) else {
      let expected = loss.reductions.map { JSONText.quoted($0.rawValue) }.joined(separator: ", ")
      throw EvaluationError(
        .invalidOption,
        "reduction \(JSONText.quoted(reduction.rawValue)) does not apply to \(loss.rawValue): expected \(expected)")
    }
    wantsGradient = try fields.flag(.gradient)
    guard !wantsGradient || loss.isLoss else {
      throw EvaluationError(.invalidOption, "\(loss.rawValue) is not a loss: it has no gradient here")
    }
    validation = try fields.choice(.validation, default: .strict)
    kernel = try fields.choice(.kernel, default: .reference)
    targetsAreLogarithms = try fields.flag(.logTarget)
    ignoreIndex = try fields.integer(.ignoreIndex)
    classAxis = try fields.integer(.classAxis)
  }

  private static func requireFields(_ fields: RequestFields, of loss: LossName) throws(EvaluationError) {
    for (field, _) in fields.members where !loss.takes(field) {
      throw EvaluationError(.invalidOption, "\"\(field.rawValue)\" does not apply to \(loss.rawValue)")
    }
    let hasTarget = fields[.target] != nil
    let hasIndices = fields[.classIndices] != nil
    if hasTarget && hasIndices {
      throw EvaluationError(.invalidOption, "both \"target\" and \"class_indices\": expected one of them")
    }
    if hasTarget && fields[.ignoreIndex] != nil {
      throw EvaluationError(.invalidOption, "\"ignore_index\" applies to \"class_indices\" only")
    }
    try fields.require(.input)
    guard !loss.isLoss || hasTarget || hasIndices else {
      let expected = loss.takes(.classIndices) ? "\"target\" or \"class_indices\"" : "\"target\""
      throw EvaluationError(.missingField, "missing field \(expected)")
    }
  }
}

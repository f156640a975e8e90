import SoftLabels

/// One case: its fields, with every option checked. The numbers are still text, since their type is known only now.
///
/// Where several things are wrong, the answer names the first in this order: the text is not JSON; a field is unknown;
/// `loss` or `dtype`; a field that does not apply; one that is missing; the value of an option; a number or a shape as it
/// is written; and then, in the library's order, what the numbers mean.
struct Request {
  enum Field: String, CaseIterable {
    case id, loss, dtype, input, target, weight, reduction, gradient, validation, kernel
    case classIndices = "class_indices"
    case positiveWeight = "pos_weight"
    case labelSmoothing = "label_smoothing"
    case ignoreIndex = "ignore_index"
    case logTarget = "log_target"
  }

  enum ElementType: String, CaseIterable {
    case float32, float64
  }

  enum Reduction: String, CaseIterable {
    case none, sum, mean, batchMean = "batchmean"
  }

  enum Validation: String, CaseIterable {
    case strict, framework
  }

  enum Kernel: String, CaseIterable {
    case reference, fused
  }

  let bytes: [UInt8]
  let ranges: [Field: Range<Int>]
  let loss: LossName
  let elementType: ElementType
  let reduction: Reduction
  let wantsGradient: Bool
  let validation: Validation
  let kernel: Kernel
  let targetsAreLogarithms: Bool
  let ignoreIndex: Int?

  /// The fields of an object, each of them one that the protocol has.
  static func fields(of object: JSONObject) throws(EvaluationError) -> [Field: Range<Int>] {
    var ranges: [Field: Range<Int>] = [:]
    var unknown: String?
    for member in object.members {
      if let field = Field(rawValue: member.name) {
        ranges[field] = member.value
      } else if unknown == nil {
        unknown = member.name
      }
    }
    if let unknown {
      throw EvaluationError(.unknownField, "unknown field \(JSONText.quoted(String(unknown.prefix(40))))")
    }
    return ranges
  }

  init(_ bytes: [UInt8], _ ranges: [Field: Range<Int>]) throws(EvaluationError) {
    self.bytes = bytes
    self.ranges = ranges
    let options = Options(bytes: bytes, ranges: ranges)
    guard ranges[.loss] != nil else { throw EvaluationError(.missingField, "missing field \"loss\"") }
    let loss: LossName = try options.choice(.loss, code: .unknownLoss)
    guard ranges[.dtype] != nil else { throw EvaluationError(.missingField, "missing field \"dtype\"") }
    elementType = try options.choice(.dtype)
    self.loss = loss
    try Self.requireFields(ranges, of: loss)

    reduction = ranges[.reduction] == nil ? .mean : try options.choice(.reduction)
    guard ranges[.reduction] == nil || loss.reductions.contains(reduction) else {
      let expected = loss.reductions.map { JSONText.quoted($0.rawValue) }.joined(separator: ", ")
      throw EvaluationError(
        .invalidOption,
        "reduction \(JSONText.quoted(reduction.rawValue)) does not apply to \(loss.rawValue): expected \(expected)")
    }
    wantsGradient = try options.flag(.gradient)
    guard !wantsGradient || loss.isLoss else {
      throw EvaluationError(.invalidOption, "\(loss.rawValue) is not a loss: it has no gradient here")
    }
    validation = ranges[.validation] == nil ? .strict : try options.choice(.validation)
    kernel = ranges[.kernel] == nil ? .reference : try options.choice(.kernel)
    targetsAreLogarithms = try options.flag(.logTarget)
    ignoreIndex = try options.integer(.ignoreIndex)
  }

  private static func requireFields(
    _ ranges: [Field: Range<Int>], of loss: LossName
  ) throws(EvaluationError) {
    for field in Field.allCases where ranges[field] != nil && !loss.fields.contains(field) {
      throw EvaluationError(.invalidOption, "\"\(field.rawValue)\" does not apply to \(loss.rawValue)")
    }
    let hasTarget = ranges[.target] != nil
    let hasIndices = ranges[.classIndices] != nil
    if hasTarget && hasIndices {
      throw EvaluationError(.invalidOption, "both \"target\" and \"class_indices\": expected one of them")
    }
    if ranges[.ignoreIndex] != nil && hasTarget {
      throw EvaluationError(.invalidOption, "\"ignore_index\" applies to \"class_indices\" only")
    }
    guard ranges[.input] != nil else { throw EvaluationError(.missingField, "missing field \"input\"") }
    guard !loss.isLoss || hasTarget || hasIndices else {
      let expected = loss.fields.contains(.classIndices) ? "\"target\" or \"class_indices\"" : "\"target\""
      throw EvaluationError(.missingField, "missing field \(expected)")
    }
  }
}

/// Reads the fields that are no tensors.
struct Options {
  let bytes: [UInt8]
  let ranges: [Request.Field: Range<Int>]

  /// One of a few words.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ field: Request.Field, code: EvaluationError.Code = .invalidOption
  ) throws(EvaluationError) -> Choice {
    let range = ranges[field] ?? 0..<0
    if bytes[range].first == UInt8(ascii: "\""), let choice = Choice(rawValue: JSONText.string(bytes, range)) {
      return choice
    }
    let expected = Choice.allCases.map { JSONText.quoted($0.rawValue) }.joined(separator: ", ")
    throw EvaluationError(
      code, "\(field.rawValue) \(JSONText.excerpt(bytes, range)): expected one of \(expected)")
  }

  /// true or false; false where the field is absent.
  func flag(_ field: Request.Field) throws(EvaluationError) -> Bool {
    guard let range = ranges[field] else { return false }
    switch bytes[range.lowerBound] {
    case UInt8(ascii: "t"): return true
    case UInt8(ascii: "f"): return false
    default:
      throw EvaluationError(
        .invalidOption, "\(field.rawValue) \(JSONText.excerpt(bytes, range)): expected true or false")
    }
  }

  /// An integer; nil where the field is absent.
  func integer(_ field: Request.Field) throws(EvaluationError) -> Int? {
    guard let range = ranges[field] else { return nil }
    do {
      return try NumberText.integer(bytes, range)
    } catch {
      throw EvaluationError(
        .badNumber, "\(field.rawValue) \(JSONText.excerpt(bytes, range)): expected an integer of 64 bits")
    }
  }
}

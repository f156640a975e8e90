import SoftLabels

/// Why a case has no value: the code and the sentence of its answer.
struct EvaluationError: Error, Equatable {
  /// The codes that the protocol has. Those that the library shares keep its meaning.
  enum Code: String, CaseIterable {
    case invalidJSON = "invalid_json"
    case unknownField = "unknown_field"
    case missingField = "missing_field"
    case unknownLoss = "unknown_loss"
    case badNumber = "bad_number"
    case shapeMismatch = "shape_mismatch"
    case invalidProbability = "invalid_probability"
    case notADistribution = "not_a_distribution"
    case invalidLogit = "invalid_logit"
    case invalidTarget = "invalid_target"
    case classIndexOutOfRange = "class_index_out_of_range"
    case invalidWeight = "invalid_weight"
    case invalidOption = "invalid_option"
    case emptyReduction = "empty_reduction"

    init(_ code: LossError.Code) {
      switch code {
      case .shapeMismatch: self = .shapeMismatch
      case .invalidProbability: self = .invalidProbability
      case .notADistribution: self = .notADistribution
      case .invalidLogit: self = .invalidLogit
      case .invalidTarget: self = .invalidTarget
      case .classIndexOutOfRange: self = .classIndexOutOfRange
      case .invalidWeight: self = .invalidWeight
      case .invalidOption: self = .invalidOption
      case .emptyReduction: self = .emptyReduction
      }
    }
  }

  let code: Code
  let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  init(_ error: LossError) {
    self.init(Code(error.code), error.message)
  }
}

/// Runs code of the library, and turns its errors into answers.
func answering<Result>(_ body: () throws(LossError) -> Result) throws(EvaluationError) -> Result {
  do {
    return try body()
  } catch {
    throw EvaluationError(error)
  }
}

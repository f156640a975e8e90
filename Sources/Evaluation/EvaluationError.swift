import SoftLabels

/// Why a case has no value: the code and the sentence of its answer.
package struct EvaluationError: Error, Equatable {
  /// What can be wrong with the text of a request. What is wrong with its numbers has the library's codes.
  package enum Code: String, CaseIterable {
    case invalidJSON = "invalid_json"
    case unknownField = "unknown_field"
    case missingField = "missing_field"
    case unknownLoss = "unknown_loss"
    case badNumber = "bad_number"
  }

  let code: String
  let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code.rawValue
    self.message = message
  }

  init(_ code: LossError.Code, _ message: String) {
    self.code = code.rawValue
    self.message = message
  }
}

/// Runs code of the library, and turns its errors into answers.
package func answering<Result>(_ body: () throws(LossError) -> Result) throws(EvaluationError) -> Result {
  do {
    return try body()
  } catch {
    throw EvaluationError(error.code, error.message)
  }
}

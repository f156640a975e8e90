/// Why an input was refused: a code that a program can act on, and a sentence that a person can.
///
/// The sentence names the row, the column and the value wherever there is one.
public struct LossError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of thing is wrong.
  public enum Code: String, Sendable, CaseIterable {
    /// Two shapes do not fit, a tensor is ragged, or an axis is missing.
    case shapeMismatch = "shape_mismatch"
    /// A probability is NaN or outside [0, 1].
    case invalidProbability = "invalid_probability"
    /// A row of probabilities does not sum to 1.
    case notADistribution = "not_a_distribution"
    /// A logit is NaN or +inf, or a whole row is -inf.
    case invalidLogit = "invalid_logit"
    /// A soft target is NaN, infinite or negative.
    case invalidTarget = "invalid_target"
    /// A class index is not one of the classes.
    case classIndexOutOfRange = "class_index_out_of_range"
    /// A weight is NaN, infinite or negative.
    case invalidWeight = "invalid_weight"
    /// An option is outside its range.
    case invalidOption = "invalid_option"
    /// A mean over nothing.
    case emptyReduction = "empty_reduction"
  }

  /// What kind of thing is wrong.
  public let code: Code
  /// The sentence for a person.
  public let message: String

  /// An error with a code and a sentence.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// What `mean` throws where its divisor is 0.
  static var meanOverNothing: LossError {
    LossError(.emptyReduction, "a mean over nothing: the batch is empty, or all its weight is 0 or ignored")
  }

  /// The sentence, and the code behind it.
  public var description: String { "\(message) [\(code.rawValue)]" }
}

/// Runs what a literal must satisfy, and stops the program with the message of the error where it does not.
///
/// A literal cannot throw. `fatalError` keeps its text in release builds, which a precondition does not.
func trapping<Result>(_ body: () throws(LossError) -> Result) -> Result {
  do {
    return try body()
  } catch {
    fatalError(error.description)
  }
}

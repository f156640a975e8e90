/// What the checker says of an answer.
package enum Verdict: Codable, Equatable, Sendable {
  /// It is right on every input.
  case solved
  /// It still throws ``Unsolved``.
  case unsolved
  /// It is wrong.
  case wrong(Finding)
  /// It is being tried on an input: what a process that comes to grief leaves behind.
  case trying(input: String)
  /// It did not return.
  case interrupted(how: String, input: String?)

  /// True where there is an answer, and it is not right.
  package var isWrong: Bool {
    switch self {
    case .solved, .unsolved: false
    case .wrong, .trying, .interrupted: true
    }
  }
}

/// The smallest input on which an answer is wrong, and what the checker makes of it.
package struct Finding: Codable, Equatable, Sendable {
  /// The input, such as "p = 0.8, y = 0.7".
  package let input: String
  /// The right answer there.
  package let expected: String
  /// What came instead.
  package let got: String
  /// What is wrong, in one line.
  package let summary: String
  /// How far apart they are, in ULPs.
  package var difference = ""
  /// More about it, or nothing.
  package var explanation = ""
  /// The codes of the famous mistakes that give these numbers.
  package var mistakes: [String] = []
}

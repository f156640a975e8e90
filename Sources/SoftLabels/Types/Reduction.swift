/// How the losses of a batch become one number.
public enum Reduction: String, Sendable, CaseIterable {
  /// The sum over everything.
  case sum
  /// The sum over a divisor that each loss names in its documentation.
  case mean
}

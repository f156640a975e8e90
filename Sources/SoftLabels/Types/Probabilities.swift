/// Numbers in [0, 1], each the probability of its own yes-or-no question: what binary cross-entropy takes.
///
/// Nothing is said about sums. Where the entries of a row share one question, use `Distributions`.
public struct Probabilities<Scalar: LossScalar>: Equatable, Sendable, ExpressibleByArrayLiteral {
  /// The probabilities, of any shape.
  public let tensor: Tensor<Scalar>

  /// Checks that every number is in [0, 1].
  ///
  /// - Throws: `invalidProbability` with row, column and value.
  public init(_ tensor: Tensor<Scalar>) throws(LossError) {
    try tensor.require(.probability)
    self.init(unchecked: tensor)
  }

  /// Checks the same, except in the rows whose class index is `ignoreIndex`: those may hold anything.
  ///
  /// - Throws: `shapeMismatch` where the indices do not fit; `invalidOption` for the axis; `invalidProbability` with row,
  ///   column and value.
  public init(
    _ tensor: Tensor<Scalar>, ignoring ignoreIndex: Int, in targets: ClassIndices, classAxis: Int? = nil
  ) throws(LossError) {
    let counted = try targets.offsets(in: tensor.shape, classAxis: classAxis, ignoring: ignoreIndex)
    try tensor.require(.probability, among: counted)
    self.init(unchecked: tensor)
  }

  /// Probabilities from rows.
  ///
  /// - Throws: `shapeMismatch` for ragged rows, `invalidProbability` for a number outside [0, 1].
  public init(rows: [[Scalar]]) throws(LossError) {
    try self.init(Tensor(rows: rows))
  }

  /// Probabilities written as nested lists; a ragged or invalid one stops the program with the message of the error.
  public init(arrayLiteral elements: NestedLiteral<Scalar>...) {
    self = trapping { () throws(LossError) in try Probabilities(NestedLiteral.list(elements).tensor()) }
  }

  /// For data that was checked elsewhere, or that is deliberately not.
  package init(unchecked tensor: Tensor<Scalar>) {
    self.tensor = tensor
  }
}

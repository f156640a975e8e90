/// Unnormalised scores, any real numbers: what `softmax` and `sigmoid` turn into probabilities.
///
/// -inf is allowed and masks a class; NaN and +inf are not. Probabilities are not logits: there is no conversion that
/// the compiler makes by itself, so the mistake of passing one for the other does not compile.
public struct Logits<Scalar: LossScalar>: Equatable, Sendable, ExpressibleByArrayLiteral {
  /// The scores, of shape [C], [N, C] or [N, C, d1, …]; of any shape for binary losses.
  public let tensor: Tensor<Scalar>

  /// Checks that no score is NaN or +inf.
  ///
  /// - Throws: `invalidLogit` with row, column and value.
  public init(_ tensor: Tensor<Scalar>) throws(LossError) {
    try tensor.require(.logit)
    self.init(unchecked: tensor)
  }

  /// Checks the same, except in the rows whose class index is `ignoreIndex`: those may hold anything.
  ///
  /// - Throws: `shapeMismatch` where the indices do not fit; `invalidOption` for the axis; `invalidLogit` with row, column and
  ///   value.
  public init(
    _ tensor: Tensor<Scalar>, ignoring ignoreIndex: Int, in targets: ClassIndices, classAxis: Int? = nil
  ) throws(LossError) {
    let counted = try targets.offsets(in: tensor.shape, classAxis: classAxis, ignoring: ignoreIndex)
    try tensor.require(.logit, among: counted)
    self.init(unchecked: tensor)
  }

  /// Logits from rows.
  ///
  /// - Throws: `shapeMismatch` for ragged rows, `invalidLogit` for NaN or +inf.
  public init(rows: [[Scalar]]) throws(LossError) {
    try self.init(Tensor(rows: rows))
  }

  /// Logits written as nested lists; a ragged or invalid one stops the program with the message of the error.
  public init(arrayLiteral elements: NestedLiteral<Scalar>...) {
    self = trapping { () throws(LossError) in try Logits(NestedLiteral.list(elements).tensor()) }
  }

  /// For data that was checked elsewhere, or whose checks depend on which rows are ignored.
  package init(unchecked tensor: Tensor<Scalar>) {
    self.tensor = tensor
  }
}

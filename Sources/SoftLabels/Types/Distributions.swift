/// Rows of probabilities that sum to 1 along the class axis: soft labels, and what softmax returns.
///
/// A sum may stray from 1 by `Scalar.normalisationTolerance`. It is then used exactly as it is, never assumed to be 1.
public struct Distributions<Scalar: LossScalar>: Equatable, Sendable, ExpressibleByArrayLiteral {
  /// The probabilities, of shape [C], [N, C] or [N, C, d1, …].
  public let tensor: Tensor<Scalar>
  /// The axis that the rows lie along; nil for a single number, which is no row.
  let classAxis: Int?

  /// Checks that every number is in [0, 1] and that every row sums to 1: along this axis, or nil for axis 1, or 0 of a vector.
  ///
  /// - Throws: `shapeMismatch` without a class axis, `invalidOption` for one that there is not; `invalidProbability` with
  ///   row, column and value; `notADistribution` with the row and its sum.
  public init(_ tensor: Tensor<Scalar>, classAxis: Int? = nil) throws(LossError) {
    let axis = try ClassAxis(shape: tensor.shape, axis: classAxis)
    let storage = Storage(tensor)
    if !storage.areDistributions(along: axis, within: Scalar.normalisationTolerance) {
      try tensor.require(.probability)
      if let (row, sum) = storage.firstRow(of: axis, straying: Scalar.normalisationTolerance) {
        throw axis.errorForSum(sum, ofRow: row, expectedWithin: Scalar.normalisationTolerance)
      }
    }
    self.init(unchecked: tensor, classAxis: classAxis)
  }

  /// Distributions from rows.
  ///
  /// - Throws: `shapeMismatch` for ragged rows, `invalidProbability` or `notADistribution` for what they hold.
  public init(rows: [[Scalar]]) throws(LossError) {
    try self.init(Tensor(rows: rows))
  }

  /// Distributions written as nested lists; an invalid one stops the program with the message of the error.
  public init(arrayLiteral elements: NestedLiteral<Scalar>...) {
    self = trapping { () throws(LossError) in try Distributions(NestedLiteral.list(elements).tensor()) }
  }

  /// For data that was checked elsewhere, or that is deliberately not: the kernels take targets of any sum.
  package init(unchecked tensor: Tensor<Scalar>, classAxis: Int? = nil) {
    self.tensor = tensor
    self.classAxis = ClassAxis.position(classAxis, rank: tensor.rank)
  }

  /// The same numbers, each as a question of its own.
  public var asProbabilities: Probabilities<Scalar> {
    Probabilities(unchecked: tensor)
  }
}

/// Finite numbers that are not negative: class weights, sample weights, element weights, positive weights.
///
/// The argument that takes them says what they weigh and which shape they need.
public struct Weights<Scalar: LossScalar>: Equatable, Sendable, ExpressibleByArrayLiteral,
  ExpressibleByFloatLiteral
{
  /// The weights.
  public let tensor: Tensor<Scalar>

  /// Checks that every weight is finite and not negative.
  ///
  /// - Throws: `invalidWeight` with row, column and value.
  public init(_ tensor: Tensor<Scalar>) throws(LossError) {
    try tensor.require(.weight)
    self.init(unchecked: tensor)
  }

  /// A vector of weights.
  ///
  /// - Throws: `invalidWeight` with the place and the value.
  public init(_ vector: [Scalar]) throws(LossError) {
    try self.init(Tensor(vector))
  }

  /// Weights written as nested lists; an invalid one stops the program with the message of the error.
  public init(arrayLiteral elements: NestedLiteral<Scalar>...) {
    self = trapping { () throws(LossError) in try Weights(NestedLiteral.list(elements).tensor()) }
  }

  /// One weight for everything; an invalid one stops the program with the message of the error.
  public init(floatLiteral value: Double) {
    self = trapping { () throws(LossError) in try Weights(Tensor(Scalar(value))) }
  }

  /// - Throws: `shapeMismatch` where the shape is another one.
  func numbers(of shape: [Int], _ name: String) throws(LossError) -> [Double] {
    guard tensor.shape == shape else {
      throw LossError(.shapeMismatch, "\(name) of shape \(tensor.shape): expected \(shape)")
    }
    return Double.scalars(in: Storage(tensor))
  }

  /// For each number of an input the weight of its row; nil where there are no weights.
  ///
  /// - Throws: `shapeMismatch` for weights of another shape than the rows'.
  static func ofElements(_ sampleWeights: Weights?, along axis: ClassAxis) throws(LossError) -> [Double]? {
    guard let weights = try sampleWeights?.numbers(of: axis.sampleShape, "sample weights") else { return nil }
    return (0..<axis.rows * axis.classes).map { weights[axis.row(ofOffset: $0)] }
  }

  /// For weights that were checked elsewhere, or that are deliberately not: the kernels take any finite number.
  package init(unchecked tensor: Tensor<Scalar>) {
    self.tensor = tensor
  }
}

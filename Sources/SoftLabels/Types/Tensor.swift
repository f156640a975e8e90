/// An array of numbers with a shape, in row-major order: the last axis varies fastest, as in NumPy and PyTorch.
///
/// A tensor carries no convention. `Logits`, `Probabilities` and `Distributions` do.
public struct Tensor<Scalar: LossScalar>: Equatable, Sendable {
  /// The length of each axis; empty for a single number.
  public let shape: [Int]
  /// The numbers in row-major order.
  public let scalars: [Scalar]

  /// A tensor of the given shape.
  ///
  /// - Throws: `shapeMismatch` where the shape does not hold exactly as many numbers as there are.
  public init(shape: [Int], scalars: [Scalar]) throws(LossError) {
    guard holds(shape, scalars.count) else {
      throw LossError(.shapeMismatch, "shape \(shape) does not hold \(scalars.count) numbers")
    }
    self.init(uncheckedShape: shape, scalars: scalars)
  }

  /// A matrix from its rows.
  ///
  /// - Throws: `shapeMismatch` where a row has another length than the first one.
  public init(rows: [[Scalar]]) throws(LossError) {
    let columns = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != columns {
      throw LossError(.shapeMismatch, "row \(index) has \(row.count) columns, row 0 has \(columns)")
    }
    self.init(uncheckedShape: [rows.count, columns], scalars: rows.flatMap { $0 })
  }

  /// A vector.
  public init(_ vector: [Scalar]) {
    self.init(uncheckedShape: [vector.count], scalars: vector)
  }

  /// A single number, of rank 0.
  public init(_ scalar: Scalar) {
    self.init(uncheckedShape: [], scalars: [scalar])
  }

  init(uncheckedShape shape: [Int], scalars: [Scalar]) {
    self.shape = shape
    self.scalars = scalars
  }

  /// The result of a kernel: numbers that already are of this format.
  init(shape: [Int], rounded values: [Double]) {
    self.init(uncheckedShape: shape, scalars: Scalar.scalars(in: .double(values)))
  }

  /// How many axes there are.
  public var rank: Int { shape.count }

  /// How many numbers there are.
  public var count: Int { scalars.count }

  /// The number at one index for each axis; the indices must be within the shape.
  public subscript(indices: Int...) -> Scalar {
    precondition(indices.count == rank, "one index for each of the \(rank) axes")
    var offset = 0
    for (index, length) in zip(indices, shape) {
      precondition(index >= 0 && index < length, "index \(index) on an axis of length \(length)")
      offset = offset * length + index
    }
    return scalars[offset]
  }

  /// The same shape with every number transformed.
  public func map<Other: LossScalar>(_ transform: (Scalar) -> Other) -> Tensor<Other> {
    Tensor<Other>(uncheckedShape: shape, scalars: scalars.map(transform))
  }
}

extension Tensor: ExpressibleByArrayLiteral, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A tensor of any rank, written as nested lists; a ragged one stops the program with a message.
  public init(arrayLiteral elements: NestedLiteral<Scalar>...) {
    self = trapping { () throws(LossError) in try NestedLiteral.list(elements).tensor() }
  }

  /// A single number, of rank 0.
  public init(floatLiteral value: Double) {
    self.init(Scalar(value))
  }

  /// A single number, of rank 0.
  public init(integerLiteral value: Int) {
    self.init(Scalar(value))
  }
}

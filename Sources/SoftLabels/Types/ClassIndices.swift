/// The number of the right class for each sample: hard labels. Never inferred from floating-point numbers.
public struct ClassIndices: Equatable, Sendable, ExpressibleByArrayLiteral {
  /// The shape of the logits without their class axis.
  public let shape: [Int]
  /// The indices in row-major order.
  public let indices: [Int]

  /// Indices for a batch [N, C].
  public init(_ indices: [Int]) {
    self.shape = [indices.count]
    self.indices = indices
  }

  /// Indices of any shape; `[]` for the one sample of a vector of logits.
  ///
  /// - Throws: `shapeMismatch` where the shape does not hold exactly as many indices as there are.
  public init(shape: [Int], indices: [Int]) throws(LossError) {
    guard holds(shape, indices.count) else {
      throw LossError(.shapeMismatch, "shape \(shape) does not hold \(indices.count) class indices")
    }
    self.shape = shape
    self.indices = indices
  }

  /// Indices for a batch [N, C].
  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  func requireShape(_ expected: [Int]) throws(LossError) {
    guard shape == expected else {
      throw LossError(
        .shapeMismatch,
        "class indices of shape \(shape): expected \(expected), the logits' shape without the class axis")
    }
  }

  /// - Throws: `classIndexOutOfRange` with the row and the index.
  func requireRange(_ axis: ClassAxis, ignoring ignoreIndex: Int?) throws(LossError) {
    for (row, index) in indices.enumerated() where index != ignoreIndex && !(0..<axis.classes).contains(index) {
      throw axis.errorForClassIndex(index, ofRow: row)
    }
  }

  /// The places of all numbers in a tensor of this shape whose row is not ignored.
  ///
  /// - Throws: `shapeMismatch` where the indices do not fit; `invalidOption` for the axis.
  package func offsets(
    in shape: [Int], classAxis: Int? = nil, ignoring ignoreIndex: Int
  ) throws(LossError) -> [Int] {
    let axis = try ClassAxis(shape: shape, axis: classAxis)
    try requireShape(axis.sampleShape)
    return indices.enumerated().filter { $0.element != ignoreIndex }.flatMap { row, _ in
      (0..<axis.classes).map { axis.offset(ofRow: row) + $0 * axis.inner }
    }
  }
}

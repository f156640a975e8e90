/// Where the classes lie in a shape: axis 1, as PyTorch has it ([N, C, d1 … dk]), or axis 0 of a vector, which is one
/// sample, unless another axis is asked for.
package struct ClassAxis: Equatable, Sendable {
  /// Which axis that is, from 0.
  package let position: Int
  /// The product of the lengths before it: N, or 1 for a vector.
  let batch: Int
  /// C.
  package let classes: Int
  /// The product of the lengths after it: d1 · … · dk, or 1.
  package let inner: Int
  /// All of it.
  let shape: [Int]

  /// - Parameter axis: counted from 0 or, where it is negative, from the end; nil for the default.
  /// - Throws: `shapeMismatch` for rank 0 and for no classes; `invalidOption` for an axis that the shape does not have.
  package init(shape: [Int], axis: Int? = nil) throws(LossError) {
    guard let position = Self.position(axis, rank: shape.count) else {
      throw LossError(.shapeMismatch, "a single number has no class axis: expected [C], [N, C] or [N, C, d1, …]")
    }
    guard shape.indices.contains(position) else {
      throw LossError(
        .invalidOption,
        "class axis \(position): shape \(shape) has \(shape.count) axes, counted from 0, or back from -1")
    }
    (self.shape, self.position) = (shape, position)
    (batch, classes, inner) = (
      shape[..<position].reduce(1, *), shape[position], shape[(position + 1)...].reduce(1, *)
    )
    guard classes > 0 else { throw LossError(.shapeMismatch, "shape \(shape) has no classes") }
  }

  /// An axis, or the default one for nil, counted from 0; one that there is not as it is, and nil where there is none.
  static func position(_ axis: Int?, rank: Int) -> Int? {
    guard let axis else { return rank == 0 ? nil : min(1, rank - 1) }
    return axis < 0 && axis >= -rank ? axis + rank : axis
  }

  /// The shape without the class axis: that of per-sample losses and of class indices.
  package var sampleShape: [Int] { Array(shape[..<position] + shape[(position + 1)...]) }

  /// How many rows of C numbers there are: all numbers over C.
  package var rows: Int { batch * inner }

  /// The place of class 0 of a row in row-major order; class c lies c · `inner` further.
  @inline(__always)
  package func offset(ofRow row: Int) -> Int {
    inner == 1 ? row * classes : row / inner * classes * inner + row % inner
  }

  /// The row that the number at this place belongs to.
  func row(ofOffset offset: Int) -> Int { offset / (classes * inner) * inner + offset % inner }

  /// Names a row for an error message.
  func name(ofRow row: Int) -> String { place(ofRow: indices(of: row, in: sampleShape), classAxis: position) }

  /// What is wrong with a class index that is not one of the classes.
  func errorForClassIndex(_ index: Int, ofRow row: Int) -> LossError {
    LossError(.classIndexOutOfRange, "class index \(index) at \(name(ofRow: row)): expected 0 to \(classes - 1)")
  }

  /// What is wrong with a row that does not sum to 1.
  func errorForSum(_ sum: Double, ofRow row: Int, expectedWithin tolerance: Double) -> LossError {
    LossError(.notADistribution, "\(name(ofRow: row)) sums to \(sum): expected 1 to within \(tolerance)")
  }

  /// What is wrong with a row of logits without any finite one.
  func errorForMaskedRow(_ row: Int) -> LossError {
    let classes = position == min(1, shape.count - 1) ? "column" : "class"
    return LossError(
      .invalidLogit, "\(name(ofRow: row)) of the logits is -inf in every \(classes): it has no softmax")
  }
}

/// Names a row for an error message by its indices along the input's other axes: axis 0 counts rows, axis 1 columns, and
/// further ones positions.
package func place(ofRow indices: [Int], classAxis: Int?) -> String {
  if indices.isEmpty { return "row 0" }
  let axis = ClassAxis.position(classAxis, rank: indices.count + 1)
  let words = axis == 0 ? ["column"] : axis == 1 ? ["row"] : ["row", "column"]
  let named = zip(words, indices).map { "\($0) \($1)" }.joined(separator: ", ")
  return indices.count > words.count ? "\(named), position \(Array(indices[words.count...]))" : named
}

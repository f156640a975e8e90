/// Where the classes lie in a shape: axis 1, as PyTorch has it ([N, C, d1 … dk]), or axis 0 of a vector, which is one
/// sample.
struct ClassAxis: Equatable {
  /// N, or 1 for a vector.
  let batch: Int
  /// C.
  let classes: Int
  /// d1 · … · dk, or 1.
  let inner: Int
  /// All of it.
  let shape: [Int]

  /// - Throws: `shapeMismatch` for rank 0 and for no classes.
  init(shape: [Int]) throws(LossError) {
    guard let first = shape.first else {
      throw LossError(.shapeMismatch, "a single number has no class axis: expected [C], [N, C] or [N, C, d1, …]")
    }
    self.shape = shape
    if shape.count == 1 {
      (batch, classes, inner) = (1, first, 1)
    } else {
      (batch, classes, inner) = (first, shape[1], shape[2...].reduce(1, *))
    }
    guard classes > 0 else { throw LossError(.shapeMismatch, "shape \(shape) has no classes") }
  }

  /// The shape without the class axis: that of per-sample losses and of class indices.
  var sampleShape: [Int] { shape.count == 1 ? [] : [batch] + shape[2...] }

  /// How many rows of C numbers there are: N · d1 · … · dk.
  var rows: Int { batch * inner }

  /// The place of class 0 of a row in row-major order; class c lies c · `inner` further.
  @inline(__always)
  func offset(ofRow row: Int) -> Int {
    inner == 1 ? row * classes : row / inner * classes * inner + row % inner
  }

  /// Names a row for an error message: "row 3", and its position along the further axes where there are any.
  func name(ofRow row: Int) -> String {
    if inner == 1 { return "row \(row)" }
    return "row \(row / inner), position \(indices(of: row % inner, in: Array(sampleShape[1...])))"
  }

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
    LossError(.invalidLogit, "\(name(ofRow: row)) of the logits is -inf in every column: it has no softmax")
  }
}

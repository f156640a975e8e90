/// The numbers of a tensor behind a type that is not generic, so that a kernel compiles to one fast piece of code.
///
/// Generic code that another module calls is not specialised; what lies behind `Storage` needs no specialising.
public enum Storage: Sendable {
  /// Numbers of a `Tensor<Float>`.
  case float([Float])
  /// Numbers of a `Tensor<Double>`.
  case double([Double])

  init<Scalar: LossScalar>(_ tensor: Tensor<Scalar>) {
    self = Scalar.storage(of: tensor.scalars)
  }

  var count: Int {
    switch self {
    case .float(let values): values.count
    case .double(let values): values.count
    }
  }

  @inline(__always)
  subscript(index: Int) -> Double {
    switch self {
    case .float(let values): Double(values[index])
    case .double(let values): values[index]
    }
  }

  /// The place of the first number that is not as it should be.
  @inline(__always)
  func firstOffset(where isInvalid: (Double) -> Bool) -> Int? {
    switch self {
    case .float(let values): values.firstIndex { isInvalid(Double($0)) }
    case .double(let values): values.firstIndex { isInvalid($0) }
    }
  }

  /// The first row that does not sum to 1 to within `tolerance`, and its sum.
  func firstRow(of axis: ClassAxis, straying tolerance: Double) -> (row: Int, sum: Double)? {
    var numbers = [Double](repeating: 0, count: axis.classes)
    for row in 0..<axis.rows {
      load(from: axis.offset(ofRow: row), step: axis.inner, into: &numbers)
      var sum = 0.0
      for number in numbers { sum += number }
      if !((sum - 1).magnitude <= tolerance) { return (row, sum) }
    }
    return nil
  }

  /// Copies every `step`-th number from `offset` on into `row`, until it is full.
  func load(from offset: Int, step: Int, into row: inout [Double]) {
    switch self {
    // Contiguous rows, which are nearly all, in a loop that vectorises.
    case .float(let values) where step == 1:
      let source = values.span.extracting(offset..<offset + row.count)
      for j in 0..<source.count { row[j] = Double(source[j]) }
    case .float(let values):
      for j in row.indices { row[j] = Double(values[offset + j * step]) }
    case .double(let values):
      for j in row.indices { row[j] = values[offset + j * step] }
    }
  }
}

extension Tensor {
  /// The result of a kernel: numbers that already are of this format.
  init(shape: [Int], rounded values: [Double]) {
    self.init(uncheckedShape: shape, scalars: Scalar.scalars(in: .double(values)))
  }

  /// One number for each place of `target`, by NumPy's rule: axes are lined up from the last, and a length of 1 repeats.
  ///
  /// - Throws: `shapeMismatch` where the shapes do not fit.
  package func broadcast(to target: [Int], name: String) throws(LossError) -> [Double] {
    let missing = target.count - rank
    let fits = missing >= 0 && zip(shape, target[max(missing, 0)...]).allSatisfy { $0 == $1 || $0 == 1 }
    guard fits else {
      throw LossError(.shapeMismatch, "\(name) of shape \(shape) do not broadcast to \(target)")
    }
    // How far one step along each target axis moves in this tensor: 0 along the axes that repeat.
    var steps = [Int](repeating: 0, count: target.count)
    var step = 1
    for axis in shape.indices.reversed() {
      steps[missing + axis] = shape[axis] == 1 ? 0 : step
      step *= shape[axis]
    }
    let count = target.reduce(1, *)
    var result: [Double] = []
    result.reserveCapacity(count)
    var indices = [Int](repeating: 0, count: target.count)
    var offset = 0
    for _ in 0..<count {
      result.append(Double(scalars[offset]))
      var axis = target.count - 1
      while axis >= 0 {
        indices[axis] += 1
        offset += steps[axis]
        if indices[axis] < target[axis] { break }
        offset -= steps[axis] * target[axis]
        indices[axis] = 0
        axis -= 1
      }
    }
    return result
  }
}

/// The numbers of a tensor behind a type that is not generic, so that a kernel compiles to one fast piece of code.
///
/// Generic code that another module calls is not specialised; what lies behind `Storage` needs no specialising.
enum Storage: Sendable {
  case float([Float])
  case double([Double])

  init<Scalar: LossScalar>(_ tensor: Tensor<Scalar>) {
    // Through `Any`: a cast from array to array is made element by element, this one all at once.
    let scalars = tensor.scalars as Any
    if let floats = scalars as? [Float] {
      self = .float(floats)
    } else if let doubles = scalars as? [Double] {
      self = .double(doubles)
    } else {
      self = .double(tensor.scalars.map { Double($0) })
    }
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
    self.init(uncheckedShape: shape, scalars: values.map { Scalar($0) })
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

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

  /// That of the tensor's type.
  var format: FloatFormat {
    switch self {
    case .float: .float32
    case .double: .float64
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
      load(row, of: axis, into: &numbers)
      var sum = 0.0
      for number in numbers { sum += number }
      if !((sum - 1).magnitude <= tolerance) { return (row, sum) }
    }
    return nil
  }

  /// Copies a row of classes into `row`, which is as long.
  func load(_ index: Int, of axis: ClassAxis, into row: inout [Double]) {
    let (offset, step) = (axis.offset(ofRow: index), axis.inner)
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

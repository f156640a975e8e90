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

  /// True where this number is one of them: a pass that vectorises.
  func contains(_ number: Double) -> Bool {
    switch self {
    case .float(let values): values.span.contains(Float(number))
    case .double(let values): values.span.contains(number)
    }
  }

  /// The place of the first number that is not allowed.
  func firstOffset(forbiddenTo kind: NumberKind) -> Int? {
    switch self {
    case .float(let values): kind.firstForbidden(in: values.span)
    case .double(let values): kind.firstForbidden(in: values.span)
    }
  }

  /// True where all rows lie in memory one after the other and are distributions beyond doubt; false where somebody has to
  /// look at them number by number.
  func areDistributions(along axis: ClassAxis, within tolerance: Double) -> Bool {
    switch self {
    case .float(let values): values.span.rows(of: axis, areDistributionsWithin: tolerance)
    case .double(let values): values.span.rows(of: axis, areDistributionsWithin: tolerance)
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

extension Span where Element: BinaryFloatingPoint & SIMDScalar {
  @inline(__always)
  fileprivate func contains(_ number: Element) -> Bool {
    var found: UInt32 = 0
    for i in 0..<count { found |= self[i] == number ? 1 : 0 }
    return found != 0
  }

  /// See `Storage.areDistributions`. Each group of rows is read twice, the second time from the first-level cache.
  @inline(__always)
  fileprivate func rows(of axis: ClassAxis, areDistributionsWithin tolerance: Double) -> Bool {
    guard axis.inner == 1 else { return false }
    let classes = axis.classes
    var row = 0
    while row < axis.rows {
      let end = min(row + max(1, 4096 / classes), axis.rows)
      if !NumberKind.probability.allows(extracting(row * classes..<end * classes)) { return false }
      while row < end {
        let sum = extracting(row * classes..<(row + 1) * classes).sum
        // Close to the edge another order of the terms might decide.
        if !((sum - 1).magnitude <= 0.75 * tolerance) { return false }
        row += 1
      }
    }
    return true
  }

  /// In an order that vectorises: 64 numbers are added up in their own type, eight sums at once.
  @inline(__always)
  private var sum: Double {
    var sum = 0.0
    var i = 0
    while i &+ 8 <= count {
      let end = min(i &+ 64, count &- 7)
      var sums = SIMD8<Element>()
      while i < end {
        let eight = extracting(i..<i &+ 8)
        var lanes = SIMD8<Element>()
        for lane in 0..<8 { lanes[lane] = eight[lane] }
        sums += lanes
        i &+= 8
      }
      for lane in 0..<8 { sum += Double(sums[lane]) }
    }
    while i < count {
      sum += Double(self[i])
      i &+= 1
    }
    return sum
  }
}

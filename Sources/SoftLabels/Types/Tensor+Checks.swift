extension Tensor {
  /// Refuses a tensor with a number that is not allowed; where `offsets` are given, those numbers alone are looked at.
  ///
  /// - Throws: an error that names the first such number and its place.
  package func require(_ kind: NumberKind, among offsets: [Int]? = nil) throws(LossError) {
    let storage = Storage(self)
    let bad =
      if let offsets { offsets.first { !kind.allows([storage[$0]].span) } } else {
        storage.firstOffset(forbiddenTo: kind)
      }
    guard let bad else { return }
    throw kind.error(scalars[bad], at: place(bad, in: shape))
  }

  /// - Throws: `shapeMismatch` where the shape is another one.
  func requireShape(_ expected: [Int], of name: String) throws(LossError) {
    guard shape == expected else {
      throw LossError(.shapeMismatch, "\(name) of shape \(shape) for an input of shape \(expected)")
    }
  }
}

/// True where a shape holds exactly `count` numbers.
///
/// A product of its lengths beyond Int is refused even where another length is 0: so any lengths of a tensor can be multiplied.
func holds(_ shape: [Int], _ count: Int) -> Bool {
  var product = 1
  for length in shape where length != 0 {
    let (next, overflow) = product.multipliedReportingOverflow(by: length)
    if length < 0 || overflow { return false }
    product = next
  }
  return count == (shape.contains(0) ? 0 : product)
}

/// Names a place for an error message: "row 3, column 1", and the further axes where there are any.
package func place(_ offset: Int, in shape: [Int]) -> String {
  place(indices(of: offset, in: shape))
}

/// The same, by the place's index on each axis.
package func place(_ indices: [Int]) -> String {
  switch indices.count {
  case 0: "the number"
  case 1: "row 0, column \(indices[0])"
  case 2: "row \(indices[0]), column \(indices[1])"
  default: "row \(indices[0]), column \(indices[1]), position \(Array(indices[2...]))"
  }
}

/// The index on each axis.
package func indices(of offset: Int, in shape: [Int]) -> [Int] {
  var indices: [Int] = []
  var rest = offset
  for length in shape.reversed() {
    indices.append(rest % length)
    rest /= length
  }
  return indices.reversed()
}

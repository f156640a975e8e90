import SoftLabels

/// A number, or nested arrays of one shape, read from text that has been checked to be JSON.
package struct NestedArray<Element> {
  /// The length of each axis; empty for a single element.
  package private(set) var shape: [Int] = []
  /// The elements in row-major order.
  package private(set) var elements: [Element] = []

  /// How many elements each open array has so far: the place of the next one.
  private var path: [Int] = []
  /// How deep elements lie; nil until the first one, or the first empty array.
  private var rank: Int?

  /// - Parameters:
  ///   - name: what the array is, for messages.
  ///   - element: reads one element from where its text lies; gets its place for a message.
  /// - Throws: `shape_mismatch` where arrays on one level differ in length; what `element` throws.
  package init(
    _ bytes: [UInt8], _ range: Range<Int>, name: String,
    element: (Range<Int>, _ path: [Int]) throws(EvaluationError) -> Element
  ) throws(EvaluationError) {
    var position = range.lowerBound
    while position < range.upperBound {
      switch bytes[position] {
      case UInt8(ascii: "["):
        if path.count == rank { throw ragged(name, "an array where others hold a number") }
        if path.count == shape.count { shape.append(-1) }
        path.append(0)
        position += 1
      case UInt8(ascii: "]"):
        try close(name)
        position += 1
      case UInt8(ascii: ","), 0x20, 0x09, 0x0a, 0x0d:
        position += 1
      default:
        let end = Self.endOfElement(bytes, position, range.upperBound)
        if rank == nil { rank = path.count }
        guard path.count == rank else { throw ragged(name, "a number where others hold an array") }
        elements.append(try element(position..<end, path))
        countElement()
        position = end
      }
    }
  }

  private mutating func countElement() {
    if !path.isEmpty { path[path.count - 1] += 1 }
  }

  private mutating func close(_ name: String) throws(EvaluationError) {
    let length = path.removeLast()
    let axis = path.count
    if length == 0, rank == nil { rank = axis + 1 }
    if shape[axis] < 0 { shape[axis] = length }
    guard shape[axis] == length else {
      throw ragged(name, "an array of length \(length) where others have \(shape[axis])")
    }
    countElement()
  }

  private func ragged(_ name: String, _ what: String) -> EvaluationError {
    let place = path.isEmpty ? "at the top" : path.count == 1 ? "in row \(path[0])" : "at \(path)"
    return EvaluationError(.shapeMismatch, "\(name) is ragged: \(what), \(place)")
  }

  /// Where a value that is no array ends. An object, which no element is, ends at its first brace.
  private static func endOfElement(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Int {
    var end = start + 1
    if bytes[start] == UInt8(ascii: "\"") {
      while bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
      return end + 1
    }
    while end < limit {
      switch bytes[end] {
      case UInt8(ascii: ","), UInt8(ascii: "]"), 0x20, 0x09, 0x0a, 0x0d: return end
      default: end += 1
      }
    }
    return end
  }
}

import SoftLabels

/// Numbers that came out of a file, with their shape and type, and where in the file they stood.
struct NumericArray: Sendable {
  /// What the numbers were before they became Doubles. Every one of them is exact as a Double, large integers aside.
  enum ElementType: String, Sendable {
    case float16, float32, float64
    case integer
    /// Decimals in a text file, rounded once to Double.
    case text
  }

  /// How errors and findings call the file.
  let source: String
  let shape: [Int]
  /// In row-major order.
  let values: [Double]
  let type: ElementType
  /// The same numbers, for integer types, without rounding.
  var integers: [Int]?
  /// The line of each row, for text.
  var lines: [Int] = []
  /// Half a unit of the last decimal that was written out anywhere in a text, or 0.
  var resolution = 0.0
  /// Where its rows begin in the array that it is a part of.
  var firstRow = 0

  /// Some of the rows, along the first axis.
  func rows(_ range: Range<Int>) -> NumericArray {
    let width = shape[1...].reduce(1, *)
    let places = range.lowerBound * width..<range.upperBound * width
    return NumericArray(
      source: source, shape: [range.count] + shape[1...], values: Array(values[places]), type: type,
      integers: integers.map { Array($0[places]) }, lines: lines.isEmpty ? [] : Array(lines[range]),
      resolution: resolution, firstRow: range.lowerBound)
  }

  /// What is wrong with it: exit status 65.
  func failure(_ message: String) -> CommandFailure { .badData("\(source): \(message)") }

  /// A place as people name it: row and column from 0, as in NumPy, and the line in a text file.
  func place(_ offset: Int) -> String {
    guard !shape.isEmpty else { return "the number" }
    let indices = indices(of: offset, in: shape)
    var text = "row \(firstRow + indices[0])"
    if indices.count > 1 { text += ", column \(indices[1])" }
    if indices.count > 2 { text += ", position \(indices[2...].map(String.init).joined(separator: ", "))" }
    if lines.indices.contains(indices[0]) { text += " (\(source):\(lines[indices[0]]))" }
    return text
  }

  /// How far a row of probabilities may stray from a sum of 1 for no other reason than how its numbers were written.
  ///
  /// A float32 softmax over 50,000 classes strays by 6.5e-7, and may since have been stored in any other type: 2⁻¹²
  /// covers it, as in `Float.normalisationTolerance`. In float16 each number is off by up to 2⁻¹² of itself already. In a
  /// text each number is off by half a unit of its last digit, which counts from three decimals on: .33 three times is
  /// .99, and that is worth saying.
  func normalisationTolerance(classes: Int) -> Double {
    switch type {
    case .float16: 0x1p-9
    case .text where resolution > 0 && resolution < 0.001: max(0x1p-12, min(Double(classes) * resolution, 0.01))
    default: 0x1p-12
    }
  }
}

/// The dictionary at the head of a .npy file: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NumPyHeader {
  /// The type as it is written, such as `<f4`.
  let descriptor: String
  let type: NumPyType
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let shape: [Int]
  /// How many numbers the shape holds.
  let count: Int

  /// - Parameter name: what the file is called.
  init(_ text: String, name: String) throws(CommandFailure) {
    func fail(_ message: String) -> CommandFailure { .badData("\(name): the .npy header \(message)") }
    func malformed(_ expected: String, _ found: some StringProtocol) -> CommandFailure {
      fail("is malformed: expected \(expected), found \(found.isEmpty ? "its end" : "'\(found.prefix(24))'")")
    }
    // The three entries in any order, and between them nothing but what holds a dictionary together.
    let descriptorEntry = #/["']descr["']\s*:\s*(["'](?<type>[^"']*)["']|(?<record>\[[^\]]*\]))/#
    let orderEntry = #/["']fortran_order["']\s*:\s*(?<order>True|False)/#
    let shapeEntry = #/["']shape["']\s*:\s*(?<lengths>[^)}]*\)?)/#
    guard let type = text.firstMatch(of: descriptorEntry), let order = text.firstMatch(of: orderEntry),
      let lengths = text.firstMatch(of: shapeEntry)?.output.lengths,
      text.replacing(descriptorEntry, with: "").replacing(orderEntry, with: "").replacing(shapeEntry, with: "")
        .wholeMatch(of: #/\s*\{(\s*,){0,3}\s*\}\s*/#) != nil
    else { throw malformed("descr, fortran_order and shape", text) }
    descriptor = String((type.output.type ?? type.output.record ?? "").prefix(64))
    guard let known = NumPyType(rawValue: String(descriptor.dropFirst())), let byteOrder = descriptor.first,
      "<>|=".contains(byteOrder),
      byteOrder != "|" || known.size == 1
    else {
      throw fail("has dtype '\(descriptor)': expected float16, float32, float64, an integer or a bool")
    }
    (self.type, isBigEndian, isFortranOrder) = (known, byteOrder == ">", order.output.order == "True")
    guard lengths.first == "(" else { throw malformed("'('", lengths) }
    guard lengths.last == ")" else { throw malformed("')'", "") }
    var shape: [Int] = []
    for word in lengths.dropFirst().dropLast().split(separator: ",") where !word.allSatisfy(\.isWhitespace) {
      guard let digits = word.wholeMatch(of: #/\s*([0-9]+)L?\s*/#)?.output.1 else {
        throw malformed(word.contains("-") ? "a length that is not negative" : "')'", word)
      }
      guard let length = Int(digits) else { throw fail("claims an axis of \(digits.prefix(24)) numbers") }
      shape.append(length)
    }
    self.shape = shape
    // NumPy has at most 64 axes.
    guard shape.count <= 64 else { throw fail("has \(shape.count) axes") }
    // An axis of 0 makes the array empty, but must not hide lengths whose product overflows later.
    var product = 1
    for length in shape {
      let next = product.multipliedReportingOverflow(by: max(length, 1))
      if next.overflow { throw fail("claims shape \(shape), more than 2^63 numbers") }
      product = next.partialValue
    }
    count = shape.contains(0) ? 0 : product
  }
}

/// The dictionary at the head of a .npy file: `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`.
struct NumPyHeader {
  /// What is wrong with a header, and where.
  struct Failure: Error {
    let message: String
    let offset: Int
  }

  /// The type as it is written, such as `<f4`.
  let descriptor: String
  let type: NumPyType
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let shape: [Int]
  /// How many numbers the shape holds.
  let count: Int

  init(_ bytes: ArraySlice<UInt8>) throws(Failure) {
    var scanner = PythonScanner(bytes)
    var descriptor: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try scanner.expect("{")
    while !scanner.skips("}") {
      let start = scanner.offset
      let key = try scanner.string()
      try scanner.expect(":")
      switch key {
      case "descr": descriptor = try scanner.descriptor()
      case "fortran_order": isFortranOrder = try scanner.boolean()
      case "shape": shape = try scanner.shape()
      default: throw Failure(message: "has an unknown key '\(key)'", offset: start)
      }
      if !scanner.skips(",") {
        try scanner.expect("}")
        break
      }
    }
    try scanner.expectEnd()
    guard let descriptor, let isFortranOrder, let shape else {
      throw Failure(message: "lacks descr, fortran_order or shape", offset: scanner.offset)
    }
    self.descriptor = descriptor
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    guard let type = NumPyType(descriptor.dropFirst()), let order = descriptor.first, "<>|=".contains(order),
      order != "|" || type.size == 1
    else {
      throw Failure(
        message: "has dtype '\(descriptor)': expected float16, float32, float64, an integer or a bool", offset: 0)
    }
    self.type = type
    isBigEndian = order == ">"
    // NumPy has at most 64 axes.
    guard shape.count <= 64 else { throw Failure(message: "has \(shape.count) axes", offset: 0) }
    // An axis of 0 makes the array empty, but must not hide lengths whose product overflows later.
    var product = 1
    for length in shape {
      let next = product.multipliedReportingOverflow(by: max(length, 1))
      if next.overflow { throw Failure(message: "claims shape \(shape), more than 2^63 numbers", offset: 0) }
      product = next.partialValue
    }
    count = shape.contains(0) ? 0 : product
  }
}

/// The few Python literals that a header consists of.
private struct PythonScanner {
  private var rest: ArraySlice<UInt8>
  private let start: Int

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
    start = bytes.startIndex
  }

  var offset: Int { rest.startIndex - start }

  private func failure(_ expected: String) -> NumPyHeader.Failure {
    let found = rest.isEmpty ? "its end" : "'\(String(decoding: rest.prefix(12), as: UTF8.self))'"
    return NumPyHeader.Failure(message: "is malformed: expected \(expected), found \(found)", offset: offset)
  }

  private mutating func skipSpace() {
    rest = rest.drop { $0 == 0x20 || (0x09...0x0d).contains($0) }
  }

  mutating func skips(_ character: Character) -> Bool {
    skipSpace()
    guard let byte = character.asciiValue, rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  mutating func expect(_ character: Character) throws(NumPyHeader.Failure) {
    if !skips(character) { throw failure("'\(character)'") }
  }

  mutating func expectEnd() throws(NumPyHeader.Failure) {
    skipSpace()
    if !rest.isEmpty { throw failure("its end") }
  }

  mutating func string() throws(NumPyHeader.Failure) -> String {
    skipSpace()
    guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw failure("a string")
    }
    let body = rest.dropFirst()
    guard let end = body.firstIndex(of: quote), end - rest.startIndex <= 64 else { throw failure("a short string") }
    rest = body[(end + 1)...]
    return String(decoding: body[..<end], as: UTF8.self)
  }

  mutating func descriptor() throws(NumPyHeader.Failure) -> String {
    skipSpace()
    if rest.first == UInt8(ascii: "[") {
      throw NumPyHeader.Failure(message: "describes records: expected plain numbers", offset: offset)
    }
    return try string()
  }

  mutating func boolean() throws(NumPyHeader.Failure) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
      rest = rest.dropFirst(word.utf8.count)
      return value
    }
    throw failure("True or False")
  }

  mutating func shape() throws(NumPyHeader.Failure) -> [Int] {
    var shape: [Int] = []
    try expect("(")
    while !skips(")") {
      skipSpace()
      let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      guard !digits.isEmpty else { throw failure("a length that is not negative") }
      guard let length = Int(String(decoding: digits, as: UTF8.self)) else {
        throw NumPyHeader.Failure(
          message: "claims an axis of \(String(decoding: digits.prefix(24), as: UTF8.self)) numbers", offset: offset)
      }
      rest = rest[digits.endIndex...]
      if rest.first == UInt8(ascii: "L") { rest.removeFirst() }
      shape.append(length)
      if !skips(",") {
        try expect(")")
        break
      }
    }
    return shape
  }
}

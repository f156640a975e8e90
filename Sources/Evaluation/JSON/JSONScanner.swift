/// Reads JSON as RFC 8259 has it, and nothing more lenient, without building anything: it checks a value and says where
/// it lies, so that a number can be read from its own digits.
///
/// Foundation's decoders would be the better-kept code, but they hand out a float32 by way of a Double, which rounds
/// twice, and take 1e400 for an error of the whole line. The reference must not.
///
/// Nesting is bounded and kept on the heap: a line of brackets cannot overflow the stack.
struct JSONScanner {
  /// How many arrays and objects may be open at once.
  static let deepestNesting = 512

  let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  // MARK: Values

  /// Passes over one value of any kind.
  ///
  /// - Returns: where its text lies, without the white space around it.
  mutating func passValue() throws(JSONError) -> Range<Int> {
    skipWhiteSpace()
    let start = position
    var due: [UInt8] = []
    repeat {
      skipWhiteSpace()
      switch current {
      case UInt8(ascii: "["):
        try open(UInt8(ascii: "]"), &due)
        if current != UInt8(ascii: "]") { continue }
      case UInt8(ascii: "{"):
        try open(UInt8(ascii: "}"), &due)
        if current != UInt8(ascii: "}") {
          _ = try passName()
          continue
        }
      default: try passScalar()
      }
      try closeOrAdvance(&due)
    } while !due.isEmpty
    return start..<position
  }

  private mutating func open(_ closing: UInt8, _ due: inout [UInt8]) throws(JSONError) {
    guard due.count < Self.deepestNesting else { throw error("nested more than \(Self.deepestNesting) deep") }
    due.append(closing)
    position += 1
    skipWhiteSpace()
  }

  /// After a value: passes over every bracket that closes here, and over the comma before the next value.
  private mutating func closeOrAdvance(_ due: inout [UInt8]) throws(JSONError) {
    while let closing = due.last {
      skipWhiteSpace()
      if current == closing {
        position += 1
        due.removeLast()
      } else if current == UInt8(ascii: ",") {
        position += 1
        if closing == UInt8(ascii: "}") { _ = try passName() }
        return
      } else {
        throw expected("',' or '\(Character(UnicodeScalar(closing)))'")
      }
    }
  }

  /// Passes over `"name" :`.
  mutating func passName() throws(JSONError) -> Range<Int> {
    skipWhiteSpace()
    guard current == UInt8(ascii: "\"") else { throw expected("a name in quotation marks") }
    let name = try passString()
    skipWhiteSpace()
    guard pass(UInt8(ascii: ":")) else { throw expected("':'") }
    return name
  }

  private mutating func passScalar() throws(JSONError) {
    switch current {
    case UInt8(ascii: "\""): _ = try passString()
    case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: try passNumber()
    case UInt8(ascii: "t"): try passWord("true")
    case UInt8(ascii: "f"): try passWord("false")
    case UInt8(ascii: "n"): try passWord("null")
    default: throw expected("a value")
    }
  }

  private mutating func passWord(_ word: String) throws(JSONError) {
    guard bytes[position...].starts(with: word.utf8) else { throw expected("a value") }
    position += word.utf8.count
  }

  // MARK: Numbers

  private mutating func passNumber() throws(JSONError) {
    _ = pass(UInt8(ascii: "-"))
    if !pass(UInt8(ascii: "0")) { try passDigits() }
    if pass(UInt8(ascii: ".")) { try passDigits() }
    if pass(UInt8(ascii: "e")) || pass(UInt8(ascii: "E")) {
      if !pass(UInt8(ascii: "+")) { _ = pass(UInt8(ascii: "-")) }
      try passDigits()
    }
  }

  private mutating func passDigits() throws(JSONError) {
    let start = position
    while let digit = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) { position += 1 }
    guard position > start else { throw expected("a digit") }
  }

  // MARK: Strings

  private mutating func passString() throws(JSONError) -> Range<Int> {
    let start = position
    position += 1
    var isASCII = true
    while let byte = current, byte != UInt8(ascii: "\"") {
      switch byte {
      case UInt8(ascii: "\\"): try passEscape()
      case 0..<0x20: throw error("a control character in a string: it must be escaped")
      default:
        isASCII = isASCII && byte < 0x80
        position += 1
      }
    }
    guard pass(UInt8(ascii: "\"")) else { throw expected("'\"', the end of a string") }
    guard isASCII || String(validating: bytes[start..<position], as: UTF8.self) != nil else {
      throw error("not UTF-8")
    }
    return start..<position
  }

  private mutating func passEscape() throws(JSONError) {
    position += 1
    switch current {
    case UInt8(ascii: "u"):
      position += 1
      let unit = try passHexadecimal()
      if (0xdc00...0xdfff).contains(unit) { throw error("half of a surrogate pair in a string") }
      guard (0xd800...0xdbff).contains(unit) else { return }
      guard pass(UInt8(ascii: "\\")), pass(UInt8(ascii: "u")), (0xdc00...0xdfff).contains(try passHexadecimal()) else {
        throw error("half of a surrogate pair in a string")
      }
    case let letter? where "\"\\/bfnrt".utf8.contains(letter): position += 1
    default: throw expected("an escape that JSON has")
    }
  }

  private mutating func passHexadecimal() throws(JSONError) -> Int {
    var unit = 0
    for _ in 0..<4 {
      guard let digit = current.flatMap({ Character(UnicodeScalar($0)).hexDigitValue }) else {
        throw expected("four hexadecimal digits")
      }
      unit = unit << 4 | digit
      position += 1
    }
    return unit
  }

  // MARK: Bytes

  /// The byte that is looked at; nil at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Passes over one given byte, if it stands here.
  mutating func pass(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  mutating func skipWhiteSpace() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { position += 1 }
  }

  func expected(_ what: String) -> JSONError {
    if let word = ["Infinity", "NaN"].first(where: { bytes[position...].starts(with: $0.utf8) }) {
      let isNegative = position > 0 && bytes[position - 1] == UInt8(ascii: "-")
      let right = word == "NaN" ? "nan" : isNegative ? "-inf" : "inf"
      return error("\(isNegative ? "-" : "")\(word) is Python's, not JSON: write \"\(right)\"")
    }
    guard let current else { return JSONError(message: "the line ends where \(what) is expected") }
    let isPrintable = (0x21..<0x7f).contains(current)
    let found = isPrintable ? "'\(Character(UnicodeScalar(current)))'" : "byte 0x\(String(current, radix: 16))"
    return error("\(found) where \(what) is expected")
  }

  func error(_ message: String) -> JSONError {
    JSONError(message: "column \(position + 1): \(message)")
  }
}

/// What is wrong with a text that is not JSON.
package struct JSONError: Error {
  package let message: String
}

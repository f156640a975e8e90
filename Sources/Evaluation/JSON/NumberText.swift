import SoftLabels

/// Numbers as requests write them: JSON numbers; the strings "inf", "-inf" and "nan"; and hexadecimal floats in strings,
/// as C's %a and Python's `float.hex` print them.
package enum NumberText {
  /// Why a text is not a number of the type that was asked for.
  package enum Failure: Error {
    case notANumber
    case overflow
  }

  /// The number, rounded once, from its own digits to `Scalar`.
  ///
  /// A finite number beyond the range of `Scalar` is an overflow, not an infinity: who means infinity says "inf". One
  /// that is too small for `Scalar` is 0.
  package static func scalar<Scalar: LossScalar>(
    _ bytes: [UInt8], _ range: Range<Int>
  ) throws(Failure) -> Scalar {
    let text: String
    switch bytes[range.lowerBound] {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      text = String(decoding: bytes[range], as: UTF8.self)
    case UInt8(ascii: "\""):
      text = JSONText.string(bytes, range)
      switch text {
      case "inf": return .infinity
      case "-inf": return -.infinity
      case "nan": return .nan
      default: if !isHexadecimal(text) { throw .notANumber }
      }
    default: throw .notANumber
    }
    guard let value = Scalar(text) else { throw .notANumber }
    guard value.isFinite else { throw .overflow }
    return value
  }

  /// An integer, written without a fraction and without an exponent.
  static func integer(_ bytes: [UInt8], _ range: Range<Int>) throws(Failure) -> Int {
    let digits = bytes[range].drop { $0 == UInt8(ascii: "-") }
    guard !digits.isEmpty, digits.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) else {
      throw .notANumber
    }
    guard let value = Int(String(decoding: bytes[range], as: UTF8.self)) else { throw .overflow }
    return value
  }

  /// `-0x1.8p-3`, as far as `Scalar` does not check it: it would take a plus, a point before all digits, and what ends with
  /// a 0 byte.
  private static func isHexadecimal(_ text: String) -> Bool {
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
    guard rest.popFirst() == UInt8(ascii: "0"), let x = rest.popFirst(), x | 0x20 == UInt8(ascii: "x") else {
      return false
    }
    return rest.first.map { Character(UnicodeScalar($0)).isHexDigit } == true && !rest.contains(0)
  }
}

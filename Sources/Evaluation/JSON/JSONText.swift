/// Strings in and out of JSON.
package enum JSONText {
  /// The string whose text, quotation marks included, lies in `range`. The text has been checked.
  package static func string(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    let text = String(decoding: bytes[range].dropFirst().dropLast(), as: UTF8.self)
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    var units: [UInt16] = []
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let letter = rest.popFirst() else {
        units += UTF16.encode(scalar)!
        continue
      }
      switch letter {
      case "u":
        units.append(UInt16(String(rest.prefix(4)), radix: 16) ?? 0)
        rest = rest.dropFirst(4)
      case "b": units.append(0x08)
      case "f": units.append(0x0c)
      case "n": units.append(0x0a)
      case "r": units.append(0x0d)
      case "t": units.append(0x09)
      default: units.append(UInt16(letter.value))
      }
    }
    return String(decoding: units, as: UTF16.self)
  }

  /// A string as JSON writes it.
  package static func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }

  /// The text of a value, for a message: cut where it is long.
  static func excerpt(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    excerpt(String(decoding: bytes[range].prefix(200), as: UTF8.self))
  }

  static func excerpt(_ text: String) -> String {
    let scalars = text.unicodeScalars
    return scalars.count <= 40 ? text : String(scalars.prefix(39)) + "…"
  }
}

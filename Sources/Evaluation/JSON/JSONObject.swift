/// An object that was checked in full but not read: the names of its members, and where their values lie in the text.
///
/// A name that stands twice is refused: readers of JSON differ on which one counts (RFC 8259, section 4), and a reference
/// must not guess. Objects further inside are checked as JSON, no more.
package struct JSONObject: Sendable {
  package let bytes: [UInt8]
  package let members: [(name: String, value: Range<Int>)]

  /// - Throws: `JSONError` where the text is anything but one object.
  package init(_ bytes: [UInt8]) throws(JSONError) {
    var scanner = JSONScanner(bytes)
    scanner.skipWhiteSpace()
    guard scanner.pass(UInt8(ascii: "{")) else {
      _ = try scanner.passValue()
      throw JSONError(message: "expected an object, '{\"loss\": …}'")
    }
    var members: [(name: String, value: Range<Int>)] = []
    scanner.skipWhiteSpace()
    if !scanner.pass(UInt8(ascii: "}")) {
      repeat {
        let name = JSONText.string(bytes, try scanner.passName())
        guard !members.contains(where: { $0.name == name }) else {
          throw scanner.error("the name \(JSONText.quoted(JSONText.excerpt(name))) stands twice")
        }
        // A request has few members. More than this are not read in quadratic time.
        guard members.count < Self.mostMembers else { throw scanner.error("more than \(Self.mostMembers) members") }
        members.append((name, try scanner.passValue()))
        scanner.skipWhiteSpace()
      } while scanner.pass(UInt8(ascii: ","))
      guard scanner.pass(UInt8(ascii: "}")) else { throw scanner.expected("',' or '}'") }
    }
    scanner.skipWhiteSpace()
    guard scanner.current == nil else { throw scanner.expected("the end of the line") }
    self.bytes = bytes
    self.members = members
  }

  static let mostMembers = 256
}

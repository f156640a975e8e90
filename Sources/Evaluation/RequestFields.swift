import SoftLabels

/// The fields of a case, each of them one that the protocol has, as text. Reads those that are no tensors.
package struct RequestFields {
  let bytes: [UInt8]
  /// Few enough that a look through them beats a dictionary.
  let members: [(field: Request.Field, range: Range<Int>)]

  /// - Throws: `unknown_field` for the first that the protocol does not have.
  package init(_ object: JSONObject) throws(EvaluationError) {
    bytes = object.bytes
    var members: [(field: Request.Field, range: Range<Int>)] = []
    members.reserveCapacity(object.members.count)
    for member in object.members {
      guard let field = Request.Field(rawValue: member.name) else {
        throw EvaluationError(.unknownField, "unknown field \(JSONText.quoted(JSONText.excerpt(member.name)))")
      }
      members.append((field, member.value))
    }
    self.members = members
  }

  /// Where the text of a field lies; nil where it is absent.
  subscript(field: Request.Field) -> Range<Int>? {
    for member in members where member.field == field { return member.range }
    return nil
  }

  /// - Throws: `missing_field` where it is absent.
  @discardableResult
  func require(_ field: Request.Field) throws(EvaluationError) -> Range<Int> {
    guard let range = self[field] else {
      throw EvaluationError(.missingField, "missing field \"\(field.rawValue)\"")
    }
    return range
  }

  /// One of a few words.
  ///
  /// - Throws: `missing_field` where it is absent and has no default.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ field: Request.Field, default: Choice? = nil
  ) throws(EvaluationError) -> Choice {
    if let `default`, self[field] == nil { return `default` }
    let range = try require(field)
    if bytes[range.lowerBound] == UInt8(ascii: "\""), let choice = Choice(rawValue: JSONText.string(bytes, range)) {
      return choice
    }
    let expected = Choice.allCases.map { JSONText.quoted($0.rawValue) }.joined(separator: ", ")
    let message = "\(field.rawValue) \(JSONText.excerpt(bytes, range)): expected one of \(expected)"
    throw field == .loss ? EvaluationError(.unknownLoss, message) : EvaluationError(.invalidOption, message)
  }

  /// true or false; false where the field is absent.
  func flag(_ field: Request.Field) throws(EvaluationError) -> Bool {
    guard let range = self[field] else { return false }
    switch bytes[range.lowerBound] {
    case UInt8(ascii: "t"): return true
    case UInt8(ascii: "f"): return false
    default:
      throw EvaluationError(
        .invalidOption, "\(field.rawValue) \(JSONText.excerpt(bytes, range)): expected true or false")
    }
  }

  /// An integer; nil where the field is absent.
  func integer(_ field: Request.Field) throws(EvaluationError) -> Int? {
    guard let range = self[field] else { return nil }
    do {
      return try NumberText.integer(bytes, range)
    } catch {
      let text = "\(field.rawValue) \(JSONText.excerpt(bytes, range))"
      if field == .classAxis, error == .overflow {
        throw EvaluationError(.invalidOption, "\(text): no input has so many axes")
      }
      throw EvaluationError(.badNumber, "\(text): expected an integer of 64 bits")
    }
  }
}

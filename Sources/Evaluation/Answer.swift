import SoftLabels

/// One line of output of `soft-labels evaluate`.
package struct Answer {
  /// An object, without a newline.
  package let json: String
  /// True where the case had no value.
  package let isError: Bool

  /// The answer to a line. Never throws, never traps, whatever the line holds.
  package init(to line: [UInt8]) {
    let object: JSONObject
    do {
      object = try JSONObject(line)
    } catch {
      self.init(id: "null", error: EvaluationError(.invalidJSON, error.message))
      return
    }
    let id =
      object.members.first { $0.name == Request.Field.id.rawValue }
      .map { String(decoding: line[$0.value], as: UTF8.self) } ?? "null"
    do {
      let request = try Request(RequestFields(object))
      switch request.elementType {
      case .float32: self.init(id: id, try Computation<Float>(request).result())
      case .float64: self.init(id: id, try Computation<Double>(request).result())
      }
    } catch {
      self.init(id: id, error: error)
    }
  }

  /// - Parameter id: the text of the request's `id`, echoed as it was written.
  package init(id: String = "null", error: EvaluationError) {
    json =
      "{\"id\":\(id),\"error\":{\"code\":\(JSONText.quoted(error.code)),\"message\":\(JSONText.quoted(error.message))}}"
    isError = true
  }

  private init<Scalar>(id: String, _ result: Computation<Scalar>.Result) {
    var text = "{\"id\":\(id),\"value\":"
    Self.append(result.value, to: &text)
    if let gradient = result.gradient {
      text += ",\"gradient\":"
      Self.append(gradient, to: &text)
    }
    json = text + "}"
    isError = false
  }

  /// Nested arrays; a plain number for rank 0.
  private static func append<Scalar>(_ tensor: Tensor<Scalar>, to text: inout String) {
    var next = 0
    append(tensor, axis: 0, next: &next, to: &text)
  }

  private static func append<Scalar>(
    _ tensor: Tensor<Scalar>, axis: Int, next: inout Int, to text: inout String
  ) {
    guard axis < tensor.rank else {
      // Swift's description is the shortest decimal that reads back to the same bits, and one that JSON can read: 0.1,
      // 1.0, 1e-07, 5e-324.
      let value = tensor.scalars[next]
      text += value.isFinite ? value.description : "\"\(value)\""
      next += 1
      return
    }
    text += "["
    for index in 0..<tensor.shape[axis] {
      if index > 0 { text += "," }
      append(tensor, axis: axis + 1, next: &next, to: &text)
    }
    text += "]"
  }
}

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

  /// Tensors by name, in the order in which an answer holds them.
  package typealias Members<Scalar: LossScalar> = [(name: String, value: Tensor<Scalar>)]

  package init<Scalar>(id: String = "null", _ members: Members<Scalar>) {
    var text = "{\"id\":\(id)"
    for (name, tensor) in members {
      text += ",\"\(name)\":"
      Self.append(tensor.scalars[...], tensor.shape[...], to: &text)
    }
    json = text + "}"
    isError = false
  }

  /// Nested arrays; a plain number for rank 0.
  private static func append<Scalar: LossScalar>(
    _ scalars: ArraySlice<Scalar>, _ shape: ArraySlice<Int>, to text: inout String
  ) {
    guard let length = shape.first else {
      // Swift's description is the shortest decimal that reads back to the same bits, and one that JSON can read: 0.1,
      // 1.0, 1e-07, 5e-324.
      for value in scalars { text += value.isFinite ? value.description : value.isNaN ? "\"nan\"" : "\"\(value)\"" }
      return
    }
    text += "["
    for index in 0..<length {
      if index > 0 { text += "," }
      let count = scalars.count / length
      append(scalars.dropFirst(index * count).prefix(count), shape.dropFirst(), to: &text)
    }
    text += "]"
  }
}

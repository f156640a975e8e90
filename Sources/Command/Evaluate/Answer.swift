import SoftLabels

/// One line of output.
struct Answer {
  /// An object, without a newline.
  let json: String
  /// True where the case had no value.
  let isError: Bool

  /// - Parameter id: the text of the request's `id`, echoed as it was written.
  init(id: String, error: EvaluationError) {
    json =
      "{\"id\":\(id),\"error\":{\"code\":\(JSONText.quoted(error.code.rawValue)),"
      + "\"message\":\(JSONText.quoted(error.message))}}"
    isError = true
  }

  /// - Parameter id: the text of the request's `id`, echoed as it was written.
  init<Scalar>(id: String, _ result: Evaluation<Scalar>.Result) {
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
      append(tensor.scalars[next], to: &text)
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

  /// Swift's description is the shortest decimal that reads back to the same bits, and one that JSON can read: 0.1,
  /// 1.0, 1e-07, 5e-324.
  private static func append<Scalar: LossScalar>(_ value: Scalar, to text: inout String) {
    text += value.isFinite ? value.description : "\"\(value)\""
  }
}

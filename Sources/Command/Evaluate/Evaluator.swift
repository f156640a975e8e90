import SoftLabels

/// Answers one case of `soft-labels evaluate`.
enum Evaluator {
  /// The answer to a line, without the newline at its end. Never throws, never traps, whatever the line holds.
  static func answer(to line: [UInt8]) -> Answer {
    var id = "null"
    do {
      let object = try JSONObject(line)
      if let range = object.members.first(where: { $0.name == Request.Field.id.rawValue })?.value {
        id = String(decoding: line[range], as: UTF8.self)
      }
      return try answer(to: Request(RequestFields(object)), id: id)
    } catch let error as JSONError {
      return Answer(id: id, error: EvaluationError(.invalidJSON, error.message))
    } catch let error as EvaluationError {
      return Answer(id: id, error: error)
    } catch {
      return Answer(id: id, error: EvaluationError(.invalidJSON, "\(error)"))
    }
  }

  /// The same for text.
  static func answer(to line: String) -> Answer {
    answer(to: Array(line.utf8))
  }

  private static func answer(to request: Request, id: String) throws(EvaluationError) -> Answer {
    switch request.elementType {
    case .float32: Answer(id: id, try Evaluation<Float>(request: request).result())
    case .float64: Answer(id: id, try Evaluation<Double>(request: request).result())
    }
  }
}

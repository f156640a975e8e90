import Foundation
import Testing

@testable import Evaluation

extension Answer {
  /// The same for text.
  init(to line: String) { self.init(to: Array(line.utf8)) }
}

/// The answer to a request, read by Foundation: a second opinion on whether it is JSON.
func answer(_ request: String) throws -> [String: Any] {
  let text = Answer(to: request).json
  return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
}

/// The `value` of an answer as it is written.
func value(_ request: String) -> String {
  let text = Answer(to: request).json
  guard let start = text.range(of: "\"value\":") else { return text }
  return String(text[start.upperBound...].dropLast())
}

/// The `code` of an error; nil for an answer that has a value.
func code(_ request: String) throws -> String? {
  let error = try answer(request)["error"] as? [String: Any]
  return error?["code"] as? String
}

/// The `message` of an error.
func message(_ request: String) throws -> String {
  let error = try #require(try answer(request)["error"] as? [String: Any], "no error: \(request)")
  return try #require(error["message"] as? String)
}

/// A request for the sum of one number: a way to see how a number is read and written.
func sum(_ number: String, _ dtype: String = "float64") -> String {
  #"{"loss":"sum","dtype":"\#(dtype)","input":\#(number)}"#
}

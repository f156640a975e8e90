import Foundation
import Testing

@testable import soft_labels

/// Input in the pieces in which a pipe might deliver it.
final class Pieces: ByteSource {
  private var rest: ArraySlice<[UInt8]>

  init(_ pieces: [[UInt8]]) {
    rest = pieces[...]
  }

  convenience init(_ texts: String...) {
    self.init(texts.map { Array($0.utf8) })
  }

  func read() -> [UInt8] { rest.popFirst() ?? [] }
}

/// Keeps what is written to it.
final class Transcript: ByteSink {
  private(set) var writes: [[UInt8]] = []
  var isOpen = true
  let isTerminal = false

  func write(_ bytes: [UInt8]) { writes.append(bytes) }

  var text: String { String(decoding: writes.joined(), as: UTF8.self) }
  var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }
}

/// Runs the program in this process.
func run(_ arguments: [String], input: Pieces = Pieces()) -> (
  status: soft_labels.ExitStatus, output: Transcript, errors: Transcript
) {
  let (output, errors) = (Transcript(), Transcript())
  let status = Program.run(arguments, in: Environment(input: input, output: output, errors: errors))
  return (status, output, errors)
}

/// The answer to a request, read by Foundation: a second opinion on whether it is JSON.
func answer(_ request: String) throws -> [String: Any] {
  let text = Evaluator.answer(to: request).json
  return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
}

/// The `value` of an answer as it is written.
func value(_ request: String) -> String {
  let text = Evaluator.answer(to: request).json
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

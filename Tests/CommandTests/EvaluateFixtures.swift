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

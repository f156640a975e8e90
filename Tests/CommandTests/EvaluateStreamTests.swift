import Foundation
import Testing

@testable import Evaluation
@testable import soft_labels

@Suite struct `Streams of evaluate` {
  static func numbered(_ numbers: Range<Int>) -> String {
    numbers.map { #"{"id":\#($0),"loss":"sum","dtype":"float64","input":[\#($0),1]}"# + "\n" }.joined()
  }

  static func answers(_ numbers: Range<Int>) -> String {
    numbers.map { #"{"id":\#($0),"value":\#(Double($0 + 1))}"# + "\n" }.joined()
  }

  @Test func `every line is answered, in order, and the status says that all had a value`() {
    let (status, output, errors) = run(["evaluate"], input: Pieces(Self.numbered(0..<5000)))
    #expect(status == .success)
    #expect(output.text == Self.answers(0..<5000))
    #expect(errors.text == "")
  }

  @Test(arguments: [1, 2, 3, 7, 64, 4096])
  func `it does not matter where the pieces of the input are cut`(_ size: Int) {
    let bytes = Array(Self.numbered(0..<40).utf8)
    let pieces = stride(from: 0, to: bytes.count, by: size).map { Array(bytes[$0..<min($0 + size, bytes.count)]) }
    #expect(run(["evaluate"], input: Pieces(pieces)).output.text == Self.answers(0..<40))
  }

  @Test func `a bad line is answered and passed over`() {
    let (status, output, _) = run(["evaluate"], input: Pieces(Self.numbered(0..<1), "?\n", Self.numbered(1..<2)))
    #expect(status == .negative)
    #expect(output.lines.count == 3)
    #expect(output.lines[1].hasPrefix(#"{"id":null,"error":{"code":"invalid_json""#))
    #expect(output.lines[2] == #"{"id":1,"value":2.0}"#)
  }

  @Test func `an empty line is a line, and not JSON`() {
    let (status, output, _) = run(["evaluate"], input: Pieces("\n", Self.numbered(0..<1), "\r\n"))
    #expect(status == .negative)
    #expect(output.lines.count == 3)
  }

  @Test func `carriage returns and a missing last newline do no harm`() {
    let text = Self.numbered(0..<3).replacingOccurrences(of: "\n", with: "\r\n").dropLast()
    let (status, output, _) = run(["evaluate"], input: Pieces(String(text)))
    #expect(status == .success)
    #expect(output.text == Self.answers(0..<3))
  }

  @Test func `no input has no answer`() {
    let (status, output, _) = run(["evaluate"])
    #expect(status == .success)
    #expect(output.text == "")
  }

  @Test func `an answer is written before more input is waited for`() {
    let (_, output, _) = run(["evaluate"], input: Pieces(Self.numbered(0..<1), Self.numbered(1..<3)))
    #expect(output.writes.map { String(decoding: $0, as: UTF8.self) } == [Self.answers(0..<1), Self.answers(1..<3)])
  }

  @Test func `a reader who has gone away ends the program quietly`() {
    let output = Transcript()
    output.isOpen = false
    let errors = Transcript()
    let input = Pieces(Self.numbered(0..<1))
    let status = Program.run(["evaluate"], in: Environment(input: input, output: output, errors: errors))
    #expect(status == .ioError)
    #expect(errors.text == "")
    #expect(!input.read().isEmpty, "it went on reading")
  }

  @Test func `a line that never ends is given up on, and the next one is answered`() {
    var lines = LineBuffer(limit: 10)
    var seen: [String] = []
    let note = { (line: [UInt8]?) in seen.append(line.map { String(decoding: $0, as: UTF8.self) } ?? "too long") }
    for piece in ["01234", "56789", "0", "1234567890", "\n", "0123456789\n", "next\n0123456789", "0"] {
      lines.append(Array(piece.utf8), note)
    }
    lines.finish(note)
    #expect(seen == ["too long", "0123456789", "next", "too long"])
  }
}

@Suite struct `The program around evaluate` {
  @Test func `help is printed for the program and for the command`() {
    for arguments in [["--help"], ["-h"], ["evaluate", "--help"], ["evaluate", "-h"]] {
      let (status, output, errors) = run(arguments)
      #expect(status == .success)
      #expect(output.text.contains("evaluate"))
      #expect(output.text.hasSuffix("\n"))
      #expect(errors.text == "")
    }
    for field in Request.Field.allCases { #expect(run(["evaluate", "--help"]).output.text.contains(field.rawValue)) }
    for loss in LossName.allCases { #expect(run(["evaluate", "--help"]).output.text.contains(loss.rawValue)) }
  }

  @Test func `wrong usage is explained on standard error, with status 64`() {
    for arguments in [[], ["evaluat"], ["--verbose"], ["evaluate", "--verbose"], ["evaluate", "file.jsonl"]] {
      let (status, output, errors) = run(arguments)
      #expect(status == .usage && status.rawValue == 64)
      #expect(output.text == "")
      #expect(errors.text.hasPrefix("soft-labels"))
      #expect(errors.lines.count == 1)
      if let last = arguments.last { #expect(errors.text.contains("'\(last)'")) }
    }
  }

  /// The program itself, beside the test bundle.
  static func program(_ command: String) throws -> (status: Int32, output: String, errors: String) {
    let directory = try #require(Bundle.main.executableURL).deletingLastPathComponent().path
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.environment = ["PATH": "\(directory):/usr/bin:/bin"]
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: said, as: UTF8.self), String(decoding: complained, as: UTF8.self)
    )
  }

  @Test func `the example of the help works as it stands`() throws {
    let help = run(["evaluate", "--help"]).output.text
    let start = try #require(help.range(of: "Example:\n"))
    let end = try #require(help.range(of: "\n\n", range: start.upperBound..<help.endIndex))
    let (status, output, errors) = try Self.program(String(help[start.upperBound..<end.lowerBound]))
    #expect(status == 0)
    #expect(output.hasPrefix(#"{"id":1,"value":0.8076"#))
    #expect(output.contains(#""gradient":"#))
    #expect(errors == "")
  }

  @Test func `the process ends with the status of its lines`() throws {
    let good = #"{"loss":"sum","dtype":"float32","input":1}"#
    #expect(try Self.program("echo '\(good)' | soft-labels evaluate").status == 0)
    #expect(try Self.program("echo '?' | soft-labels evaluate").status == 1)
    #expect(try Self.program("soft-labels evaluate -x < /dev/null").status == 64)
  }

  @Test(arguments: ["<&-", "< /", "0> /dev/null"])
  func `a standard input that cannot be read is an error, not a crash`(_ redirection: String) throws {
    let (status, output, errors) = try Self.program("soft-labels evaluate \(redirection)")
    #expect(status == 66)
    #expect(output == "")
    #expect(errors.hasPrefix("soft-labels evaluate: standard input "))
  }

  @Test func `a pipe that breaks is no occasion for a message`() throws {
    let case1 = #"{"loss":"sum","dtype":"float32","input":1}"#
    let (_, output, errors) = try Self.program("yes '\(case1)' | head -n 20000 | soft-labels evaluate | head -n 1")
    #expect(output == "{\"id\":null,\"value\":1.0}\n")
    #expect(errors == "")
  }
}

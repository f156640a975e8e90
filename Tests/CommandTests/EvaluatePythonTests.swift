import Foundation
import SoftLabels
import TestSupport
import Testing

/// The callers that the README shows, run as they stand. Where there is no Python, there is nothing to run.
@Suite struct `A caller in another language` {
  static let script = packageRoot.appending(path: "Tests/SoftLabelsTests/Goldens/ask.py").path()

  /// The built program, beside the tests.
  static var program: URL? {
    var folder = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    while folder.path().count > 1 {
      folder.deleteLastPathComponent()
      let candidate = folder.appending(path: "soft-labels")
      if FileManager.default.isExecutableFile(atPath: candidate.path()) { return candidate }
    }
    return nil
  }

  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  static var hasPython: Bool {
    (try? run(["python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status) == 0
  }

  @Test(.enabled(if: hasPython, "python3 (3.9 or later) is not installed"))
  func `written in Python gets the value and the gradient, and tells a good loss from a bad one`() throws {
    let program = try #require(Self.program)
    let result = try Self.run(["python3", "-B", Self.script, program.path()])
    let loss = try CrossEntropy(logits: [[2, 0.5, -1]] as Logits<Float>, targets: [[0.7, 0.2, 0.1]])
    let gradient = try loss.gradient(of: .mean).scalars.map(\.description).joined(separator: ", ")
    #expect(result.status == 0)
    let lines = result.output.split(separator: "\n")
    #expect(lines.first == "\(try loss.mean) [[\(gradient)]]")
    // Each of some twenty operations on positive numbers loses one ULP at most, and the logarithm one or two.
    let distances = lines.last?.split(separator: " ").compactMap { Double($0) } ?? []
    try #require(lines.count == 2 && distances.count == 2)
    #expect(distances[0] < 32)
    #expect(distances[1] > 1_000)
  }
}

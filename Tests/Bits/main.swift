import Foundation
import TestSupport

/// Whether another machine gives this one's bits: `make bits`.
///
///     bits requests                                   the golden requests, and random ones, a line each
///     bits answers < REQUESTS                         their answers, a line each
///     bits compare REQUESTS OURS THEIRS NAME          says what was compared, fails where an answer differs
func lines(_ data: Data) -> [[UInt8]] { data.split(separator: UInt8(ascii: "\n")).map { Array($0) } }

func file(_ path: String) throws -> [[UInt8]] { try lines(Data(contentsOf: URL(filePath: path))) }

let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("requests", 1):
  for line in requests() { print(line) }
case ("answers", 1):
  for line in lines(try FileHandle.standardInput.readToEnd() ?? Data()) { print(Line.answer(to: line)) }
case ("compare", 5):
  let paths = Array(arguments)
  let comparison = Comparison(
    requests: try file(paths[1]), ours: try file(paths[2]), theirs: try file(paths[3]), name: paths[4])
  print(comparison.message)
  exit(comparison.isSame ? 0 : 1)
default:
  print("usage: bits requests | answers | compare REQUESTS OURS THEIRS NAME")
  exit(64)
}

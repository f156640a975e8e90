/// The program that another machine runs: lines from standard input, an answer to each on standard output.
func answerLines() {
  var input: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = unsafe piece.withUnsafeMutableBytes({ unsafe readInput($0.baseAddress!, $0.count) }), count > 0
  {
    input += piece[..<count]
  }
  var output: [UInt8] = []
  for line in input.split(separator: UInt8(ascii: "\n")) {
    output += Line.answer(to: Array(line)).utf8
    output.append(UInt8(ascii: "\n"))
  }
  var rest = output[...]
  while !rest.isEmpty {
    let count = unsafe rest.withUnsafeBytes { unsafe writeOutput($0.baseAddress!, $0.count) }
    if count <= 0 { fatalError("standard output cannot be written") }
    rest = rest.dropFirst(count)
  }
}

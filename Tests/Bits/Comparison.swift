import TestSupport

/// Another machine's answers beside ours. A number is written in the shortest form that reads back to its bits, so the
/// same text is the same bits.
struct Comparison {
  let isSame: Bool
  let message: String

  init(requests: [[UInt8]], ours: [[UInt8]], theirs: [[UInt8]], name: String) {
    func text(_ lines: [[UInt8]], _ index: Int) -> String {
      guard index < lines.count else { return "no answer" }
      let text = String(decoding: lines[index], as: UTF8.self)
      return text.count <= 500 ? text : "\(text.prefix(400)) … \(text.suffix(99))"
    }
    let different = requests.indices.filter { $0 >= ours.count || $0 >= theirs.count || ours[$0] != theirs[$0] }
    isSame = different.isEmpty
    if let first = different.first {
      message = """
        \(name): \(different.count) of \(requests.count) answers differ; the first, line \(first + 1)
          asked  \(text(requests, first))
          here   \(text(ours, first))
          there  \(text(theirs, first))
        """
    } else {
      let numbers = ours.reduce(0) { $0 + Self.numbers(in: $1) }
      message = "\(name): \(requests.count) answers, \(numbers) numbers, the same bits"
    }
  }

  /// How many numbers an answer holds; none where it is an error.
  private static func numbers(in answer: [UInt8]) -> Int {
    let columns = try? Golden.columns(answer, .float64)
    return columns?.values.reduce(0) { $0 + $1.numbers.count } ?? 0
  }
}

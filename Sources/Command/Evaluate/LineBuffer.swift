/// Cuts bytes that arrive in pieces into lines. A line ends with a newline, or where the input ends. A carriage return
/// before the newline is left on: to JSON it is white space.
struct LineBuffer {
  /// Beyond this a line is given up on, so that an endless one does not fill the memory: 256 MiB, some ten million numbers.
  /// It is passed over to its end, held nowhere, and handed on as nil.
  static let longestLine = 1 << 28

  private let limit: Int
  private var unfinished: [UInt8]? = []

  init(limit: Int = longestLine) {
    self.limit = limit
  }

  /// Takes a piece, and hands on the lines that it completes.
  mutating func append(_ piece: [UInt8], _ body: ([UInt8]?) -> Void) {
    var rest = piece[...]
    while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
      keep(rest[..<newline])
      handOn(body)
      rest = rest[(newline + 1)...]
    }
    keep(rest)
  }

  /// Hands on the last line, where it has no newline.
  mutating func finish(_ body: ([UInt8]?) -> Void) {
    if unfinished?.isEmpty != true { handOn(body) }
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    let isTooLong = (unfinished?.count ?? limit) + bytes.count > limit
    if isTooLong { unfinished = nil } else { unfinished? += bytes }
  }

  private mutating func handOn(_ body: ([UInt8]?) -> Void) {
    body(unfinished)
    unfinished = []
  }
}

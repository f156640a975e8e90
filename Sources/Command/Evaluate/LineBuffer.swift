/// Cuts bytes that arrive in pieces into lines. A line ends with a newline, or where the input ends. A carriage return
/// before the newline is left on: to JSON it is white space.
struct LineBuffer {
  enum Line {
    case complete([UInt8])
    /// A line that was given up on. It is passed over to its end, and held nowhere.
    case tooLong
  }

  /// Beyond this a line is given up on, so that an endless one does not fill the memory: 256 MiB, some ten million numbers.
  static let longestLine = 1 << 28

  private let limit: Int
  private var unfinished: [UInt8] = []
  private var isTooLong = false

  init(limit: Int = longestLine) {
    self.limit = limit
  }

  /// Takes a piece, and hands on the lines that it completes.
  mutating func append(_ piece: [UInt8], _ body: (Line) -> Void) {
    var rest = piece[...]
    while let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
      keep(rest[..<newline])
      handOn(body)
      rest = rest[(newline + 1)...]
    }
    keep(rest)
  }

  /// Hands on the last line, where it has no newline.
  mutating func finish(_ body: (Line) -> Void) {
    if isTooLong || !unfinished.isEmpty { handOn(body) }
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) {
    if unfinished.count + bytes.count > limit {
      isTooLong = true
      unfinished = []
    }
    if !isTooLong { unfinished += bytes }
  }

  private mutating func handOn(_ body: (Line) -> Void) {
    if isTooLong {
      body(.tooLong)
    } else {
      body(.complete(unfinished))
    }
    unfinished.removeAll(keepingCapacity: unfinished.capacity <= 1 << 20)
    isTooLong = false
  }
}

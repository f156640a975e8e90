/// Numbers in a text: CSV with or without a header, separated by commas, semicolons, tabs or spaces.
///
/// Spaces around a cell, quotation marks around a number, empty lines, lines that begin with `#` and a byte order mark
/// are passed over. What pandas writes is recognised and left out: an index column under an empty corner, and the names
/// 0, 1, 2, … that it gives to columns without any, above fractions.
struct TextTable {
  private let bytes: [UInt8]
  private let name: String

  /// - Throws: for bytes that are not UTF-8, with their place.
  init(_ bytes: [UInt8], name: String) throws(CommandFailure) {
    self.bytes = bytes
    self.name = name
    if let offset = Self.firstInvalidByte(in: bytes) {
      let line = bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1
      let lineStart = bytes[..<offset].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
      let byte = String(bytes[offset], radix: 16)
      throw CommandFailure.badData("\(name):\(line):\(offset - lineStart + 1): byte 0x\(byte) is not UTF-8 text")
    }
  }

  /// The offset of the first byte that does not belong to well-formed UTF-8.
  private static func firstInvalidByte(in bytes: [UInt8]) -> Int? {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput: return nil
      case .error: return offset
      }
    }
  }

  /// A cell: where it begins and ends, spaces and quotation marks taken off.
  private struct Cell {
    let range: Range<Int>
    /// From 1, in bytes, as compilers count.
    let column: Int
  }

  func array(progress: Progress? = nil) throws(CommandFailure) -> NumericArray {
    var values: [Double] = []
    var lines: [Int] = []
    var width: Int?
    var separator: UInt8?
    var hasIndexColumn = false
    var isFirst = true
    var isCounted = false
    var resolution = 0.0
    var start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var number = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
      let line = start..<end
      number += 1
      let isPair = end + 1 < bytes.count && bytes[end] == UInt8(ascii: "\r") && bytes[end + 1] == UInt8(ascii: "\n")
      start = end + (isPair ? 2 : 1)
      if number & 0xfff == 0 { progress?.step("reading \(name)", end, of: bytes.count) }

      let content = trimmed(line)
      if content.isEmpty || bytes[content.lowerBound] == UInt8(ascii: "#") { continue }
      if separator == nil { separator = Self.separator(in: bytes[content]) }
      var cells = try cells(in: separator == UInt8(ascii: "\t") ? line : content, of: line, number, by: separator ?? 0)
      if isFirst {
        isFirst = false
        let hasCorner = cells.count > 1 && cells[0].range.isEmpty
        let names = hasCorner ? cells.dropFirst() : cells[...]
        isCounted = names.enumerated().allSatisfy { bytes[$1.range].elementsEqual("\($0)".utf8) }
        if names.allSatisfy(isName) || (hasCorner && isCounted) {
          (hasIndexColumn, isCounted) = (hasCorner, false)
          // Words between spaces may all be the name of one column.
          if separator != UInt8(ascii: " ") { width = cells.count }
          continue
        }
      }
      let expected = width ?? cells.count
      guard cells.count == expected else {
        throw failure(
          number, cells.last?.column ?? 1,
          "\(cells.count) column\(cells.count == 1 ? "" : "s") where the lines above have \(expected)")
      }
      width = expected
      if hasIndexColumn { cells.removeFirst() }
      if !lines.isEmpty { isCounted = isCounted && cells.allSatisfy(isPandasFraction) }
      for cell in cells {
        values.append(try value(of: cell, number))
        resolution = finer(resolution, Self.halfUnit(bytes[cell.range]))
      }
      lines.append(number)
    }
    guard let width, !lines.isEmpty else {
      throw CommandFailure.badData("\(name): no numbers\(isFirst ? "" : " below the header")")
    }
    if isCounted && lines.count > 1 {
      values.removeFirst(width)
      lines.removeFirst()
    }
    return NumericArray(
      source: name, shape: [lines.count, hasIndexColumn ? width - 1 : width], values: values, type: .text,
      lines: lines, resolution: resolution)
  }

  private func failure(_ line: Int, _ column: Int, _ message: String) -> CommandFailure {
    .badData("\(name):\(line):\(column): \(message)")
  }

  // MARK: Cells

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var range = range
    while let first = range.first, Self.isSpace(bytes[first]) { range = range.dropFirst() }
    while let last = range.last, Self.isSpace(bytes[last]) { range = range.dropLast() }
    return range
  }

  /// The separator of the first line speaks for the file: semicolons before tabs before commas, since a decimal comma
  /// may stand between semicolons; spaces if there is none of them.
  private static func separator(in line: ArraySlice<UInt8>) -> UInt8 {
    [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ",")].first { line.contains($0) } ?? UInt8(ascii: " ")
  }

  private func cells(in content: Range<Int>, of line: Range<Int>, _ number: Int, by separator: UInt8)
    throws(CommandFailure) -> [Cell]
  {
    var cells: [Cell] = []
    var start = content.lowerBound
    var place = start
    var isQuoted = false
    func close(at end: Int) throws(CommandFailure) {
      let outer = trimmed(start..<end)
      let column = outer.lowerBound - line.lowerBound + 1
      var inner = outer
      if let first = outer.first, bytes[first] == UInt8(ascii: "\"") {
        guard outer.count > 1, bytes[outer.upperBound - 1] == UInt8(ascii: "\"") else {
          throw failure(number, column, "a quotation mark that is not closed")
        }
        inner = trimmed(outer.dropFirst().dropLast())
      }
      if separator != UInt8(ascii: " ") || !outer.isEmpty { cells.append(Cell(range: inner, column: column)) }
    }
    while place < content.upperBound {
      if bytes[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
      let isSeparator = separator == UInt8(ascii: " ") ? Self.isSpace(bytes[place]) : bytes[place] == separator
      if isSeparator && !isQuoted {
        try close(at: place)
        start = place + 1
      }
      place += 1
    }
    try close(at: content.upperBound)
    return cells
  }

  /// True for a word; a number with a decimal comma is none.
  private func isName(_ cell: Cell) -> Bool {
    number(in: cell) == nil && bytes[cell.range].contains { $0 > UInt8(ascii: ";") }
  }

  /// True for a number as pandas writes a float: never without a point or an exponent, never with nothing before it.
  private func isPandasFraction(_ cell: Cell) -> Bool {
    let text = bytes[cell.range].drop { $0 == UInt8(ascii: "-") }
    return text.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } == true
      && text.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
  }

  // MARK: Numbers

  private func number(in cell: Cell) -> Double? {
    let text = String(decoding: bytes[cell.range], as: UTF8.self)
    // Swift also reads hexadecimal floats and NaNs with a payload: neither is found in a CSV file on purpose.
    return text.utf8.contains { "xX(".utf8.contains($0) } ? nil : Double(text)
  }

  private func value(of cell: Cell, _ line: Int) throws(CommandFailure) -> Double {
    let text = String(decoding: bytes[cell.range], as: UTF8.self)
    guard let value = number(in: cell) else {
      if text.isEmpty { throw failure(line, cell.column, "an empty cell: expected a number") }
      let shown = printable(text, limit: 40)
      let hint = text.utf8.contains(UInt8(ascii: ",")) ? " (a decimal comma? write a point)" : ""
      throw failure(line, cell.column, "'\(shown)' is not a number\(hint)")
    }
    if value.isInfinite && bytes[cell.range].contains(where: { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
      throw failure(line, cell.column, "'\(printable(text, limit: 40))' is beyond the range of float64")
    }
    return value.isNaN ? .nan : value
  }

  /// Half a unit of the last digit written, for a decimal with a point or an exponent; 0 for anything else.
  private static func halfUnit(_ text: ArraySlice<UInt8>) -> Double {
    guard let point = text.firstIndex(of: UInt8(ascii: ".")) else { return 0 }
    let decimals = text[(point + 1)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }.count
    return decimals > 20 ? 5e-21 : Double("5e-\(decimals + 1)") ?? 0
  }

  private func finer(_ a: Double, _ b: Double) -> Double {
    a == 0 ? b : b == 0 ? a : min(a, b)
  }
}

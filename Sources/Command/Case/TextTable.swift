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
    do throws(UTF8.ValidationError) {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let before = bytes[..<offset].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      throw failure(
        before.count, (before.last?.count ?? 0) + 1, "byte 0x\(String(bytes[offset], radix: 16)) is not UTF-8 text")
    }
  }

  func array(progress: Progress? = nil) throws(CommandFailure) -> NumericArray {
    var lines = lines[...]
    guard let first = lines.first else { throw CommandFailure.badData("\(name): no numbers") }
    let separator = separator(of: first)
    let head = try cells(of: first, by: separator)
    let hasCorner = head.count > 1 && head[0].text.isEmpty
    let names = hasCorner ? head[1...] : head[...]
    let isCounted = names.enumerated().allSatisfy { $1.text == "\($0)" }
    let hasNames = names.allSatisfy(isName) || (hasCorner && isCounted)
    if hasNames { lines.removeFirst() }
    guard !lines.isEmpty else { throw CommandFailure.badData("\(name): no numbers below the header") }

    // Words between spaces may all be the name of one column.
    var width = hasNames && separator != UInt8(ascii: " ") ? head.count : nil
    var values: [Double] = []
    var isFractional = true
    var decimals = -1
    for (place, line) in lines.enumerated() {
      if place & 0xfff == 0 { progress?.step("reading \(name)", line.content.upperBound, of: bytes.count) }
      var cells = try cells(of: line, by: separator)
      let expected = width ?? cells.count
      guard cells.count == expected else {
        throw failure(
          line.number, cells.last?.column ?? 1,
          "\(cells.count) column\(cells.count == 1 ? "" : "s") where the lines above have \(expected)")
      }
      width = expected
      if hasNames && hasCorner { cells.removeFirst() }
      isFractional = isFractional && (place == 0 || cells.allSatisfy(isPandasFraction))
      for cell in cells {
        values.append(try value(of: cell, line.number))
        decimals = max(decimals, self.decimals(of: cell))
      }
    }
    if !hasNames && isCounted && isFractional && lines.count > 1 {
      values.removeFirst(head.count)
      lines.removeFirst()
    }
    return NumericArray(
      source: name, shape: [lines.count, values.count / lines.count], values: values, type: .text,
      lines: lines.map { $0.number }, resolution: decimals < 0 ? 0 : Double("5e-\(min(decimals, 20) + 1)") ?? 0)
  }

  private func failure(_ line: Int, _ column: Int, _ message: String) -> CommandFailure {
    .badData("\(name):\(line):\(column): \(message)")
  }

  // MARK: Lines

  /// A line that says something.
  private struct Line {
    /// From 1.
    let number: Int
    let whole: Range<Int>
    /// Without the spaces around it.
    let content: Range<Int>
  }

  private var lines: [Line] {
    var lines: [Line] = []
    var start = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    var number = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
      let content = trimmed(start..<end)
      number += 1
      if let first = content.first, bytes[first] != UInt8(ascii: "#") {
        lines.append(Line(number: number, whole: start..<end, content: content))
      }
      start = end + (bytes[end...].starts(with: "\r\n".utf8) ? 2 : 1)
    }
    return lines
  }

  private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var range = range
    while let first = range.first, isSpace(bytes[first]) { range = range.dropFirst() }
    while let last = range.last, isSpace(bytes[last]) { range = range.dropLast() }
    return range
  }

  // MARK: Cells

  /// What stands in a cell, spaces and quotation marks taken off.
  private struct Cell {
    let text: String
    /// From 1, in bytes, as compilers count.
    let column: Int
  }

  /// The separator of the first line speaks for the file: semicolons before tabs before commas, since a decimal comma
  /// may stand between semicolons; spaces if there is none of them.
  private func separator(of line: Line) -> UInt8 {
    [UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: ",")].first { bytes[line.content].contains($0) }
      ?? UInt8(ascii: " ")
  }

  private func cells(of line: Line, by separator: UInt8) throws(CommandFailure) -> [Cell] {
    let isSpaced = separator == UInt8(ascii: " ")
    // A tab at an end of the line has an empty cell beside it.
    let content = separator == UInt8(ascii: "\t") ? line.whole : line.content
    var isQuoted = false
    let separators = content.filter { place in
      if bytes[place] == UInt8(ascii: "\"") { isQuoted.toggle() }
      return !isQuoted && (isSpaced ? isSpace(bytes[place]) : bytes[place] == separator)
    }
    var cells: [Cell] = []
    var start = content.lowerBound
    for end in separators + [content.upperBound] {
      let outer = trimmed(start..<end)
      start = end + 1
      if isSpaced && outer.isEmpty { continue }
      let column = outer.lowerBound - line.whole.lowerBound + 1
      var inner = outer
      if let first = outer.first, bytes[first] == UInt8(ascii: "\"") {
        guard outer.count > 1, bytes[outer.upperBound - 1] == UInt8(ascii: "\"") else {
          throw failure(line.number, column, "a quotation mark that is not closed")
        }
        inner = trimmed(outer.dropFirst().dropLast())
      }
      cells.append(Cell(text: String(decoding: bytes[inner], as: UTF8.self), column: column))
    }
    return cells
  }

  /// True for a word; a number with a decimal comma is none.
  private func isName(_ cell: Cell) -> Bool {
    number(in: cell) == nil && cell.text.utf8.contains { $0 > UInt8(ascii: ";") }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// True for a number as pandas writes a float: never without a point or an exponent, never with nothing before it.
  private func isPandasFraction(_ cell: Cell) -> Bool {
    cell.text.utf8.first { $0 != UInt8(ascii: "-") }.map(isDigit) == true
      && cell.text.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
  }

  private func number(in cell: Cell) -> Double? {
    // Swift also reads hexadecimal floats and NaNs with a payload: neither is found in a CSV file on purpose.
    cell.text.utf8.contains { "xX(".utf8.contains($0) } ? nil : Double(cell.text)
  }

  private func value(of cell: Cell, _ line: Int) throws(CommandFailure) -> Double {
    guard let value = number(in: cell) else {
      if cell.text.isEmpty { throw failure(line, cell.column, "an empty cell: expected a number") }
      let hint = cell.text.utf8.contains(UInt8(ascii: ",")) ? " (a decimal comma? write a point)" : ""
      throw failure(line, cell.column, "'\(printable(cell.text, limit: 40))' is not a number\(hint)")
    }
    if value.isInfinite && cell.text.utf8.contains(where: isDigit) {
      throw failure(line, cell.column, "'\(printable(cell.text, limit: 40))' is beyond the range of float64")
    }
    return value.isNaN ? .nan : value
  }

  /// How many digits stand behind the point; -1 without one.
  private func decimals(of cell: Cell) -> Int {
    guard let point = cell.text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return -1 }
    return cell.text.utf8[point...].dropFirst().prefix(while: isDigit).count
  }
}

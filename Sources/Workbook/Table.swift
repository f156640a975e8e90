/// A column of a table: its heading, and what it shows of a row.
///
/// Numbers are aligned at the right and have the same number of digits after the point in every row; text is aligned at
/// the left.
package struct Column<Row> {
  let heading: String
  let isNumeric: Bool
  let cell: (Row) -> String

  /// A column of text.
  package static func text(_ heading: String, _ value: @escaping (Row) -> String) -> Column {
    Column(heading: heading, isNumeric: false, cell: value)
  }

  /// A column of numbers with a fixed number of digits after the point.
  package static func number(
    _ heading: String, decimals: Int, _ value: @escaping (Row) -> some BinaryFloatingPoint
  ) -> Column {
    Column(heading: heading, isNumeric: true) { formatted(value($0), decimals: decimals) }
  }

  /// A column of whole numbers.
  package static func integer(_ heading: String, _ value: @escaping (Row) -> Int) -> Column {
    Column(heading: heading, isNumeric: true) { String(value($0)) }
  }

  /// A column of numbers as the shortest text that reads back to the same value, so that every bit can be seen.
  package static func shortest(
    _ heading: String, _ value: @escaping (Row) -> some BinaryFloatingPoint & CustomStringConvertible
  ) -> Column {
    Column(heading: heading, isNumeric: true) { row in
      let number = value(row)
      return number.isNaN ? "nan" : number.description
    }
  }
}

/// A heading line and a line for each row, columns two spaces apart and no space at a line's end.
func aligned<Row>(_ rows: [Row], _ columns: [Column<Row>]) -> [String] {
  let grid = [columns.map(\.heading)] + rows.map { row in columns.map { $0.cell(row) } }
  let widths = columns.indices.map { column in grid.map { $0[column].unicodeScalars.count }.max() ?? 0 }
  return grid.map { cells in
    var line = ""
    for (column, cell) in cells.enumerated() {
      let padding = String(repeating: " ", count: widths[column] - cell.unicodeScalars.count)
      line += (column == 0 ? "" : "  ") + (columns[column].isNumeric ? padding + cell : cell + padding)
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}

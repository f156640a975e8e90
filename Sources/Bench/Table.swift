import Foundation

/// Times every case in every element type, one after the other, and prints a line for each measurement as soon as it is
/// known: a table for people, or JSON.
func printTable(of cases: [Case], dtypes: [ElementType], asJSON: Bool) throws {
  print(
    asJSON ? "[" : line("loss", "shape", "dtype", "threads", "computes", "from arrays", "kernel", "ratio", "spread"))
  var separator = ""
  for item in cases {
    let data = item.loss.data(rows: item.rows, classes: item.classes)
    for dtype in dtypes {
      let rows =
        switch dtype {
        case .float32: try item.measure(data.input, data.targets)
        case .float64: try item.measure(data.input.map(Double.init), data.targets.map(Double.init))
        }
      // A step from arrays and the kernel alone follow each other.
      for i in stride(from: 0, to: rows.count, by: 2) {
        let line =
          asJSON ? separator + (try json(rows[i])) + ",\n" + (try json(rows[i + 1])) : text(rows[i], rows[i + 1], item)
        print(line, terminator: asJSON ? "" : "\n")
        separator = ",\n"
      }
      fflush(nil)
    }
  }
  if asJSON { print("\n]") }
}

private func text(_ row: Measurement, _ kernel: Measurement, _ item: Case) -> String {
  line(
    row.loss, item.shapeText, row.dtype, "\(row.threads)", row.gradient ? "value, gradient" : "value",
    String(format: "%.3f", row.nsPerElement), String(format: "%.3f", kernel.nsPerElement),
    String(format: "%.2f", row.nsPerElement / kernel.nsPerElement),
    String(format: "±%.0f %%", max(row.spread, kernel.spread) * 100))
}

private func line(_ cells: String...) -> String {
  zip(cells, [34, 11, 9, 9, 16, -12, -9, -7, -9]).map { cell, width in
    let space = String(repeating: " ", count: max(1, abs(width) - cell.count))
    return width < 0 ? space + cell : cell + space
  }.joined()
}

private func json(_ row: Measurement) throws -> String {
  let encoder = JSONEncoder()
  encoder.keyEncodingStrategy = .convertToSnakeCase
  encoder.outputFormatting = .sortedKeys
  return String(decoding: try encoder.encode(row), as: UTF8.self)
}

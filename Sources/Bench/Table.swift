import Foundation

/// Every case, element type and number of threads, timed one after the other.
struct Table {
  private var rows: [Measurement] = []

  init(cases: [Case], dtypes: [ElementType]) throws {
    for item in cases {
      let data = item.loss.data(rows: item.rows, classes: item.classes)
      for dtype in dtypes {
        Progress.show("\(item.loss.rawValue) \(item.shapeText) \(dtype)")
        switch dtype {
        case .float32: rows += try item.measure(data.input, data.targets)
        case .float64: rows += try item.measure(data.input.map(Double.init), data.targets.map(Double.init))
        }
      }
    }
    Progress.clear()
  }

  /// The table for people.
  var text: String {
    let heading = ["loss", "shape", "dtype", "threads", "computes", "ns/element", "spread", "samples"]
    let lines = rows.map { row in
      [
        row.loss, row.shape.map(String.init).joined(separator: "x"), row.dtype, "\(row.threads)",
        row.gradient ? "value, gradient" : "value", String(format: "%.3f", row.nsPerElement),
        String(format: "±%.0f %%", row.spread * 100), "\(row.samples)",
      ]
    }
    return ([heading] + lines).map { cells in
      zip(cells, [34, 11, 9, 9, 16, -11, -11, -11]).map { cell, width in
        let space = String(repeating: " ", count: max(1, abs(width) - cell.count))
        return width < 0 ? space + cell : cell + space
      }.joined()
    }.joined(separator: "\n")
  }

  /// The same as JSON, a line for each row.
  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = .sortedKeys
      let lines = try rows.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
      return "[\n" + lines.joined(separator: ",\n") + "\n]"
    }
  }
}

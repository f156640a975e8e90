import Foundation
import SoftLabels

/// Every case, element type and number of threads, timed one after the other.
struct Table: Encodable {
  let memory: [Bandwidth]
  let rows: [Measurement]

  init(cases: [Case], dtypes: [ElementType]) throws {
    let memory = (1...2).map { threads in
      Progress.show("the memory, \(threads) of 2 threads")
      return Bandwidth(threads: threads)
    }
    var rows: [Measurement] = []
    for item in cases {
      let data = item.loss.data(rows: item.rows, classes: item.classes)
      for dtype in dtypes {
        Progress.show("\(item.loss.rawValue) \(item.shapeText) \(dtype)")
        switch dtype {
        case .float32:
          rows += try item.measure(data.input, data.targets, beside: memory)
        case .float64:
          rows += try item.measure(data.input.map(Double.init), data.targets.map(Double.init), beside: memory)
        }
      }
    }
    Progress.clear()
    (self.memory, self.rows) = (memory, rows)
  }

  /// The table for people.
  var text: String {
    let limits = memory.map {
      String(
        format: "memory, %d thread(s): %.1f GB/s of two reads, %.1f GB/s of two reads and a write", $0.threads,
        $0.readGbPerSecond, $0.writeGbPerSecond)
    }
    let heading = Self.line(
      "loss", "shape", "dtype", "threads", "computes", ["ns/element", "GB/s", "of limit", "spread", "samples"])
    let lines = rows.map { row in
      Self.line(
        row.loss, row.shape.map(String.init).joined(separator: "x"), row.dtype, "\(row.threads)",
        row.gradient ? "value, gradient" : "value",
        [
          String(format: "%.3f", row.nsPerElement), String(format: "%.1f", row.gbPerSecond),
          String(format: "%.0f %%", row.shareOfBandwidth * 100), String(format: "±%.0f %%", row.spread * 100),
          "\(row.samples)",
        ])
    }
    return (limits + [heading] + lines).joined(separator: "\n")
  }

  private static func line(
    _ loss: String, _ shape: String, _ dtype: String, _ threads: String, _ computes: String, _ numbers: [String]
  ) -> String {
    let texts = zip([loss, shape, dtype, threads, computes], [34, 11, 9, 9, 16]).map { text, width in
      text.padding(toLength: max(width, text.count + 1), withPad: " ", startingAt: 0)
    }
    return texts.joined() + numbers.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
  }

  /// The same as JSON, a line for each row.
  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.outputFormatting = .sortedKeys
      func lines(_ items: [some Encodable]) throws -> String {
        try items.map { String(decoding: try encoder.encode($0), as: UTF8.self) }.joined(separator: ",\n")
      }
      return "{\"memory\": [\n\(try lines(memory))\n],\n\"rows\": [\n\(try lines(rows))\n]}"
    }
  }
}

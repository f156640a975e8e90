import SoftLabels

/// Every loss, shape, element type and number of threads, timed one after the other.
struct Table {
  let isQuick: Bool
  let asJSON: Bool

  private struct Row {
    let loss: LossName
    let shape: [Int]
    let dtype: String
    let gradient: Bool
    let threads: Int
    let nanosecondsPerElement: Double
    let gigabytesPerSecond: Double
    let shareOfBandwidth: Double
    let spread: Double
  }

  private var shapes: [(LossName, rows: Int, classes: Int)] {
    let scale = isQuick ? 16 : 1
    var shapes: [(LossName, rows: Int, classes: Int)] = []
    for loss in [LossName.crossEntropy, .crossEntropyOfIndices, .weightedCrossEntropy] {
      shapes.append((loss, 65_536 / scale, 10))
      shapes.append((loss, 8_192 / scale, 1_000))
      shapes.append((loss, 512 / scale, 50_257))
    }
    for loss in [LossName.binaryCrossEntropy, .binaryCrossEntropyWithLogits, .klDivergence] {
      shapes.append((loss, (1 << 24) / scale, 1))
    }
    shapes.append((.crossEntropy, 1, 8))
    return shapes
  }

  func print() {
    var limits: [[Double]] = []
    for threads in 1...2 {
      complain("\rmeasuring the memory, \(threads) of 2 threads …   ")
      limits.append([false, true].map { Bandwidth.measure(threads: threads, writing: $0) })
    }
    var rows: [Row] = []
    for (loss, count, classes) in shapes {
      let data = loss.data(rows: count, classes: classes)
      for dtype in ["float32", "float64"] {
        complain("\r\(loss.rawValue) \(count)x\(classes) \(dtype) …                          ")
        if dtype == "float32" {
          rows += time(loss, data.input, data.targets, count, classes, limits)
        } else {
          rows += time(loss, data.input.map(Double.init), data.targets.map(Double.init), count, classes, limits)
        }
      }
    }
    complain("\r                                                                          \r")
    asJSON ? printJSON(rows, limits) : printText(rows, limits)
  }

  private func time<Scalar: LossScalar>(
    _ loss: LossName, _ input: [Scalar], _ targets: [Scalar], _ rows: Int, _ classes: Int, _ limits: [[Double]]
  ) -> [Row] {
    guard var fused = try? loss.fused(input: input, targets: targets, rows: rows, classes: classes) else { return [] }
    let count = rows * classes
    var storage = [Scalar](repeating: 0, count: count)
    var result: [Row] = []
    for threads in 1...2 {
      fused.threads = threads
      for gradient in [false, true] {
        let timing = Timing(samples: 7) {
          if gradient { _ = try? fused.value(.mean, gradient: &storage) } else { _ = try? fused.mean }
        }
        let bytes = loss.bytes(perElement: MemoryLayout<Scalar>.size, classes: classes, gradient: gradient)
        let speed = bytes * Double(count) / timing.median
        result.append(
          Row(
            loss: loss, shape: classes == 1 ? [rows] : [rows, classes], dtype: Scalar.dtypeName, gradient: gradient,
            threads: threads, nanosecondsPerElement: timing.median / Double(count), gigabytesPerSecond: speed,
            shareOfBandwidth: speed / limits[threads - 1][gradient ? 1 : 0], spread: timing.spread))
      }
    }
    return result
  }

  private func printText(_ rows: [Row], _ limits: [[Double]]) {
    for (threads, limit) in limits.enumerated() {
      Swift.print(
        "memory, \(threads + 1) thread(s): \(fixed(limit[0], 1)) GB/s read, \(fixed(limit[1], 1)) GB/s two reads and a write"
      )
    }
    Swift.print(
      "loss                             shape         dtype    threads  computes         ns/element    GB/s  of limit  spread"
    )
    for row in rows {
      let columns = [
        padded(row.loss.rawValue, 33), padded(row.shape.map(String.init).joined(separator: "x"), 14),
        padded(row.dtype, 9), padded("\(row.threads)", 9), padded(row.gradient ? "value, gradient" : "value", 16),
        leading(fixed(row.nanosecondsPerElement, 3), 11), leading(fixed(row.gigabytesPerSecond, 1), 8),
        leading("\(fixed(row.shareOfBandwidth * 100, 0)) %", 10), leading("±\(fixed(row.spread * 100, 0)) %", 8),
      ]
      Swift.print(columns.joined())
    }
  }

  private func printJSON(_ rows: [Row], _ limits: [[Double]]) {
    let memory = limits.enumerated().map { threads, limit in
      "{\"threads\": \(threads + 1), \"read_gb_per_second\": \(limit[0]), \"write_gb_per_second\": \(limit[1])}"
    }
    let lines = rows.map { row in
      "{\"loss\": \"\(row.loss.rawValue)\", \"shape\": \(row.shape), \"dtype\": \"\(row.dtype)\", "
        + "\"gradient\": \(row.gradient), \"threads\": \(row.threads), "
        + "\"ns_per_element\": \(row.nanosecondsPerElement), \"gb_per_second\": \(row.gigabytesPerSecond), "
        + "\"share_of_bandwidth\": \(row.shareOfBandwidth), \"spread\": \(row.spread)}"
    }
    Swift.print("{\"memory\": [\(memory.joined(separator: ", "))],\n\"rows\": [\n\(lines.joined(separator: ",\n"))\n]}")
  }

  private func fixed(_ value: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value * scale).rounded())
    if digits == 0 { return "\(whole)" }
    let fraction = "\(whole % Int(scale))"
    return "\(whole / Int(scale))." + String(repeating: "0", count: digits - fraction.count) + fraction
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private func leading(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }
}

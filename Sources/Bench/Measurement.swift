import SoftLabels

/// A line of the table: one computation, timed.
struct Measurement: Encodable {
  let loss: String
  let shape: [Int]
  let dtype: String
  let gradient: Bool
  let threads: Int
  let nsPerElement: Double
  let gbPerSecond: Double
  let shareOfBandwidth: Double
  let spread: Double
  let samples: Int
}

extension Case {
  /// The value alone and with its gradient, on each number of threads that the memory was measured with.
  func measure<Scalar: LossScalar>(
    _ input: [Scalar], _ targets: [Scalar], beside memory: [Bandwidth]
  ) throws -> [Measurement] {
    var fused = try loss.fused(input: input, targets: targets, rows: rows, classes: classes)
    var storage = [Scalar](repeating: 0, count: count)
    var result: [Measurement] = []
    for bandwidth in memory {
      fused.threads = bandwidth.threads
      for gradient in [false, true] {
        let timing = Timing {
          if gradient { _ = try? fused.value(.mean, gradient: &storage) } else { _ = try? fused.mean }
        }
        let bytes = loss.bytes(perElement: MemoryLayout<Scalar>.size, classes: classes, gradient: gradient)
        let speed = bytes * Double(count) / timing.median
        result.append(
          Measurement(
            loss: loss.rawValue, shape: shape, dtype: Scalar.dtypeName, gradient: gradient,
            threads: bandwidth.threads, nsPerElement: timing.median / Double(count), gbPerSecond: speed,
            shareOfBandwidth: speed / (gradient ? bandwidth.writeGbPerSecond : bandwidth.readGbPerSecond),
            spread: timing.spread, samples: timing.samples.count))
      }
    }
    return result
  }
}

import SoftLabels

/// A line of the table: one computation, timed.
struct Measurement: Encodable {
  let loss: String
  let shape: [Int]
  let dtype: String
  let gradient: Bool
  let threads: Int
  let nsPerElement: Double
  let spread: Double
  let samples: Int
}

extension Case {
  /// The value alone and with its gradient, on one thread and on two.
  func measure<Scalar: LossScalar>(_ input: [Scalar], _ targets: [Scalar]) throws -> [Measurement] {
    var fused = try loss.fused(input: input, targets: targets, rows: rows, classes: classes)
    var storage = [Scalar](repeating: 0, count: count)
    var result: [Measurement] = []
    for threads in 1...2 {
      fused.threads = threads
      for gradient in [false, true] {
        let timing = Timing {
          if gradient { _ = try? fused.value(.mean, gradient: &storage) } else { _ = try? fused.mean }
        }
        result.append(
          Measurement(
            loss: loss.rawValue, shape: shape, dtype: Scalar.dtypeName, gradient: gradient, threads: threads,
            nsPerElement: timing.median / Double(count), spread: timing.spread, samples: timing.samples.count))
      }
    }
    return result
  }
}

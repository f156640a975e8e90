import SoftLabels

/// A line of the table: one computation, timed.
struct Measurement: Encodable {
  let loss: String
  let shape: [Int]
  let dtype: String
  let gradient: Bool
  /// `arrays`: the whole step of a program that has arrays, checks included; `checked`: the kernel alone.
  let from: String
  let threads: Int
  let nsPerElement: Double
  let spread: Double
  let samples: Int
}

extension Case {
  /// The value alone and with its gradient, on one thread and on two; from arrays, then the kernel alone.
  func measure<Scalar: LossScalar>(_ input: [Scalar], _ targets: [Scalar]) throws -> [Measurement] {
    let batch = Batch(loss, input: input, targets: targets, rows: rows, classes: classes)
    var fused = try batch.fused()
    var storage = [Scalar](repeating: 0, count: count)
    var result: [Measurement] = []
    for threads in 1...2 {
      fused.threads = threads
      for gradient in [false, true] {
        let timings = Timing.inTurn([
          { _ = try? batch.value(withGradient: gradient, in: &storage, threads: threads) },
          { _ = gradient ? try? fused.value(.mean, gradient: &storage) : try? fused.mean },
        ])
        for (from, timing) in zip(["arrays", "checked"], timings) {
          result.append(
            Measurement(
              loss: loss.rawValue, shape: shape, dtype: Scalar.dtypeName, gradient: gradient, from: from,
              threads: threads, nsPerElement: timing.median / Double(count), spread: timing.spread,
              samples: timing.samples.count))
        }
      }
    }
    return result
  }
}

/// How long something took, several times.
struct Timing {
  /// Nanoseconds, ascending.
  let samples: [Double]

  var median: Double { samples[samples.count / 2] }
  /// Half the distance between the quartiles, over the median.
  var spread: Double { (samples[samples.count * 3 / 4] - samples[samples.count / 4]) / 2 / median }

  /// Runs `body` a few times, each long enough to be timed, after one run that is not counted.
  init(samples count: Int, _ body: () -> Void) {
    let first = Self.nanoseconds(body)
    let repetitions = max(1, Int(200_000 / max(first, 1)))
    samples = (0..<count).map { _ in
      Self.nanoseconds { for _ in 0..<repetitions { body() } } / Double(repetitions)
    }.sorted()
  }

  static func nanoseconds(_ body: () -> Void) -> Double {
    let (seconds, attoseconds) = ContinuousClock().measure(body).components
    return Double(seconds) * 1e9 + Double(attoseconds) * 1e-9
  }
}

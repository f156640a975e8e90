/// How long something took, several times.
struct Timing {
  /// Nanoseconds, ascending.
  let samples: [Double]

  var median: Double { samples[samples.count / 2] }
  /// Half the distance between the quartiles, over the median.
  var spread: Double { (samples[samples.count * 3 / 4] - samples[samples.count / 4]) / 2 / median }

  /// Runs each of some bodies in samples long enough to be timed, after two runs that are not counted: as many samples as
  /// half a second has room for, but at least 5 and at most 25. They take turns, so that what else the machine does is
  /// shared by all.
  static func inTurn(_ bodies: [() -> Void]) -> [Timing] {
    let plans = bodies.map { body in
      body()
      let once = max(1, nanoseconds(1, body))
      let repetitions = max(1, Int(200_000 / once))
      return (repetitions, count: min(25, max(5, Int(5e8 / once) / repetitions)))
    }
    var samples = bodies.map { _ in [Double]() }
    for turn in 0..<(plans.map(\.count).max() ?? 0) {
      for (i, body) in bodies.enumerated() where turn < plans[i].count {
        samples[i].append(nanoseconds(plans[i].0, body))
      }
    }
    return samples.map { Timing(samples: $0.sorted()) }
  }

  /// The time of one run: so many of them between two readings of the clock, which itself takes as long as a tiny run.
  static func nanoseconds(_ repetitions: Int, _ body: () -> Void) -> Double {
    let (seconds, attoseconds) = ContinuousClock().measure { for _ in 0..<repetitions { body() } }.components
    return (Double(seconds) * 1e9 + Double(attoseconds) * 1e-9) / Double(repetitions)
  }
}

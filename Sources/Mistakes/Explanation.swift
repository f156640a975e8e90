/// One way to compute a case: which convention or mistake, how reduced, and whether with the weights.
package struct Explanation: Sendable {
  /// The entry of the table.
  package let mistake: Mistake
  /// Which form of it.
  package let note: String?
  /// What it was divided by.
  package let averaging: Averaging
  /// Which of the given options it leaves out, such as "the weights".
  package let leavesOut: String?
  /// What it gives.
  package let value: Double
  /// How far it is from the simplest explanation: a plain loss is 0.
  let complexity: Int
}

extension Explanation {
  /// Everything that a case can have been turned into, simplest first.
  ///
  /// - Parameter averaging: the reduction that the user named; others come after it.
  package static func all(
    of data: LossCase, preferring averaging: Averaging? = nil, progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) -> [Explanation] {
    var found: [Explanation] = []
    let versions = versions(of: data)
    for (number, version) in versions.enumerated() {
      let readings = Readings(version.data)
      for (place, mistake) in Mistake.all.enumerated() {
        if version.conventionsOnly && !mistake.isConvention { continue }
        progress?(number * Mistake.all.count + place, versions.count * Mistake.all.count)
        for (form, outcome) in mistake.outcomes(in: readings).enumerated() {
          for (reduction, value) in outcome.values {
            let complexity =
              (mistake.isConvention ? 0 : 1_000_000) + version.complexity
              + (mistake.family == nil || mistake.family == data.family ? 0 : 100_000)
              + (averaging == nil || averaging == reduction ? 0 : 10_000) + place * 100 + min(form, 99)
            found.append(
              Explanation(
                mistake: mistake, note: outcome.note, averaging: reduction, leavesOut: version.leavesOut,
                value: value, complexity: complexity))
          }
        }
      }
    }
    return found.sorted { $0.complexity < $1.complexity }
  }

  private struct Version {
    let data: LossCase
    let leavesOut: String?
    let complexity: Int
    var conventionsOnly = false
  }

  /// The case as given, and without the options that a user may have forgotten to pass.
  private static func versions(of data: LossCase) -> [Version] {
    var versions = [Version(data: data, leavesOut: nil, complexity: 0)]
    if data.hasWeights {
      versions.append(Version(data: data.unweighted, leavesOut: "the weights", complexity: 200_000))
    }
    if data.labelSmoothing != 0 {
      var copy = data
      copy.labelSmoothing = 0
      versions.append(
        Version(data: copy, leavesOut: "the label smoothing", complexity: 300_000, conventionsOnly: true))
    }
    if data.temperature != 1 {
      var copy = data
      copy.temperature = 1
      versions.append(Version(data: copy, leavesOut: "the temperature", complexity: 400_000, conventionsOnly: true))
    }
    return versions
  }

  /// What gives a number, and what comes close to it.
  package struct Answer: Sendable {
    /// Simplest first; one for each code, reduction and choice of options.
    package let matches: [Match]
    /// What is within a part in a thousand, nearest first.
    package let close: [Explanation]
  }

  /// An explanation that gives the number that was stated.
  package struct Match: Sendable {
    /// The explanation.
    package let explanation: Explanation
    /// How well it agrees.
    package let agreement: StatedNumber.Agreement
  }

  /// Explains a number.
  package static func answer(
    to stated: StatedNumber, for data: LossCase, preferring averaging: Averaging? = nil,
    progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) -> Answer {
    var matches: [Match] = []
    var close: [Explanation] = []
    for explanation in all(of: data, preferring: averaging, progress: progress) {
      switch stated.agreement(with: explanation.value) {
      case .none: continue
      case .close: close.append(explanation)
      case let agreement: matches.append(Match(explanation: explanation, agreement: agreement))
      }
    }
    // A form of a mistake that agrees to the digits stands for one that agrees only as float32.
    var best: [Match] = []
    for match in matches {
      if let index = best.firstIndex(where: { $0.explanation.isSameStory(as: match.explanation) }) {
        if match.agreement < best[index].agreement { best[index] = match }
      } else {
        best.append(match)
      }
    }
    var near: [Explanation] = []
    for explanation in close.sorted(by: { ($0.value - stated.value).magnitude < ($1.value - stated.value).magnitude })
    where !near.contains(where: { $0.isSameStory(as: explanation) })
      && !best.contains(where: { $0.explanation.isSameStory(as: explanation) })
    {
      near.append(explanation)
    }
    return Answer(matches: best, close: near)
  }

  private func isSameStory(as other: Explanation) -> Bool {
    mistake.code == other.mistake.code && averaging == other.averaging && leavesOut == other.leavesOut
  }
}

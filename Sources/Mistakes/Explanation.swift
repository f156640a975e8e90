/// One way to compute a case: which convention or mistake, how reduced, and whether with all its options.
package struct Explanation: Sendable {
  /// The entry of the table.
  package let origin: Origin
  /// Which form of it.
  package let note: String?
  /// What it was divided by.
  package let reduction: LossCase.Reduction
  /// Which of the given options it leaves out.
  package let leavesOut: Option?
  /// What it gives.
  package let value: Double
  /// How far that may be from the truth: 0 for a case that was computed as a whole, in whose digits nobody doubts.
  package var error = 0.0
  /// The number that the data do not hold, as the number stated gives it, where the entry has one.
  package var parameter: Double?
  /// How far it is from the simplest explanation, what weighs most first; a plain loss is 0 throughout.
  let rank: (isMistake: Int, departures: Int, otherReduction: Int, place: Int, form: Int)

  /// An option that a user may have forgotten to pass, as a sentence names it.
  package enum Option: String, CaseIterable, Sendable {
    case weights = "the weights"
    case labelSmoothing = "the label smoothing"
    case temperature = "the temperature"
    case positiveWeight = "the positive weight"

    /// A case without the option, or nil where it has none to lose.
    func left(out data: LossCase) -> LossCase? {
      var copy = data
      switch self {
      case .weights where data.hasWeights: (copy.classWeights, copy.elementWeights) = (nil, nil)
      case .positiveWeight where data.positiveWeights != nil: copy.positiveWeights = nil
      case .labelSmoothing where data.labelSmoothing != 0: copy.labelSmoothing = 0
      case .temperature where data.temperature != 1: copy.temperature = 1
      default: return nil
      }
      return copy
    }

    /// How far a case without it is from the one that was meant; another loss is 1, and what is forgotten most often 2.
    var departure: Int { 2 + (Self.allCases.firstIndex(of: self) ?? 0) }
  }
}

extension Explanation {
  /// Everything that a case can have been turned into, simplest first.
  ///
  /// - Parameter preferred: the reduction that the user named; others come after it.
  package static func all(of data: LossCase, preferring preferred: LossCase.Reduction? = nil) -> [Explanation] {
    var tally = Tally()
    tally.add(data)
    return all(in: tally, of: data.family, preferring: preferred)
  }

  /// The same of a case whose blocks were added up.
  package static func all(
    in tally: Tally, of family: LossCase.Family, preferring preferred: LossCase.Reduction? = nil
  ) -> [Explanation] {
    var found: [Explanation] = []
    for version in tally.versions {
      for (place, origin) in tally.origins.enumerated() where origin.unknown == nil {
        let isOtherLoss = origin.family != nil && origin.family != family
        for (form, outcome) in version.outcomes[place].enumerated() {
          for (reduction, value) in outcome.values {
            found.append(
              Explanation(
                origin: origin, note: outcome.note, reduction: reduction, leavesOut: version.leavesOut, value: value,
                error: tally.isFused ? outcome.error(of: value, reduction) : 0,
                rank: (
                  origin.isConvention ? 0 : 1, (version.leavesOut?.departure ?? 0) + (isOtherLoss ? 1 : 0),
                  preferred == nil || preferred == reduction ? 0 : 1, place, min(form, 99)
                )))
          }
        }
      }
    }
    return found.sorted { $0.rank < $1.rank }
  }

  /// True for the same entry, reduction and options: the forms of a mistake are one story.
  package func isSameStory(as other: Explanation) -> Bool {
    origin.code == other.origin.code && reduction == other.reduction && leavesOut == other.leavesOut
  }

  /// What gives a number, and what comes close to it.
  package struct Answer: Sendable {
    /// Simplest first; one for each code, reduction and choice of options.
    package let matches: [Match]
    /// What is within a part in a thousand, nearest first.
    package let close: [Explanation]
    /// How many of the numbers between half and twice the one that was stated, in as many digits, have a story: 0 to 1.
    package let chance: Double
  }

  /// An explanation that gives the number that was stated.
  package struct Match: Sendable {
    /// The explanation.
    package let explanation: Explanation
    /// How well it agrees.
    package let agreement: StatedNumber.Agreement

    /// Stories in full digits come first, then a convention in 16 bits, and what hardly changes a loss comes last: a
    /// guard is no news where the loss that it guards gives the number.
    fileprivate var tier: Int { explanation.origin.isGuard ? 2 : isInFullDigits ? 0 : 1 }

    /// False where it takes 16 bits to agree.
    package var isInFullDigits: Bool { agreement == .exact || agreement == .float32 }
  }

  /// Explains a number.
  package static func answer(
    to stated: StatedNumber, for data: LossCase, preferring reduction: LossCase.Reduction? = nil
  ) -> Answer {
    var tally = Tally()
    tally.add(data)
    return answer(to: stated, from: tally, of: data, preferring: reduction)
  }

  /// Explains a number from what was added up of a case, of which `data` is a block. An unknown is solved for only where
  /// no story without one gives it.
  package static func answer(
    to stated: StatedNumber, from tally: Tally, of data: LossCase, preferring reduction: LossCase.Reduction? = nil
  ) -> Answer {
    var matches: [Match] = []
    var close: [Explanation] = []
    let all = all(in: tally, of: data.family, preferring: reduction)
    for explanation in all {
      let rows = explanation.reduction == .sum ? data.allRows : 1
      let agreement = stated.agreement(
        with: explanation.value, rows: rows, isConvention: explanation.origin.isConvention)
      switch agreement {
      case .none: continue
      case .close: close.append(explanation)
      default:
        // A form of a mistake that agrees to the digits stands for one that agrees only as float32.
        let match = Match(explanation: explanation, agreement: agreement)
        guard let index = matches.firstIndex(where: { $0.explanation.isSameStory(as: explanation) }) else {
          matches.append(match)
          continue
        }
        if agreement == .exact && matches[index].agreement != .exact { matches[index] = match }
      }
    }
    matches.sort { $0.tier < $1.tier }
    if matches.isEmpty { matches = solved(stated, tally, data.family) }
    var near: [Explanation] = []
    for explanation in close.sorted(by: { ($0.value - stated.value).magnitude < ($1.value - stated.value).magnitude })
    where !(near + matches.map { $0.explanation }).contains(where: { $0.isSameStory(as: explanation) }) {
      near.append(explanation)
    }
    return Answer(matches: matches, close: near, chance: chance(of: stated, all.map({ $0.value })))
  }

  /// The stories with one unknown, where the number gives it to four digits and it is one that people choose; those of
  /// the loss that was meant come first.
  private static func solved(_ stated: StatedNumber, _ tally: Tally, _ family: LossCase.Family) -> [Match] {
    var matches: [Match] = []
    for (place, origin) in tally.origins.enumerated() {
      guard let (name, choices) = origin.unknown, let version = tally.versions.first else { continue }
      for (form, outcome) in version.outcomes[place].enumerated() {
        for (reduction, divisor) in outcome.divisors {
          let (start, slope) = (outcome.sum / (divisor ?? 1), outcome.slope / (divisor ?? 1))
          let error = (stated.halfUnit + stated.float32Slack(rows: 1)) / slope.magnitude
          for choice in choices where error <= fourthDigit(of: choice) {
            let value = start + choice * slope
            let note = ["\(name) = \(choice)", outcome.note].compactMap { $0 }.joined(separator: ", ")
            let explanation = Explanation(
              origin: origin, note: note, reduction: reduction, leavesOut: nil, value: value,
              parameter: (stated.value - start) / slope, rank: (1, outcome.family == family ? 0 : 1, 0, place, form))
            let match = Match(explanation: explanation, agreement: stated.agreement(with: value))
            if match.isInFullDigits { matches.append(match) }
          }
        }
      }
    }
    return matches.sorted { $0.explanation.rank < $1.explanation.rank }
  }

  /// A unit of the fourth significant digit.
  private static func fourthDigit(of value: Double) -> Double {
    var unit = 10.0
    while value < 1000 * unit { unit /= 10 }
    return unit
  }

  /// How much of the way from half to twice a number lies within its slack of one of `values`.
  private static func chance(of stated: StatedNumber, _ values: [Double]) -> Double {
    let value = stated.value.magnitude
    guard value > 0, value < .infinity else { return 0 }
    let slack = stated.halfUnit + stated.float32Slack(rows: 1)
    let sign = stated.value < 0 ? -1.0 : 1
    var (covered, end) = (0.0, value / 2)
    for center in values.map({ sign * $0 }).filter({ $0.isFinite }).sorted() {
      let (from, to) = (max(center - slack, end), min(center + slack, 2 * value))
      if to > from { (covered, end) = (covered + to - from, to) }
    }
    return covered / (1.5 * value)
  }
}

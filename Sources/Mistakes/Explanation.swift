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
  /// How far it is from the simplest explanation, what weighs most first; a plain loss is 0 throughout.
  let rank: (isMistake: Int, departures: Int, otherReduction: Int, place: Int, form: Int)

  /// An option that a user may have forgotten to pass, as a sentence names it.
  package enum Option: String, CaseIterable, Sendable {
    case weights = "the weights"
    case labelSmoothing = "the label smoothing"
    case temperature = "the temperature"

    /// A case without the option, or nil where it has none to lose.
    func left(out data: LossCase) -> LossCase? {
      var copy = data
      switch self {
      case .weights where data.hasWeights: (copy.classWeights, copy.elementWeights) = (nil, nil)
      case .labelSmoothing where data.labelSmoothing != 0: copy.labelSmoothing = 0
      case .temperature where data.temperature != 1: copy.temperature = 1
      default: return nil
      }
      return copy
    }

    /// How far a case without it is from the one that was meant; another loss is 1.
    var departure: Int {
      switch self {
      case .weights: 2
      case .labelSmoothing: 3
      case .temperature: 4
      }
    }
  }
}

extension Explanation {
  /// Everything that a case can have been turned into, simplest first.
  ///
  /// - Parameter preferred: the reduction that the user named; others come after it.
  package static func all(
    of data: LossCase, preferring preferred: LossCase.Reduction? = nil,
    progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) -> [Explanation] {
    var found: [Explanation] = []
    let versions = [(data, nil)] + Option.allCases.compactMap { option in option.left(out: data).map { ($0, option) } }
    for (number, version) in versions.enumerated() {
      let (data, leavesOut): (LossCase, Option?) = version
      let readings = Readings(data)
      for (place, origin) in Origin.all.enumerated() {
        // Weights are often left out along with a mistake; the others are then one thing too many.
        if leavesOut != nil && leavesOut != .weights && !origin.isConvention { continue }
        progress?(number * Origin.all.count + place, versions.count * Origin.all.count)
        let isOtherLoss = origin.family != nil && origin.family != data.family
        for (form, outcome) in origin.outcomes(in: readings).enumerated() {
          for (reduction, value) in outcome.values {
            found.append(
              Explanation(
                origin: origin, note: outcome.note, reduction: reduction, leavesOut: leavesOut, value: value,
                rank: (
                  origin.isConvention ? 0 : 1, (leavesOut?.departure ?? 0) + (isOtherLoss ? 1 : 0),
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
    to stated: StatedNumber, for data: LossCase, preferring reduction: LossCase.Reduction? = nil,
    progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) -> Answer {
    var matches: [Match] = []
    var close: [Explanation] = []
    for explanation in all(of: data, preferring: reduction, progress: progress) {
      switch stated.agreement(with: explanation.value) {
      case .none: continue
      case .close: close.append(explanation)
      case let agreement:
        // A form of a mistake that agrees to the digits stands for one that agrees only as float32.
        let match = Match(explanation: explanation, agreement: agreement)
        guard let index = matches.firstIndex(where: { $0.explanation.isSameStory(as: explanation) }) else {
          matches.append(match)
          continue
        }
        if agreement < matches[index].agreement { matches[index] = match }
      }
    }
    var near: [Explanation] = []
    for explanation in close.sorted(by: { ($0.value - stated.value).magnitude < ($1.value - stated.value).magnitude })
    where !(near + matches.map(\.explanation)).contains(where: { $0.isSameStory(as: explanation) }) {
      near.append(explanation)
    }
    return Answer(matches: matches, close: near)
  }
}

import SoftLabels

/// Where a number can come from: a convention, or one of the mistakes that people make again and again.
///
/// One table, `Origin.all`, serves `soft-labels explain` and the checker of the exercises. An entry is one literal in
/// one of its lists.
package struct Origin: Sendable {
  /// The name that programs use.
  package let code: String
  /// The name that people use.
  package let name: String
  /// What is computed, y the targets, p the probabilities, x the logits.
  package let formula: String
  /// One sentence that tells it.
  package let sentence: String
  /// A public thread in which somebody was bitten.
  package var thread: String?
  /// The chapter that tells the story.
  package let chapter: StoryChapter
  /// The loss that people mean when they make it; nil for both.
  var family: LossCase.Family?
  /// What the file and the options must hold for it to be possible.
  var needs = Needs()
  /// A number that the data do not hold: its name, and what people choose for it.
  var unknown: (name: String, choices: [Double])?
  /// What it makes of a case; several where frameworks, or people, do it differently. The commonest first.
  let compute: @Sendable (Readings) -> [Outcome]

  /// What it makes of a case, or nothing where it does not apply.
  package func outcomes(in readings: Readings) -> [Outcome] {
    guard needs.areMet(by: readings) else { return [] }
    var outcomes = compute(readings)
    for family in LossCase.Family.allCases {
      for (place, index) in outcomes.indices.filter({ outcomes[$0].family == family }).enumerated() {
        outcomes[index].form = outcomes[index].form ?? place
      }
    }
    return outcomes
  }

  /// True for the losses themselves.
  package var isConvention: Bool { Origin.conventions.contains { $0.code == code } }
  /// True for what is there to keep a logarithm finite.
  package var isGuard: Bool { Origin.guards.contains { $0.code == code } }
}

extension Origin {
  /// The losses themselves, and every mistake, simplest first.
  package static let all: [Origin] = conventions + mistakes

  /// The mistakes alone.
  package static let mistakes: [Origin] = divisors + inputs + targets + units + guards + unknowns

  /// The entry of that code.
  package static func named(_ code: String) -> Origin? { all.first { $0.code == code } }

  static func thread(_ number: Int) -> String { "https://github.com/pytorch/pytorch/issues/\(number)" }
}

/// A chapter that tells of mistakes, by its name as `swift run` knows it.
package enum StoryChapter: String, Sendable, CaseIterable {
  case binary = "binary-soft-bce"
  case multiclass = "multiclass-soft-ce"
  case weighted = "weighted-imbalance"
}

/// What must be there for a mistake to be possible.
struct Needs: Sendable {
  var kinds = Set(LossCase.Kind.allCases)
  var weights = false
  var smoothing = false
  var temperature = false
  var softTargets = false
  var severalClasses = false
  var ignoredRows = false

  /// True where all of it is there.
  func areMet(by readings: Readings) -> Bool {
    let data = readings.data
    if case .indices = data.targets, softTargets { return false }
    return kinds.contains(data.kind)
      && (!weights || data.hasWeights)
      && (!smoothing || data.labelSmoothing != 0)
      && (!temperature || data.temperature != 1)
      && (!severalClasses || data.classes > 1)
      && (!ignoredRows || readings.whole.hasIgnoredRows)
  }
}

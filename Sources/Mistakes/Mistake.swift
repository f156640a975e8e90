/// Something that a number can come from: a convention, or one of the mistakes that people make again and again.
///
/// One table, `Mistake.all`, serves `soft-labels explain` and the checker of the exercises.
package struct Mistake: Sendable {
  /// The name that programs use.
  package let code: String
  /// The name that people use.
  package let name: String
  /// What is computed, y the targets, p the probabilities, x the logits.
  package let formula: String
  /// One sentence that tells it.
  package let sentence: String
  /// A public thread in which somebody was bitten.
  package let thread: String?
  /// The chapter that tells the story.
  package let chapter: StoryChapter
  /// The loss that people mean when they make it; nil for both.
  package let family: LossCase.Family?
  /// What the file and the options must hold for it to be possible.
  package let needs: Needs
  /// What it makes of a case; several where frameworks, or people, do it differently. The commonest first.
  let outcomes: @Sendable (Readings) -> [Outcome]

  init(
    _ code: String, _ name: String, formula: String, _ sentence: String, thread: String? = nil,
    chapter: StoryChapter, family: LossCase.Family? = nil, needs: Needs = Needs(),
    outcomes: @escaping @Sendable (Readings) -> [Outcome]
  ) {
    self.code = code
    self.name = name
    self.formula = formula
    self.sentence = sentence
    self.thread = thread
    self.chapter = chapter
    self.family = family
    self.needs = needs
    self.outcomes = outcomes
  }

  /// What it makes of a case, or nothing where it does not apply.
  package func outcomes(in readings: Readings) -> [Outcome] {
    needs.areMet(by: readings.data) ? outcomes(readings) : []
  }

  /// True for the three losses themselves.
  package var isConvention: Bool { Mistake.conventions.contains { $0.code == code } }
}

/// The name of a chapter, as `swift run` knows it.
package enum StoryChapter: String, Sendable {
  /// Chapter 1.
  case binary = "binary-soft-bce"
  /// Chapter 2.
  case multiclass = "multiclass-soft-ce"
  /// Chapter 3.
  case weighted = "weighted-imbalance"
}

/// How the losses of a batch became one number.
package enum Averaging: String, Sendable, CaseIterable {
  /// Summed.
  case sum
  /// Over the divisor that the loss's convention names.
  case mean
  /// Over the batch: PyTorch's name for the mean of a divergence.
  case batchMean = "batchmean"
}

/// What a mistake makes of a case: a sum, and what it may be divided by.
package struct Outcome: Sendable {
  /// Which form of the mistake this is, where there are several.
  package var note: String?
  /// The sum.
  package var sum: Double
  /// The reductions that exist for it.
  package var divisors: [(averaging: Averaging, divisor: Double)]

  init(_ sum: Double, _ divisors: [(averaging: Averaging, divisor: Double)], _ note: String? = nil) {
    self.sum = sum
    self.divisors = divisors
    self.note = note
  }

  /// Each reduction with its value.
  package var values: [(averaging: Averaging, value: Double)] {
    divisors.map { ($0.averaging, sum / $0.divisor) }
  }
}

/// What must be there for a mistake to be possible.
package struct Needs: Sendable {
  var kinds: Set<LossCase.Kind> = Set(LossCase.Kind.allCases)
  var weights = false
  var smoothing = false
  var temperature = false
  var softTargets = false
  var severalClasses = false

  /// True where all of it is there.
  package func areMet(by data: LossCase) -> Bool {
    if case .indices = data.targets, softTargets { return false }
    return kinds.contains(data.kind)
      && (!weights || data.hasWeights)
      && (!smoothing || data.labelSmoothing != 0)
      && (!temperature || data.temperature != 1)
      && (!severalClasses || data.classes > 1)
  }

  /// The needs in words, for a list of the mistakes.
  package var description: String {
    var words: [String] = []
    if kinds.count < LossCase.Kind.allCases.count {
      words.append(
        kinds.map(\.rawValue).sorted().joined(
          separator: """
            or 
            """))
    }
    if softTargets { words.append("soft targets") }
    if severalClasses { words.append("two classes or more") }
    if weights { words.append("weights") }
    if smoothing { words.append("a label smoothing") }
    if temperature { words.append("a temperature") }
    return words.isEmpty ? "nothing" : words.joined(separator: ", ")
  }
}

extension Mistake {
  /// The three losses, and every mistake, simplest first.
  package static let all: [Mistake] = conventions + mistakes

  /// The mistakes alone.
  package static let mistakes: [Mistake] = divisors + inputs + targets + units + guards

  /// The entry of that code.
  package static func named(_ code: String) -> Mistake? { all.first { $0.code == code } }

  static func thread(_ number: Int) -> String { "https://github.com/pytorch/pytorch/issues/\(number)" }
}

extension Readings {
  /// T².
  package var scale: Double { data.temperature * data.temperature }

  /// A loss with cross-entropy's reductions.
  func perSample(_ sum: Double, _ note: String? = nil) -> Outcome {
    Outcome(sum, [(.sum, 1), (.mean, meanDivisor)], note)
  }

  /// A loss with binary cross-entropy's reductions: the mean is over elements.
  func perElement(_ sum: Double, _ note: String? = nil) -> Outcome {
    Outcome(sum, [(.sum, 1), (.mean, Double(count))], note)
  }
}

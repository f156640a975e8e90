import SoftLabels

extension Origin {
  /// The losses as they are meant, and before them the one that is 0 whatever the data.
  package static let conventions: [Origin] = [
    Origin(
      code: "single_class", name: "a softmax over one class", formula: "-Σ y log 1",
      sentence: """
        The predictions have one column, and a softmax over one class is always 1: the loss is 0 whatever the data. \
        One column is a yes-or-no question, for binary cross-entropy.
        """,
      thread: "https://github.com/ultralytics/yolov3/issues/191", chapter: .binary, family: .crossEntropy
    ) { readings in
      if readings.classes > 1 { return [] }
      return [Outcome(family: .crossEntropy, sum: 0, divisors: [(.mean, nil)])]
    },
    Origin(
      code: "cross_entropy", name: "cross-entropy", formula: "-Σ w y log p, p = softmax(x) for logits",
      sentence: "This is cross-entropy: one question a row, with as many answers as there are columns.",
      thread: "https://discuss.pytorch.org/t/cross-entropy-for-soft-label/16093", chapter: .multiclass,
      family: .crossEntropy, needs: Needs(severalClasses: true)
    ) { [$0.perSample()] },
    Origin(
      code: "binary_cross_entropy", name: "binary cross-entropy", formula: "-Σ w (y log p + (1 - y) log(1 - p))",
      sentence: """
        This is binary cross-entropy: each element is a question of its own, so two complementary columns count each \
        sample twice.
        """,
      chapter: .binary, family: .binary, needs: Needs(kinds: [.probabilities, .logProbabilities])
    ) { readings in
      guard readings.whole.hasExtremes else { return [readings.perElement()] }
      let logarithms = readings.binaryLogarithms
      let clamped = (logarithms.yes.map { max($0, -100) }, logarithms.no.map { max($0, -100) })
      return [
        readings.perElement(),
        readings.perElement(of: clamped, "PyTorch's BCELoss takes no logarithm to be below -100"),
      ]
    },
    Origin(
      code: "binary_cross_entropy_with_logits", name: "binary cross-entropy from logits",
      formula: "Σ w (y log(1 + exp(-x)) + (1 - y) log(1 + exp(x)))",
      sentence: """
        This is binary cross-entropy from logits: a sigmoid for each element, and each element a question of its own.
        """,
      chapter: .binary, family: .binary, needs: Needs(kinds: [.logits])
    ) { [$0.perElement()] },
  ]

  /// What the conventions make of a case, the first form of each, and only where it says something.
  static func losses(_ readings: Readings) -> [Outcome] {
    conventions.filter { $0.code != "single_class" }.flatMap { $0.outcomes(in: readings).prefix(1) }
  }
}

import SoftLabels

extension Origin {
  /// The losses as they are meant.
  static let conventions: [Origin] = [
    Origin(
      code: "cross_entropy", name: "cross-entropy", formula: "-Σ w y log p, p = softmax(x) for logits",
      sentence: "This is cross-entropy: one question a row, with as many answers as there are columns.",
      thread: "https://discuss.pytorch.org/t/cross-entropy-for-soft-label/16093", chapter: .multiclass,
      family: .crossEntropy
    ) { readings in
      // One probability a row is half a binary loss, not a distribution: `sum_over_one_class` tells that.
      if readings.classes == 1 && readings.data.kind != .logits { return [] }
      return [readings.perSample(of: readings.logProbabilities)]
    },
    Origin(
      code: "binary_cross_entropy", name: "binary cross-entropy", formula: "-Σ w (y log p + (1 - y) log(1 - p))",
      sentence: """
        This is binary cross-entropy: each element is a question of its own, so two complementary columns count each \
        sample twice.
        """,
      chapter: .binary, family: .binary, needs: Needs(kinds: [.probabilities, .logProbabilities])
    ) { readings in
      let logarithms = readings.binaryLogarithms
      let plain = readings.perElement(of: logarithms)
      guard (logarithms.yes + logarithms.no).contains(where: { $0 < -100 }) else { return [plain] }
      let clamped = (logarithms.yes.map { max($0, -100) }, logarithms.no.map { max($0, -100) })
      return [plain, readings.perElement(of: clamped, "PyTorch's BCELoss takes no logarithm to be below -100")]
    },
    Origin(
      code: "binary_cross_entropy_with_logits", name: "binary cross-entropy from logits",
      formula: "Σ w (y log(1 + exp(-x)) + (1 - y) log(1 + exp(x)))",
      sentence: """
        This is binary cross-entropy from logits: a sigmoid for each element, and each element a question of its own.
        """,
      chapter: .binary, family: .binary, needs: Needs(kinds: [.logits])
    ) { [$0.perElement(of: $0.binaryLogarithms)] },
  ]
}

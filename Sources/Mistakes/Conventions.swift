import SoftLabels

extension Mistake {
  /// The losses as they are meant.
  package static let conventions: [Mistake] = [crossEntropy, binaryCrossEntropy, binaryCrossEntropyWithLogits]

  static let crossEntropy = Mistake(
    "cross_entropy", "cross-entropy", formula: "-Σ w y log p, p = softmax(x) for logits",
    "This is cross-entropy: one question a row, with as many answers as there are columns.",
    thread: "https://discuss.pytorch.org/t/cross-entropy-for-soft-label/16093", chapter: .multiclass,
    family: .crossEntropy
  ) { readings in
    // One probability a row is half a binary loss, not a distribution: `sum_over_one_class` tells that.
    if readings.classes == 1 && readings.data.kind != .logits { return [] }
    let sum = readings.crossEntropy(readings.coefficients, readings.logProbabilities)
    return [readings.perSample(readings.scale * sum)]
  }

  static let binaryCrossEntropy = Mistake(
    "binary_cross_entropy", "binary cross-entropy", formula: "-Σ w (y log p + (1 - y) log(1 - p))",
    """
    This is binary cross-entropy: each element is a question of its own, so two complementary columns count each \
    sample twice.
    """,
    chapter: .binary, family: .binary,
    needs: Needs(kinds: [.probabilities, .logProbabilities])
  ) { readings in
    let logarithms = readings.binaryLogarithms
    var outcomes = [
      readings.perElement(readings.binaryCrossEntropy(readings.labels, logarithms))
    ]
    if (logarithms.yes + logarithms.no).contains(where: { $0 < -100 }) {
      let clamped = (logarithms.yes.map { max($0, -100) }, logarithms.no.map { max($0, -100) })
      outcomes.append(
        readings.perElement(
          readings.binaryCrossEntropy(readings.labels, clamped),
          "PyTorch's BCELoss takes no logarithm to be below -100"))
    }
    return outcomes
  }

  static let binaryCrossEntropyWithLogits = Mistake(
    "binary_cross_entropy_with_logits", "binary cross-entropy from logits",
    formula: "Σ w (y log(1 + exp(-x)) + (1 - y) log(1 + exp(x)))",
    "This is binary cross-entropy from logits: a sigmoid for each element, and each element a question of its own.",
    chapter: .binary, family: .binary, needs: Needs(kinds: [.logits])
  ) { readings in
    [readings.perElement(readings.binaryCrossEntropy(readings.labels, readings.binaryLogarithms))]
  }
}

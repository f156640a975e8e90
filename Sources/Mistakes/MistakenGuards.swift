import SoftLabels

/// A guard against log 0 that changes the loss.
extension Mistake {
  /// The guards alone.
  package static let guards: [Mistake] = [epsilonAdded, clipped]

  /// The epsilons that are found in the wild, the article's first.
  static let epsilons = [1e-10, 1e-8, 1e-7, 1e-6, 1e-12, 1e-9, 1e-5, 1e-15, 1e-16, 1e-4, 1e-3, 1e-20]

  static let epsilonAdded = Mistake(
    "epsilon_added", "an epsilon inside the logarithm", formula: "-Σ w y log(p + ε)",
    """
    A small number was added to the probabilities before the logarithm; it moves the value a little, and it hides \
    the gradient wherever a probability is as small as itself.
    """,
    chapter: .multiclass
  ) { readings in
    let known = readings.data.epsilon.map { [$0] } ?? []
    return (known + epsilons.filter { !known.contains($0) }).flatMap { withEpsilon($0, readings) }
  }

  private static func withEpsilon(_ ε: Double, _ readings: Readings) -> [Outcome] {
    let logarithms = readings.probabilities.map { Double.log($0 + ε) }
    let binary = readings.binaryProbabilities
    let pair = (binary.map { Double.log($0 + ε) }, binary.map { Double.log(1 - $0 + ε) })
    var outcomes: [Outcome] = []
    if readings.classes > 1 {
      outcomes = [
        readings.perSample(
          readings.scale * readings.crossEntropy(readings.coefficients, logarithms), "ε = \(ε)"),
        readings.perSample(
          readings.scale * readings.crossEntropy(readings.coefficients, readings.logSoftmax(logarithms)),
          "ε = \(ε), log(p + ε) passed as logits"),
      ]
    }
    outcomes.append(
      readings.perElement(readings.binaryCrossEntropy(readings.labels, pair), "ε = \(ε), binary cross-entropy"))
    return outcomes
  }

  static let kerasEpsilon = 1e-7

  static let clipped = Mistake(
    "clipped_1e-7", "Keras's clip", formula: "-Σ w y log clip(p, 1e-7, 1 - 1e-7)",
    """
    The probabilities were clipped to [1e-7, 1 - 1e-7], as Keras does: no term can cost more than 16.12, and \
    beyond the clip there is no gradient.
    """,
    chapter: .binary
  ) { readings in
    let p = readings.probabilities.map { clip($0, to: kerasEpsilon) }
    let binary = readings.binaryProbabilities
    let pair = logarithms(binary.map { clip($0, to: kerasEpsilon) })
    // In float32, 1 - 1e-7 is 1 - 2⁻²³, and 1 minus that is 2⁻²³.
    let single = logarithms(binary.map { min(max($0, kerasEpsilon), 1 - 0x1p-23) })
    // TensorFlow's Keras adds the same epsilon again, inside the logarithm.
    let added = (
      binary.map { Double.log(clip($0, to: kerasEpsilon) + kerasEpsilon) },
      binary.map { Double.log(1 - clip($0, to: kerasEpsilon) + kerasEpsilon) }
    )
    var outcomes: [Outcome] = []
    if readings.classes > 1 {
      outcomes.append(
        readings.perSample(readings.scale * readings.crossEntropy(readings.coefficients, p.map(Double.log))))
    }
    return outcomes + [
      readings.perElement(readings.binaryCrossEntropy(readings.labels, pair), "binary cross-entropy"),
      readings.perElement(
        readings.binaryCrossEntropy(readings.labels, single), "binary cross-entropy, the clip as float32 has it"),
      readings.perElement(
        readings.binaryCrossEntropy(readings.labels, added),
        "binary cross-entropy, 1e-7 added inside the logarithm as well"),
    ]
  }

  /// `value` moved into [ε, 1 - ε]; NaN stays.
  static func clip(_ value: Double, to ε: Double) -> Double {
    value < ε ? ε : value > 1 - ε ? 1 - ε : value
  }
}

import SoftLabels

extension Origin {
  /// A guard against log 0 that changes the loss.
  static let guards: [Origin] = [
    Origin(
      code: "epsilon_added", name: "an epsilon inside the logarithm", formula: "-Σ w y log(p + ε)",
      sentence: """
        A small number was added to the probabilities before the logarithm; it moves the value a little, and it hides \
        the gradient wherever a probability is as small as itself.
        """,
      chapter: .multiclass
    ) { readings in
      // The one that was named, and those that are found in the wild, the article's first.
      let known = readings.data.epsilon.map { [$0] } ?? []
      let wild = [1e-10, 1e-8, 1e-7, 1e-6, 1e-12, 1e-9, 1e-5, 1e-15, 1e-16, 1e-4, 1e-3, 1e-20]
      return (known + wild.filter { !known.contains($0) }).flatMap { ε in
        let logarithms = readings.probabilities.map { Double.log($0 + ε) }
        let p = readings.binaryProbabilities
        let binary = readings.perElement(
          of: (p.map { Double.log($0 + ε) }, p.map { Double.log(1 - $0 + ε) }), "ε = \(ε), binary cross-entropy")
        if readings.classes == 1 { return [binary] }
        return [
          readings.perSample(of: logarithms, "ε = \(ε)"),
          readings.perSample(of: readings.logSoftmax(logarithms), "ε = \(ε), log(p + ε) passed as logits"),
          binary,
        ]
      }
    },
    Origin(
      code: "clipped_1e-7", name: "Keras's clip", formula: "-Σ w y log clip(p, 1e-7, 1 - 1e-7)",
      sentence: """
        The probabilities were clipped to [1e-7, 1 - 1e-7], as Keras does: no term can cost more than 16.12, and \
        beyond the clip there is no gradient.
        """,
      chapter: .binary
    ) { readings in
      let clipped = readings.binaryProbabilities.map(clip)
      // TensorFlow's Keras adds the same epsilon again, inside the logarithm.
      let added = (
        clipped.map { Double.log($0 + kerasEpsilon) }, clipped.map { Double.log(1 - $0 + kerasEpsilon) }
      )
      let binary = [
        readings.perElement(of: logarithms(clipped), "binary cross-entropy"),
        readings.perElement(
          of: logarithms(readings.binaryProbabilities.map(clipInSingle)),
          "binary cross-entropy, the clip as float32 has it"),
        readings.perElement(of: added, "binary cross-entropy, 1e-7 added inside the logarithm as well"),
      ]
      if readings.classes == 1 { return binary }
      return [readings.perSample(of: readings.probabilities.map { Double.log(clip($0)) })] + binary
    },
  ]

  static let kerasEpsilon = 1e-7

  /// `value` moved into [ε, 1 - ε]; NaN stays.
  static func clip(_ value: Double) -> Double { min(max(value, kerasEpsilon), 1 - kerasEpsilon) }

  /// The same in float32, where 1 - 1e-7 is 1 - 2⁻²³, and 1 minus that is 2⁻²³: no logarithm is below -15.94 there.
  static func clipInSingle(_ value: Double) -> Double { min(max(value, kerasEpsilon), 1 - 0x1p-23) }
}

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
      readings.guarded.flatMap { loss in
        let (ε, binary) = (loss.ε, readings.perElement(sum: loss.binary, "ε = \(loss.ε), binary cross-entropy"))
        if readings.classes == 1 { return [binary] }
        return [
          readings.perSample(sum: readings.scale * loss.plain, "ε = \(ε)"),
          readings.perSample(sum: readings.scale * loss.asLogits, "ε = \(ε), log(p + ε) passed as logits"), binary,
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
      let arithmetic = readings.arithmetic
      let losses = readings.clippedBinaryLosses
      let binary = [
        readings.perElement(sum: losses.double, "binary cross-entropy"),
        readings.perElement(sum: losses.single, "binary cross-entropy, the clip as float32 has it"),
        readings.perElement(sum: losses.added, "binary cross-entropy, 1e-7 added inside the logarithm as well"),
      ]
      if readings.classes == 1 { return binary }
      let logP = arithmetic.isFused ? readings.logProbabilities : arithmetic.log(readings.probabilities)
      return [
        readings.perSample(
          of: arithmetic.clipped((logP, []), of: readings.probabilities, to: 1 - kerasEpsilon).yes)
      ] + binary
    },
  ]

  static let kerasEpsilon = 1e-7

  /// `value` moved into [ε, 1 - ε]; NaN stays.
  static func clip(_ value: Double) -> Double { min(max(value, kerasEpsilon), 1 - kerasEpsilon) }

  /// In float32 1 - 1e-7 is 1 - 2⁻²³, and 1 minus that is 2⁻²³: no logarithm is below -15.94 there.
  static let singleClip = 1 - 0x1p-23
}

extension Readings {
  typealias GuardedLoss = (ε: Double, plain: Double, asLogits: Double, binary: Double)

  /// The losses with log(p + ε) for log p; where it is passed as logits, softmax makes of it (p + ε) / Σ (p + ε).
  ///
  /// For the ε that was named, and those that are found in the wild, the article's first.
  func guarded(by named: Double?) -> [GuardedLoss] {
    let wild = [1e-10, 1e-8, 1e-7, 1e-6, 1e-12, 1e-9, 1e-5, 1e-15, 1e-16, 1e-4, 1e-3, 1e-20]
    let epsilons = (named.map { [$0] } ?? []) + wild.filter { $0 != named }
    let rest = binaryProbabilities.map { 1 - $0 }
    guard arithmetic.isFused else {
      return epsilons.map { ε in
        func log(_ p: [Double]) -> [Double] { arithmetic.log(p.map { $0 + ε }) }
        let logarithms = log(probabilities)
        return (
          ε, crossEntropy(coefficients, logarithms), crossEntropy(coefficients, logSoftmax(logarithms)),
          binaryCrossEntropy(binaryCoefficients, (log(binaryProbabilities), log(rest)))
        )
      }
    }
    let plain = FusedArrays.logSums(coefficients, probabilities, plus: epsilons, logarithms: logProbabilities)
    let yes = FusedArrays.logSums(
      binaryCoefficients.yes, binaryProbabilities, plus: epsilons, logarithms: binaryLogarithms.yes)
    let no = FusedArrays.logSums(binaryCoefficients.no, rest, plus: epsilons)
    let sums = (0..<rows).map { row in
      (
        t: arithmetic.sum(coefficients, in: data.places(ofRow: row)),
        p: arithmetic.sum(probabilities, in: data.places(ofRow: row))
      )
    }
    return epsilons.indices.map { place in
      let logSums = sums.map { $0.t * Double.log($0.p + Double(classes) * epsilons[place]) }
      return (epsilons[place], -plain[place], logSums.reduce(0, +) - plain[place], -yes[place] - no[place])
    }
  }

  /// Binary cross-entropy of clipped probabilities: the clip in float64 and in float32, and with the same epsilon added
  /// inside the logarithm again, as TensorFlow's Keras does.
  fileprivate var clippedBinaryLosses: (double: Double, single: Double, added: Double) {
    let (p, epsilon) = (binaryProbabilities, Origin.kerasEpsilon)
    func loss(_ logarithms: (yes: [Double], no: [Double])) -> Double {
      binaryCrossEntropy(binaryCoefficients, logarithms)
    }
    // Where the last digits do not count, the logarithms that are there already will do, and where nothing is clipped,
    // the losses.
    if arithmetic.isFused, let range = FusedArrays.range(p), range.clamped(to: epsilon...1 - epsilon) == range,
      let added = guarded.first(where: { $0.ε == epsilon })
    {
      return (binaryCrossEntropy, binaryCrossEntropy, added.binary)
    }
    let logarithms = arithmetic.isFused ? binaryLogarithms : arithmetic.logarithms(p)
    let clipped = p.map(Origin.clip)
    return (
      loss(arithmetic.clipped(logarithms, of: p, to: 1 - epsilon)),
      loss(arithmetic.clipped(logarithms, of: p, to: Origin.singleClip)),
      loss((arithmetic.log(clipped.map { $0 + epsilon }), arithmetic.log(clipped.map { 1 - $0 + epsilon })))
    )
  }
}

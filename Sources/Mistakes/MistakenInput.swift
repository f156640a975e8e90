import SoftLabels

/// The predictions are not what the loss takes them for.
extension Mistake {
  static let inputs: [Mistake] = [
    doubleSoftmax, probabilitiesAsLogits, logitsAsProbabilities, logProbabilitiesAsProbabilities,
    sigmoidInsteadOfSoftmax, softmaxInsteadOfSigmoid, doubleSigmoid, softmaxOverBatch,
  ]

  static let doubleSoftmax = Mistake(
    "double_softmax", "a second softmax", formula: "-Σ w y log softmax(softmax(x))",
    """
    The logits went through softmax, and then into a loss that applies softmax itself; that loss has a floor above \
    the entropy and is least at the wrong prediction.
    """,
    thread: "https://github.com/ariecattan/SciCo/issues/2", chapter: .multiclass, family: .crossEntropy,
    needs: Needs(kinds: [.logits], severalClasses: true)
  ) { readings in
    let again = readings.logSoftmax(readings.probabilities)
    return [readings.perSample(readings.scale * readings.crossEntropy(readings.coefficients, again))]
  }

  static let probabilitiesAsLogits = Mistake(
    "probabilities_as_logits", "probabilities taken for logits", formula: "-Σ w y log softmax(p)",
    """
    Probabilities were passed where logits belong, so the loss applied a second softmax or sigmoid; pass logits, \
    or log p for cross-entropy.
    """,
    thread: "https://github.com/nfmcclure/tensorflow_cookbook/issues/86", chapter: .multiclass,
    needs: Needs(kinds: [.probabilities])
  ) { readings in
    let p = readings.data.predictions
    let binary = readings.perElement(
      readings.binaryCrossEntropy(readings.labels, (p.map(logSigmoid), p.map { logSigmoid(-$0) })),
      "binary cross-entropy from logits: a sigmoid of probabilities")
    if readings.classes == 1 { return [binary] }
    let scaled = readings.data.temperature == 1 ? p : p.map { $0 / readings.data.temperature }
    let softmax = readings.crossEntropy(readings.coefficients, readings.logSoftmax(scaled))
    return [readings.perSample(readings.scale * softmax), binary]
  }

  static let logitsAsProbabilities = Mistake(
    "logits_as_probabilities", "logits taken for probabilities", formula: "-Σ w y log x",
    "Logits were passed where probabilities belong: a missing softmax, or a missing from_logits.",
    thread: "https://github.com/keras-team/keras/issues/18196", chapter: .multiclass,
    needs: Needs(kinds: [.logits])
  ) { takenForProbabilities($0) }

  static let logProbabilitiesAsProbabilities = Mistake(
    "log_probabilities_as_probabilities", "log-probabilities taken for probabilities", formula: "-Σ w y log(log p)",
    """
    Log-probabilities were passed where probabilities belong; take the exponential first, or drop the second \
    logarithm.
    """,
    chapter: .multiclass, needs: Needs(kinds: [.logProbabilities])
  ) { takenForProbabilities($0) }

  /// What loss functions of probabilities make of numbers that are none.
  private static func takenForProbabilities(_ readings: Readings) -> [Outcome] {
    let x = readings.data.predictions
    var normalised = x
    for row in 0..<readings.rows {
      let places = row * readings.classes..<(row + 1) * readings.classes
      let sum = x[places].reduce(0, +)
      for place in places { normalised[place] = x[place] / sum }
    }
    let clipped = x.map { clip($0, to: kerasEpsilon) }
    let clamped = ([readings.data.epsilon].compactMap { $0 } + [1e-10, 1e-8, 1e-12]).map { ε in
      readings.perSample(
        readings.crossEntropy(readings.coefficients, x.map { $0 < ε ? Double.log(ε) : Double.log($0) }),
        "clamped from below at \(ε)")
    }
    return [
      readings.perSample(readings.crossEntropy(readings.coefficients, x.map(Double.log))),
      readings.perSample(
        readings.crossEntropy(readings.coefficients, normalised.map { Double.log(clip($0, to: kerasEpsilon)) }),
        "as Keras does it: each row divided by its sum, then clipped to [1e-7, 1 - 1e-7]"),
      readings.perSample(
        readings.crossEntropy(readings.coefficients, clipped.map(Double.log)), "clipped to [1e-7, 1 - 1e-7]"),
      readings.perElement(
        readings.binaryCrossEntropy(readings.labels, logarithms(x)), "binary cross-entropy"),
      readings.perElement(
        readings.binaryCrossEntropy(readings.labels, logarithms(clipped)),
        "binary cross-entropy, clipped to [1e-7, 1 - 1e-7] as Keras does it"),
    ] + clamped
  }

  static let sigmoidInsteadOfSoftmax = Mistake(
    "sigmoid_instead_of_softmax", "sigmoid where softmax belongs", formula: "-Σ w y log sigmoid(x)",
    """
    Each logit went through a sigmoid of its own, so the probabilities of a row need not sum to 1, and raising \
    every logit lowers the loss.
    """,
    thread: "https://github.com/huggingface/transformers/pull/11012", chapter: .multiclass, family: .crossEntropy,
    needs: Needs(kinds: [.logits], severalClasses: true)
  ) { readings in
    let logarithms = readings.logits.map(logSigmoid)
    return [readings.perSample(readings.scale * readings.crossEntropy(readings.coefficients, logarithms))]
  }

  static let softmaxInsteadOfSigmoid = Mistake(
    "softmax_instead_of_sigmoid", "softmax where sigmoid belongs",
    formula: "-Σ w (y log p + (1 - y) log(1 - p)), p = softmax(x)",
    "The logits went through softmax before binary cross-entropy, so questions that are each other's business compete.",
    chapter: .binary, family: .binary, needs: Needs(kinds: [.logits], severalClasses: true)
  ) { readings in
    let logP = readings.logSoftmax(readings.data.predictions)
    let pair = (logP, logP.map { Double.log1p(-Double.exp($0)) })
    return [readings.perElement(readings.binaryCrossEntropy(readings.labels, pair))]
  }

  static let doubleSigmoid = Mistake(
    "double_sigmoid", "a second sigmoid",
    formula: "-Σ w (y log p + (1 - y) log(1 - p)), p = sigmoid(sigmoid(x))",
    """
    The logits went through a sigmoid, and then into a loss that applies the sigmoid itself: no probability can \
    leave [.5, .731].
    """,
    chapter: .binary, family: .binary, needs: Needs(kinds: [.logits])
  ) { readings in
    let p = readings.binaryProbabilities
    let pair = (p.map(logSigmoid), p.map { logSigmoid(-$0) })
    return [readings.perElement(readings.binaryCrossEntropy(readings.labels, pair))]
  }

  static let softmaxOverBatch = Mistake(
    "softmax_over_batch", "softmax along the batch", formula: "-Σ w y log softmax(x, axis 0)",
    "Softmax ran along axis 0, over the batch, so that samples compete instead of classes.",
    chapter: .multiclass, family: .crossEntropy, needs: Needs(kinds: [.logits])
  ) { readings in
    let logarithms = readings.logSoftmaxOverBatch(readings.logits)
    return [readings.perSample(readings.scale * readings.crossEntropy(readings.coefficients, logarithms))]
  }
}

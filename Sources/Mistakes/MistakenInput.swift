import SoftLabels

extension Origin {
  /// The predictions are not what the loss takes them for.
  static let inputs: [Origin] = [
    Origin(
      code: "double_softmax", name: "a second softmax", formula: "-Σ w y log softmax(softmax(x))",
      sentence: """
        The logits went through softmax, and then into a loss that applies softmax itself; that loss has a floor above \
        the entropy and is least at the wrong prediction.
        """,
      thread: "https://github.com/ariecattan/SciCo/issues/2", chapter: .multiclass, family: .crossEntropy,
      needs: Needs(kinds: [.logits], severalClasses: true)
    ) { [$0.perSample(of: $0.logSoftmax($0.probabilities))] },
    Origin(
      code: "probabilities_as_logits", name: "probabilities taken for logits", formula: "-Σ w y log softmax(p)",
      sentence: """
        Probabilities were passed where logits belong, so the loss applied a second softmax or sigmoid; pass logits, \
        or log p for cross-entropy.
        """,
      thread: "https://github.com/nfmcclure/tensorflow_cookbook/issues/86", chapter: .multiclass,
      needs: Needs(kinds: [.probabilities])
    ) { readings in
      let taken = readings.changing { $0.kind = .logits }
      let binary = readings.perElement(
        of: taken.binaryLogarithms, "binary cross-entropy from logits: a sigmoid of probabilities")
      if readings.classes == 1 { return [binary] }
      return [readings.perSample(of: taken.logProbabilities), binary]
    },
    Origin(
      code: "logits_as_probabilities", name: "logits taken for probabilities", formula: "-Σ w y log x",
      sentence: "Logits were passed where probabilities belong: a missing softmax, or a missing from_logits.",
      thread: "https://github.com/keras-team/keras/issues/18196", chapter: .multiclass,
      needs: Needs(kinds: [.logits])
    ) { readings in
      // None of the loss functions of probabilities knows a temperature.
      let (x, arithmetic) = (readings.data.predictions, readings.arithmetic)
      let logarithms = arithmetic.logarithms(x)
      let clipped = arithmetic.clipped(logarithms, of: x, to: 1 - kerasEpsilon)
      let binary = [
        readings.perElement(of: logarithms, "binary cross-entropy"),
        readings.perElement(
          of: arithmetic.clipped(logarithms, of: x, to: singleClip),
          "binary cross-entropy, clipped as Keras does it in float32"),
        readings.perElement(of: clipped, "binary cross-entropy, clipped to [1e-7, 1 - 1e-7]"),
      ]
      if readings.classes == 1 { return binary }
      var normalised = x
      for row in 0..<readings.rows {
        let places = readings.data.places(ofRow: row)
        let sum = x[places].reduce(0, +)
        for place in places { normalised[place] /= sum }
      }
      return [
        readings.perSample(of: logarithms.yes, scale: 1),
        readings.perSample(
          of: arithmetic.log(normalised.map(clip)),
          "as Keras does it: each row divided by its sum, then clipped to [1e-7, 1 - 1e-7]", scale: 1),
        readings.perSample(of: clipped.yes, "clipped to [1e-7, 1 - 1e-7]", scale: 1),
      ] + binary
    },
    Origin(
      code: "nll_of_probabilities", name: "NLLLoss of probabilities", formula: "-Σ w y p",
      sentence: "NLLLoss takes log-probabilities, and was given probabilities: the loss is negative, and at best -1.",
      thread: "https://github.com/AshwinRJ/Federated-Learning-PyTorch/issues/30", chapter: .multiclass,
      family: .crossEntropy, needs: Needs(severalClasses: true)
    ) { [$0.perSample(of: $0.probabilities, scale: 1)] },
    Origin(
      code: "nll_of_logits", name: "NLLLoss of logits", formula: "-Σ w y x",
      sentence: "NLLLoss takes log-probabilities, and was given logits: the loss has no floor.",
      thread: "https://github.com/pytorch/pytorch/pull/12703", chapter: .multiclass,
      family: .crossEntropy, needs: Needs(kinds: [.logits], severalClasses: true)
    ) { [$0.perSample(of: $0.data.predictions, scale: 1)] },
    Origin(
      code: "sigmoid_instead_of_softmax", name: "sigmoid where softmax belongs", formula: "-Σ w y log sigmoid(x)",
      sentence: """
        Each logit went through a sigmoid of its own, so the probabilities of a row need not sum to 1, and raising \
        every logit lowers the loss.
        """,
      thread: "https://github.com/huggingface/transformers/pull/11012", chapter: .multiclass, family: .crossEntropy,
      needs: Needs(kinds: [.logits], severalClasses: true)
    ) { readings in
      let isCold = readings.data.temperature == 1
      return [
        readings.perSample(
          of: isCold ? readings.binaryLogarithms.yes : readings.arithmetic.logSigmoids(readings.logits).yes)
      ]
    },
    Origin(
      code: "softmax_instead_of_sigmoid", name: "softmax where sigmoid belongs",
      formula: "-Σ w (y log p + (1 - y) log(1 - p)), p = softmax(x)",
      sentence: """
        The logits went through softmax before binary cross-entropy, so questions that are each other's business compete.
        """,
      thread: "https://github.com/keras-team/keras/issues/741", chapter: .binary, family: .binary,
      needs: Needs(kinds: [.logits], severalClasses: true)
    ) { readings in
      let cold = readings.data.temperature == 1 ? readings : readings.changing { $0.temperature = 1 }
      return [readings.perElement(of: (cold.logProbabilities, readings.arithmetic.log1m(cold.probabilities)))]
    },
    Origin(
      code: "double_sigmoid", name: "a second sigmoid",
      formula: "-Σ w (y log p + (1 - y) log(1 - p)), p = sigmoid(sigmoid(x))",
      sentence: """
        The logits went through a sigmoid, and then into a loss that applies the sigmoid itself: no probability can \
        leave [.5, .731].
        """,
      thread: "https://github.com/itakurah/focal-loss-pytorch/pull/5", chapter: .binary, family: .binary,
      needs: Needs(kinds: [.logits])
    ) { [$0.perElement(of: $0.arithmetic.logSigmoids($0.binaryProbabilities))] },
    Origin(
      code: "softmax_over_batch", name: "softmax along the batch", formula: "-Σ w y log softmax(x, axis 0)",
      sentence: "Softmax ran along axis 0, over the batch, so that samples compete instead of classes.",
      thread: "https://github.com/ikostrikov/pytorch-meta-optimizer/issues/10", chapter: .multiclass,
      family: .crossEntropy, needs: Needs(kinds: [.logits])
    ) { [$0.perSample(of: $0.logSoftmaxOverBatch($0.logits))] },
    Origin(
      code: "wrong_class_axis", name: "softmax along another axis", formula: "-Σ w y log softmax(x, another axis)",
      sentence: """
        Softmax ran along the axis of the positions, so that the places of a sequence compete instead of classes; \
        PyTorch has the classes on axis 1, Keras and optax on the last one.
        """,
      thread: "https://github.com/DonkeyShot21/UNO/issues/4", chapter: .multiclass, family: .crossEntropy,
      needs: Needs(kinds: [.logits], softTargets: true, severalClasses: true)
    ) { readings in
      let length = readings.data.sequence
      if length == 1 { return [] }
      return [
        readings.perSample(
          of: readings.logSoftmaxOverSequences(readings.logits),
          divisors: [(.sum, nil), (.mean, Double(readings.count / length))])
      ]
    },
  ]
}

import SoftLabels

extension Origin {
  /// The targets are not used as what they are.
  static let targets: [Origin] = [
    Origin(
      code: "hard_labels", name: "hard labels", formula: "-log p_k, k = argmax y",
      sentence: "The soft labels were turned into their most probable class, which throws away what made them soft.",
      chapter: .multiclass, needs: Needs(softTargets: true)
    ) { readings in
      let rounded = readings.labels.map { $0 > 0.5 ? 1.0 : 0 }
      let binary = readings.perElement(rounded, "binary cross-entropy, each label rounded")
      if readings.classes == 1 { return [binary] }
      let hard = readings.hardened
      let asIndices = hard.perSample()
      if readings.data.classWeights == nil { return [asIndices, binary] }
      let oneHot = hard.perSample(
        nil, "one-hot: the mean divides by the batch", divisors: [(.mean, Double(hard.rows))])
      return [asIndices, oneHot, binary]
    },
    Origin(
      code: "swapped_arguments", name: "swapped arguments", formula: "-Σ w p log y",
      sentence: "Predictions and targets changed places; the loss takes the prediction first.",
      thread: "https://github.com/keras-team/keras-io/issues/257", chapter: .multiclass,
      needs: Needs(softTargets: true)
    ) { readings in
      let (x, y, arithmetic) = (readings.data.predictions, readings.labels, readings.arithmetic)
      let binary = [
        readings.perElement(
          readings.binaryProbabilities, of: (readings.logLabels, arithmetic.log1m(y)), "binary cross-entropy"),
        readings.perElement(x, of: arithmetic.logSigmoids(y), "binary cross-entropy, the targets taken for logits"),
      ]
      if readings.classes == 1 { return binary }
      return [
        readings.perSample(readings.weigh(readings.smooth(readings.probabilities)), of: readings.logLabels, scale: 1),
        readings.perSample(
          readings.weigh(readings.smooth(x)), of: readings.logSoftmax(y), "the targets taken for logits", scale: 1),
        readings.divergence(
          [.sum, .batchMean], "the KL divergence the other way round", labels: readings.probabilities,
          logLabels: readings.logProbabilities, logarithms: readings.logLabels),
      ] + binary
    },
    Origin(
      code: "sum_over_one_class", name: "one class alone", formula: "-Σ w y_k log p_k for one class k",
      sentence: """
        Only one term of each question was summed: what the other answers cost is missing, so a confident wrong answer \
        can be free.
        """,
      thread: "https://github.com/RubixML/ML/pull/424", chapter: .binary
    ) { readings in
      let classes = readings.classes
      var outcomes: [Outcome] = []
      if classes == 1 || readings.data.kind == .logits {
        outcomes.append(
          readings.perElement(
            sum: readings.crossEntropy(readings.binaryCoefficients.yes, readings.binaryLogarithms.yes),
            "y log p without (1 - y) log(1 - p), for each element"))
      }
      if classes == 1 { return outcomes }
      let (coefficients, logarithms) = (readings.coefficients, readings.logProbabilities)
      func alone(_ places: some Sequence<Int>, _ note: String) -> Outcome {
        var sum = CompensatedSum()
        for place in places where coefficients[place] != 0 { sum.add(coefficients[place] * logarithms[place]) }
        return readings.perSample(sum: 0 - readings.scale * sum.value, note)
      }
      for column in 0..<min(classes, 64) {
        outcomes.append(alone(stride(from: column, to: readings.count, by: classes), "column \(column) alone"))
      }
      var peaks = alone(readings.peaks, "the most probable class of each row alone")
      // Its place depends on the number of classes.
      peaks.form = -1
      return outcomes + [peaks]
    },
    Origin(
      code: "smoothing_applied_twice", name: "smoothing applied twice", formula: "-Σ w y'' log p, smoothed twice",
      sentence: "The labels were smoothed by hand, and once more by the loss.",
      thread: "https://github.com/keras-team/keras-cv/pull/70", chapter: .weighted, family: .crossEntropy,
      needs: Needs(smoothing: true, severalClasses: true)
    ) { [$0.perSample($0.weigh($0.smooth($0.smoothed)))] },
    Origin(
      code: "teacher_logits", name: "a teacher's logits as targets",
      formula: "T² Σ y (log y - log p), y = softmax(t / T)",
      sentence: """
        The targets are a teacher's logits, and the loss took softmax(t / T) of them. That is right; give that as the \
        targets, and the rest can be checked.
        """,
      thread: "https://github.com/keras-team/keras-io/issues/869", chapter: .multiclass, family: .crossEntropy
    ) { readings in
      guard let teacher = readings.teacher else { return [] }
      return [
        readings.divergence([.sum, .batchMean], labels: teacher),
        readings.divergence([.mean], "the mean over elements", labels: teacher),
        readings.perSample(teacher, "cross-entropy, without the teacher's entropy"),
      ]
    },
  ]
}

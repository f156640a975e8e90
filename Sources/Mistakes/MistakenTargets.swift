import SoftLabels

/// The targets are not used as what they are.
extension Mistake {
  static let targets: [Mistake] = [hardLabels, swappedArguments, sumOverOneClass, smoothingAppliedTwice]

  static let hardLabels = Mistake(
    "hard_labels", "hard labels", formula: "-log p_k, k = argmax y",
    "The soft labels were turned into their most probable class, which throws away what made them soft.",
    chapter: .multiclass, needs: Needs(softTargets: true)
  ) { readings in
    let classes = readings.classes
    let indices = (0..<readings.rows).map { row in
      (0..<classes).reduce(0) { readings.labels[row * classes + $1] > readings.labels[row * classes + $0] ? $1 : $0 }
    }
    var hard = readings.data
    hard.targets = .indices(indices, ignoring: nil)
    let hardReadings = Readings(hard)
    let sum = readings.scale * readings.crossEntropy(hardReadings.coefficients, readings.logProbabilities)
    let rounded = readings.labels.map { $0 > 0.5 ? 1.0 : 0 }
    let binary = readings.perElement(
      readings.binaryCrossEntropy(rounded, readings.binaryLogarithms), "binary cross-entropy, each label rounded")
    if classes == 1 { return [binary] }
    var outcomes = [Outcome(sum, [(.sum, 1), (.mean, hardReadings.meanDivisor)])]
    if readings.data.classWeights != nil {
      outcomes.append(Outcome(sum, [(.mean, Double(readings.rows))], "one-hot: the mean divides by the batch"))
    }
    return outcomes + [binary]
  }

  static let swappedArguments = Mistake(
    "swapped_arguments", "swapped arguments", formula: "-Σ w p log y",
    "Predictions and targets changed places; the loss takes the prediction first.",
    thread: "https://github.com/keras-team/keras-io/issues/257", chapter: .multiclass,
    needs: Needs(softTargets: true)
  ) { readings in
    let (x, y) = (readings.data.predictions, readings.labels)
    var outcomes: [Outcome] = []
    if readings.classes > 1 {
      let weighted = readings.weigh(readings.smooth(readings.probabilities))
      outcomes.append(readings.perSample(readings.crossEntropy(weighted, y.map(Double.log))))
      let asLogits = readings.logSoftmax(y)
      outcomes.append(
        readings.perSample(
          readings.crossEntropy(readings.weigh(readings.smooth(x)), asLogits), "the targets taken for logits"))
      let (p, q) = (readings.probabilities, y.map(Double.log))
      outcomes.append(
        Outcome(
          readings.scale * (readings.negativeEntropy(p) + readings.crossEntropy(p, q)),
          [(.sum, 1), (.batchMean, readings.batch)], "the KL divergence the other way round"))
    }
    outcomes.append(
      readings.perElement(
        readings.binaryCrossEntropy(readings.binaryProbabilities, logarithms(y)), "binary cross-entropy"))
    outcomes.append(
      readings.perElement(
        readings.binaryCrossEntropy(x, (y.map(logSigmoid), y.map { logSigmoid(-$0) })),
        "binary cross-entropy, the targets taken for logits"))
    return outcomes
  }

  static let sumOverOneClass = Mistake(
    "sum_over_one_class", "one class alone", formula: "-Σ w y_k log p_k for one class k",
    """
    Only one term of each question was summed: what the other answers cost is missing, so a confident wrong answer \
    can be free.
    """,
    chapter: .binary
  ) { readings in
    let (coefficients, logarithms) = (readings.coefficients, readings.logProbabilities)
    let classes = readings.classes
    var outcomes: [Outcome] = []
    if classes == 1 || readings.data.kind == .logits {
      let weights = readings.data.elementWeights
      let yes = readings.labels.indices.map { readings.labels[$0] * (weights?[$0] ?? 1) }
      outcomes.append(
        readings.perElement(
          readings.crossEntropy(yes, readings.binaryLogarithms.yes),
          "y log p without (1 - y) log(1 - p), for each element"))
    }
    if classes == 1 { return outcomes }
    for column in 0..<min(classes, 64) {
      let places = Array(stride(from: column, to: readings.count, by: classes))
      outcomes.append(
        readings.perSample(
          readings.scale * readings.crossEntropy(places.map { coefficients[$0] }, places.map { logarithms[$0] }),
          "column \(column) alone"))
    }
    let peaks = (0..<readings.rows).map { row in
      (row * classes..<(row + 1) * classes).reduce(row * classes) {
        readings.labels[$1] > readings.labels[$0] ? $1 : $0
      }
    }
    outcomes.append(
      readings.perSample(
        readings.scale * readings.crossEntropy(peaks.map { coefficients[$0] }, peaks.map { logarithms[$0] }),
        "the most probable class of each row alone"))
    return outcomes
  }

  static let smoothingAppliedTwice = Mistake(
    "smoothing_applied_twice", "smoothing applied twice", formula: "-Σ w y'' log p, smoothed twice",
    "The labels were smoothed by hand, and once more by the loss.",
    chapter: .weighted, family: .crossEntropy,
    needs: Needs(smoothing: true, severalClasses: true)
  ) { readings in
    let twice = readings.weigh(readings.smooth(readings.smoothed))
    return [readings.perSample(readings.scale * readings.crossEntropy(twice, readings.logProbabilities))]
  }
}

extension Origin {
  /// The sum is right, and the mean divides by something else.
  static let divisors: [Origin] = [
    Origin(
      code: "mean_over_elements", name: "a mean over elements", formula: "-(1 / (N C)) Σ w y log p",
      sentence: "The mean was taken over all elements, so cross-entropy is too small by the number of classes.",
      chapter: .multiclass, family: .crossEntropy, needs: Needs(severalClasses: true)
    ) { [$0.perSample(of: $0.logProbabilities, divisors: [(.mean, Double($0.count))])] },
    Origin(
      code: "weights_divided_by_batch", name: "weights divided by the batch", formula: "(1 / N) Σ w loss",
      sentence: """
        The weighted losses were divided by the number of samples, where the convention is another: the sum of the \
        targets' weights for class indices, the number of elements for binary losses.
        """,
      thread: thread(8062), chapter: .weighted, needs: Needs(weights: true)
    ) { readings in
      var outcomes: [Outcome] = []
      if case .indices = readings.data.targets, readings.data.classWeights != nil {
        outcomes.append(
          readings.perSample(of: readings.logProbabilities, divisors: [(.mean, Double(readings.countedRows))]))
      }
      if readings.data.elementWeights != nil, readings.classes > 1 {
        outcomes.append(
          readings.perElement(
            of: readings.binaryLogarithms, "binary cross-entropy", divisors: [(.mean, Double(readings.rows))]))
      }
      return outcomes
    },
    Origin(
      code: "weights_divided_by_weight_sum", name: "weights divided by their sum", formula: "Σ w loss / Σ w",
      sentence: """
        The weighted losses were divided by a sum of weights, where the convention is another: the number of samples \
        for soft targets, the number of elements for binary losses.
        """,
      thread: thread(25571), chapter: .weighted, needs: Needs(weights: true)
    ) { readings in
      var outcomes: [Outcome] = []
      func add(_ divisor: Double, _ note: String, isBinary: Bool = false) {
        outcomes.append(
          isBinary
            ? readings.perElement(of: readings.binaryLogarithms, note, divisors: [(.mean, divisor)])
            : readings.perSample(of: readings.logProbabilities, note, divisors: [(.mean, divisor)]))
      }
      if let weights = readings.data.classWeights {
        if case .soft = readings.data.targets {
          add(readings.weigh(readings.labels).reduce(0, +), "the sum of w y, as for class indices")
        }
        add(weights.reduce(0, +), "the sum of the class weights themselves")
      }
      if let weights = readings.data.elementWeights {
        add(weights.reduce(0, +), "binary cross-entropy, the weights of all elements", isBinary: true)
        let targetWeights = zip(weights, readings.labels).reduce(0) { $0 + $1.0 * $1.1 }
        add(targetWeights, "binary cross-entropy, the sum of w y", isBinary: true)
      }
      return outcomes
    },
  ]
}

/// The sum is right, and the mean divides by something else.
extension Mistake {
  static let divisors: [Mistake] = [meanOverElements, weightsDividedByBatch, weightsDividedByWeightSum]

  static let meanOverElements = Mistake(
    "mean_over_elements", "a mean over elements", formula: "-(1 / (N C)) Σ w y log p",
    "The mean was taken over all elements, so cross-entropy is too small by the number of classes.",
    chapter: .multiclass, family: .crossEntropy, needs: Needs(severalClasses: true)
  ) { readings in
    let sum = readings.scale * readings.crossEntropy(readings.coefficients, readings.logProbabilities)
    return [Outcome(sum, [(.mean, Double(readings.count))])]
  }

  static let weightsDividedByBatch = Mistake(
    "weights_divided_by_batch", "weights divided by the batch", formula: "(1 / N) Σ w loss",
    """
    The weighted losses were divided by the number of samples, where the convention is another: the sum of the \
    targets' weights for class indices, the number of elements for binary losses.
    """,
    thread: Mistake.thread(8062), chapter: .weighted, needs: Needs(weights: true)
  ) { readings in
    var outcomes: [Outcome] = []
    if case .indices = readings.data.targets, readings.data.classWeights != nil {
      let sum = readings.scale * readings.crossEntropy(readings.coefficients, readings.logProbabilities)
      outcomes.append(Outcome(sum, [(.mean, Double(readings.countedRows))]))
    }
    if readings.data.elementWeights != nil, readings.classes > 1 {
      let sum = readings.binaryCrossEntropy(readings.labels, readings.binaryLogarithms)
      outcomes.append(Outcome(sum, [(.mean, Double(readings.rows))], "binary cross-entropy"))
    }
    return outcomes
  }

  static let weightsDividedByWeightSum = Mistake(
    "weights_divided_by_weight_sum", "weights divided by their sum", formula: "Σ w loss / Σ w",
    """
    The weighted losses were divided by a sum of weights, where the convention is another: the number of samples \
    for soft targets, the number of elements for binary losses.
    """,
    thread: Mistake.thread(25571), chapter: .weighted, needs: Needs(weights: true)
  ) { readings in
    var outcomes: [Outcome] = []
    if let weights = readings.data.classWeights {
      let sum = readings.scale * readings.crossEntropy(readings.coefficients, readings.logProbabilities)
      if case .soft = readings.data.targets {
        outcomes.append(
          Outcome(sum, [(.mean, readings.weigh(readings.labels).reduce(0, +))], "the sum of w y, as for class indices"))
      }
      outcomes.append(Outcome(sum, [(.mean, weights.reduce(0, +))], "the sum of the class weights themselves"))
    }
    if let weights = readings.data.elementWeights {
      let sum = readings.binaryCrossEntropy(readings.labels, readings.binaryLogarithms)
      outcomes.append(
        Outcome(sum, [(.mean, weights.reduce(0, +))], "binary cross-entropy, the weights of all elements"))
      let targetWeights = zip(weights, readings.labels).reduce(0) { $0 + $1.0 * $1.1 }
      outcomes.append(Outcome(sum, [(.mean, targetWeights)], "binary cross-entropy, the sum of w y"))
    }
    return outcomes
  }
}

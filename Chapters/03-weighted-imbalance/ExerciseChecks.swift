import Mistakes
import SoftLabels
import Workbook

/// The exercises, in their order.
var exercises: [Exercise] { [balancingWeights, weightedMean, bestPrediction, predictedShare, stableLoss, gradient] }

private var balancingWeights: Exercise {
  func masses(_ labels: [[Double]]) -> [Double] {
    labels[0].indices.map { j in Tensor(labels.map { $0[j] }).sum }
  }
  func scale(_ labels: [[Double]]) -> Double { Double(labels.count) / Double(labels[0].count) }
  let ordinary: [[[Double]]] = [
    [[0.9, 0.1], [0.95, 0.05], [0.1, 0.9], [0.08, 0.92]], [[0.5, 0.3, 0.2], [0.6, 0.1, 0.3], [0.2, 0.7, 0.1]],
    [[0.8, 0.2], [0.6, 0.4], [0.7, 0.3]],
  ]
  let extreme: [[[Double]]] = [[[0.5, 0.5]], [[1, 0], [0, 1], [1, 0]], [[1]], [[0.75, 0.25]]]
  let wrongAnswers: [WrongAnswer<[[Double]]>] = [
    WrongAnswer("class_mass", "the mass of each class; a weight is its inverse") { masses($0) },
    WrongAnswer("class_frequencies", "the frequency of each class; a weight is the inverse of it") { labels in
      masses(labels).map { $0 / Double(labels.count) }
    },
    WrongAnswer("inverse_mass", "one over the mass; N / C is missing, so balanced classes would not have the weight 1")
    {
      labels in
      masses(labels).map { 1 / $0 }
    },
    WrongAnswer("inverse_frequency", "N over the mass; divided by C, balanced classes would have the weight 1") {
      labels in
      masses(labels).map { Double(labels.count) / $0 }
    },
    WrongAnswer("weights_sum_to_one", "weights that sum to 1, where they should be 1 for balanced classes") { labels in
      let inverses = masses(labels).map { 1 / $0 }
      return inverses.map { $0 / Tensor(inverses).sum }
    },
    WrongAnswer("hard_labels", "weights from hard labels: the most probable class of each row was counted") { labels in
      let winners = labels.map { y in y.map { $0 == y.max() ? 1.0 : 0 } }
      return masses(winners).map { scale(labels) / $0 }
    },
  ]
  return Exercise(
    "Weights from soft class mass",
    hint: "Add up each column of the labels, as they are. A class with less than N / C needs a weight above 1.",
    within: 16,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { labels in inverseFrequencyWeights(forMass: masses(labels)) },
    answer: Exercises.balancingWeights, solution: Solutions.balancingWeights
  ) { $0 }
}

private var weightedMean: Exercise {
  typealias Input = (probabilities: [[Double]], classes: [Int], weights: [Double])
  let ordinary: [Input] = [
    ([[0.2, 0.3, 0.5], [0.5, 0.2, 0.3]], [2, 1], [2, 4, 6]),
    ([[0.7, 0.3], [0.6, 0.4], [0.1, 0.9]], [0, 1, 0], [0.2, 0.7]),
    ([[0.25, 0.75], [0.5, 0.5]], [1, 1], [3, 0.5]),
  ]
  func loss(_ input: Input, weights: [Double]?) throws -> CrossEntropy<Double> {
    try CrossEntropy(
      probabilities: Probabilities(rows: input.probabilities), targets: ClassIndices(input.classes),
      classWeights: weights.map { try Weights($0) })
  }
  let extreme: [Input] = [
    ([[0.5, 0.5]], [0], [1e-300, 1]), ([[1, 0], [0.5, 0.5]], [0, 1], [1, 1]), ([[1, 0]], [1], [1, 1]),
    ([[1, 0], [0.5, 0.5]], [1, 0], [1, 0]),
  ]
  let wrongAnswers: [WrongAnswer<Input>] =
    WrongAnswer.table(
      [
        "weights_divided_by_batch", "weights_divided_by_weight_sum", "mean_over_elements", "log_base_2", "log_base_10",
        "probabilities_as_logits", "clipped_1e-7", "epsilon_added",
      ], reduction: .mean, like: ordinary[0]
    ) { input in
      var data = LossCase(
        kind: .probabilities, classes: input.weights.count, predictions: input.probabilities.numbers,
        targets: .indices(input.classes, ignoring: nil))
      data.classWeights = input.weights
      return data
    } + [
      WrongAnswer("weights_left_out", "the mean without the weights") { [(try? loss($0, weights: nil).mean) ?? .nan] },
      WrongAnswer("sum_instead_of_mean", "the weighted sum, where the mean is wanted") {
        [(try? loss($0, weights: $0.weights).sum) ?? .nan]
      },
    ]
  return Exercise(
    "What the mean divides by",
    hint: """
      Each sample costs the weight of its class times -log of that class's probability. Divide the sum by the sum of the \
      weights that you multiplied by.
      """,
    within: 16,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { try loss($0, weights: $0.weights).mean },
    answer: Exercises.weightedMean, solution: Solutions.weightedMean
  ) { ($0.probabilities, $0.classes, $0.weights) }
}

private var bestPrediction: Exercise {
  typealias Input = (y: [Double], w: [Double])
  let ordinary: [Input] = [([0.9, 0.1], [0.2, 0.8]), ([0.5, 0.3, 0.2], [1, 3, 10]), ([0.95, 0.05], [1, 10])]
  let extreme: [Input] = [
    ([1, 0], [0.2, 0.8]), ([0.5, 0.5], [0, 1]), ([0.5, 0.5], [1e300, 1e-300]), ([1], [7]),
    ([0.25, 0.75], [1e-200, 1]),
  ]
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("label_itself", "the label itself; that is the answer without weights") { $0.y },
    WrongAnswer("weighted_label", "w y, which does not sum to 1; no prediction can be that") { input in
      products(input.w, input.y)
    },
    WrongAnswer("weights_undone", "the label divided by the weights; that undoes them") { input in
      let shares = products(input.y, input.w.map { 1 / $0 })
      return shares.map { $0 / Tensor(shares).sum }
    },
    WrongAnswer("weights_alone", "the weights over their sum; the label is missing") { input in
      input.w.map { $0 / Tensor(input.w).sum }
    },
    WrongAnswer("softmax_of_weighted_label", "softmax of w y; w y has only to be divided by its sum") { input in
      (try? softmax(Logits(Tensor(products(input.w, input.y)))).tensor.scalars) ?? []
    },
  ]
  return Exercise(
    "Where weights lead",
    hint:
      "Without weights the answer is y. With them, the loss has w y in its place. Which label is w y proportional to?",
    within: 8,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: {
      try CrossEntropy(
        probabilities: Probabilities(rows: [$0.y]), targets: Distributions(rows: [$0.y]), classWeights: Weights($0.w)
      ).minimisers.scalars
    },
    answer: Exercises.bestPrediction, solution: Solutions.bestPrediction
  ) { ($0.y, $0.w) }
}

private var predictedShare: Exercise {
  func rounded(_ value: Double) -> [Double] { [Double(formatted(value, decimals: 2)) ?? value] }
  /// The mean of the labels, the rows weighed by what `weight` makes of theirs.
  func share(_ y: [Double], _ weight: (Double) -> Double) -> Double {
    Tensor(y.map { weight($0) * $0 }).sum / Tensor(y.map(weight)).sum
  }
  let wrongAnswers: [WrongAnswer<[Double]>] = [
    WrongAnswer("unweighted", "the mean of the labels; the rows do not count alike") { y in rounded(share(y) { _ in 1 })
    },
    WrongAnswer("class_weights", "what class weights would give; here they weigh whole rows") { y in
      let mean = share(y) { _ in 1 }
      return rounded(0.2 * mean / (0.2 * mean + 0.8 * (1 - mean)))
    },
    WrongAnswer("weights_exchanged", "the weights exchanged: 0.2 belongs to class 0") { y in
      rounded(share(y) { 0.8 * $0 + 0.2 * (1 - $0) })
    },
    WrongAnswer("weighed_by_label", "each row weighed by its label, where its average class weight is wanted") {
      y in
      rounded(share(y) { $0 })
    },
  ]
  return Exercise(
    "Predict, then run",
    hint: "Which of the two rows counts for more, the one with more of class 0 or the one with more of class 1?",
    within: 0,
    ordinary: [[0.9, 0.5], [1, 0], [0.5, 0.5], [0.8, 0.4]], extreme: [],
    wrongAnswers: wrongAnswers,
    truth: { y in
      let labels = try Distributions(rows: y.map { [$0, 1 - $0] })
      return rounded(try sharedPrediction(labels, sampleWeights: Weights(rowWeights(labels, [0.2, 0.8]))))[0]
    },
    answer: Exercises.predictedShare, solution: Solutions.predictedShare
  ) { $0 }
}

private func products(_ a: [Double], _ b: [Double]) -> [Double] {
  a.indices.map { a[$0] * b[$0] }
}

private typealias Weighted = (x: [Double], y: [Double], w: [Double])

private func crossEntropy(_ input: Weighted) throws -> CrossEntropy<Double> {
  try CrossEntropy(
    logits: Logits(rows: [input.x]), targets: Distributions(rows: [input.y]), classWeights: Weights(input.w))
}

private var stableLoss: Exercise {
  let ordinary: [Weighted] = [
    ([2, 0.5], [0.9, 0.1], [0.2, 0.8]), ([0.5, 3, 1], [0.1, 0.6, 0.3], [1, 2, 5]),
    ([0.5, -1, 3], [0.2, 0.3, 0.5], [3, 0.5, 1]),
  ]
  func reading(_ input: Weighted) -> LossCase {
    var data = LossCase(kind: .logits, classes: input.x.count, predictions: input.x, targets: .soft(input.y))
    data.classWeights = input.w
    return data
  }
  let extreme: [Weighted] = [
    ([110, 0], [0, 1], [0.2, 0.8]), ([1000, 0], [0.5, 0.5], [1, 3]), ([40, 0], [1, 0], [2, 1]),
    ([1, 2, -.infinity], [0.3, 0.7, 0], [1, 2, 3]), ([-100, -98], [0.9, 0.1], [0.2, 0.8]), ([5], [1], [3]),
    ([1, 2], [0.5, 0.5], [0, 1]), ([1e8, 1e8], [1, 0], [4, 1]),
  ]
  let wrongAnswers: [WrongAnswer<Weighted>] =
    [
      WrongAnswer(
        "forgotten_total", "the forgotten total: logsumexp counts once, where it should count Σ w y times"
      ) { input in
        let logSum = (try? logSumExp(Logits(Tensor(input.x))).scalars[0]) ?? .nan
        return [logSum - Tensor(products(products(input.w, input.y), input.x)).sum]
      },
      WrongAnswer("bug_left_in", "the bug as it stands: log1p(r) counts once, where it should count Σ w y times") {
        input in
        let peak = input.x.indices.max { input.x[$0] < input.x[$1] } ?? 0
        let certain = try? CrossEntropy(logits: Logits(rows: [input.x]), targets: ClassIndices([peak])).sum
        let missing = 1 - Tensor(products(input.w, input.y)).sum
        return [((try? crossEntropy(input).sum) ?? .nan) + missing * (certain ?? .nan)]
      },
      WrongAnswer("weights_left_out", "the loss without the weights") { input in
        [(try? CrossEntropy(logits: Logits(rows: [input.x]), targets: Distributions(rows: [input.y])).sum) ?? .nan]
      },
    ]
    + WrongAnswer.table(
      [
        "double_softmax", "sigmoid_instead_of_softmax", "logits_as_probabilities", "hard_labels",
        "binary_cross_entropy_with_logits", "log_base_2", "log_base_10", "clipped_1e-7",
        "epsilon_added",
      ], like: ordinary[0], reading)
    + WrongAnswer.table(["weights_divided_by_weight_sum"], reduction: .mean, like: ordinary[0], reading)
  return Exercise(
    "The stable kernel with weights",
    hint: """
      Start from Exercise 2.4 with t = w y in place of y. One thing was multiplied by the sum of the label there, and \
      nobody saw it, because that was 1.
      """,
    within: 8,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { try crossEntropy($0).sum },
    answer: Exercises.stableLoss, solution: Solutions.stableLoss
  ) { ($0.x, $0.y, $0.w) }
}

private var gradient: Exercise {
  /// A wrong slope for each logit from its probability, label and weight, and the sum of w y.
  func slopes(_ input: Weighted, _ slope: (_ p: Double, _ y: Double, _ w: Double, _ total: Double) -> Double)
    -> [Double]
  {
    let p = (try? softmax(Logits(Tensor(input.x))).tensor.scalars) ?? []
    let total = Tensor(products(input.w, input.y)).sum
    return p.indices.map { slope(p[$0], input.y[$0], input.w[$0], total) }
  }
  let ordinary: [Weighted] = [
    ([2, 0.5], [0.9, 0.1], [0.2, 0.8]), ([0.5, 3, 1], [0.1, 0.6, 0.3], [1, 2, 5]),
    ([0.5, -1, 3], [0.2, 0.3, 0.5], [3, 0.5, 1]),
  ]
  let extreme: [Weighted] = [
    ([1000, 0], [0, 1], [1, 3]), ([-1000, -1001], [0.5, 0.5], [1, 2]),
    ([1, 2, -.infinity], [0.3, 0.7, 0], [1, 2, 3]),
    ([5], [1], [3]), ([1, 2], [0.5, 0.5], [0, 1]),
  ]
  let wrongAnswers: [WrongAnswer<Weighted>] = [
    WrongAnswer("forgotten_total", "p - w y: the forgotten total, which belongs in front of p") { input in
      slopes(input) { p, y, w, _ in p - w * y }
    },
    WrongAnswer("weighted_slopes", "w (p - y): each slope has its own weight, and together they do not sum to 0") {
      input in
      slopes(input) { p, y, w, _ in w * (p - y) }
    },
    WrongAnswer("weights_left_out", "p - y: the gradient without the weights") { input in
      slopes(input) { p, y, _, _ in p - y }
    },
    WrongAnswer("row_weight", "T (p - y): the weight of the whole row, which moves no minimum") { input in
      slopes(input) { p, y, _, total in total * (p - y) }
    },
    WrongAnswer("weights_divided_by_weight_sum", "p - w y / Σ w y: divided by the sum of the weights") { input in
      slopes(input) { p, y, w, total in p - w * y / total }
    },
  ]
  return Exercise(
    "Its gradient",
    hint: "T p - t, with t = w y and T the sum of t. Test yours on paper: the slopes of a row sum to 0.",
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { try crossEntropy($0).gradient(of: .sum).scalars },
    answer: Exercises.gradient, solution: Solutions.gradient
  ) { ($0.x, $0.y, $0.w) }
}

import Mistakes
import SoftLabels
import Workbook

/// The exercises, in their order.
var exercises: [Exercise] { [lossOfLabel, lossOfBatch, floorOfMean, stableLoss, gradientOfMean, lossesOfOneHalf] }

private var lossOfLabel: Exercise {
  let ordinary = [(p: 0.8, y: 0.7), (0.1, 0.2), (0.5, 0.3), (0.99, 0), (0.25, 0.6)]
  let extreme: [(p: Double, y: Double)] = [(p: 0, y: 0), (1, 1), (0, 1), (1, 0), (1, 0.5), (1e-300, 1)]
  let wrongAnswers: [WrongAnswer<(p: Double, y: Double)>] = WrongAnswer.table(
    [
      "sum_over_one_class", "log_base_2", "log_base_10", "hard_labels", "swapped_arguments", "clipped_1e-7",
      "epsilon_added",
    ], like: ordinary[0]
  ) {
    LossCase(kind: .probabilities, family: .binary, classes: 1, predictions: [$0.p], targets: .soft([$0.y]))
  }
  return Exercise(
    "The loss of one label",
    hint: """
      Write both terms. Then ask what each of them is when its factor is 0: in floating point, 0 times infinity is not a \
      number. `if y > 0` before the first term is all it takes.
      """,
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { try loss(prediction: $0.p, label: $0.y) },
    answer: Exercises.lossOfLabel, solution: Solutions.lossOfLabel
  ) { ($0.p, $0.y) }
}

private var lossOfBatch: Exercise {
  typealias Input = (predictions: [[Double]], labels: [[Double]])
  let ordinary: [Input] = [
    ([[0.8, 0.2], [0.1, 0.9]], [[0.7, 0.3], [0.2, 0.8]]),
    ([[0.6, 0.4]], [[0.9, 0.1]]),
    ([[0.25, 0.75], [0.5, 0.5], [0.35, 0.65]], [[0.4, 0.6], [0.05, 0.95], [0.3, 0.7]]),
  ]
  let extreme: [Input] = [
    ([[1, 0]], [[1, 0]]), ([[0, 1]], [[1, 0]]), ([[1, 0], [0.5, 0.5]], [[0.5, 0.5], [0, 1]]),
  ]
  let wrongAnswers: [WrongAnswer<Input>] =
    WrongAnswer.table(
      [
        "binary_cross_entropy", "hard_labels", "swapped_arguments", "kl_instead_of_cross_entropy", "log_base_2",
        "log_base_10", "sum_over_one_class", "probabilities_as_logits", "clipped_1e-7", "epsilon_added",
      ], like: ordinary[0]
    ) {
      LossCase(
        kind: .probabilities, classes: 2, predictions: $0.predictions.numbers, targets: .soft($0.labels.numbers))
    } + [
      WrongAnswer("mean_instead_of_sum", "the mean over the samples, where the sum is wanted") {
        [sumOverRows($0) / Double($0.labels.count)]
      }
    ]
  return Exercise(
    "A batch, each sample once",
    hint: """
      A row is one question with two answers. How many terms has the loss of one row? Work out the first row of the \
      article by hand, 0.7 and 0.3 against 0.8 and 0.2, and compare it with the table of elements in the chapter.
      """,
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: {
      try CrossEntropy(
        probabilities: Probabilities(rows: $0.predictions), targets: Distributions(rows: $0.labels)
      ).sum
    },
    answer: Exercises.lossOfBatch, solution: Solutions.lossOfBatch
  ) { ($0.predictions, $0.labels) }
}

private var floorOfMean: Exercise {
  let ordinary: [[Double]] = [[0.7], [0.5, 0.3, 0.5, 0.9], [0.2, 0.8, 0.1]]
  let extreme: [[Double]] = [[0], [1], [0, 0.5, 1]]
  let wrongAnswers: [WrongAnswer<[Double]>] =
    WrongAnswer.table(
      ["sum_over_one_class", "log_base_2", "log_base_10", "hard_labels"], reduction: .mean,
      like: ordinary[0]
    ) {
      LossCase(kind: .probabilities, family: .binary, classes: 1, predictions: $0, targets: .soft($0))
    } + [
      WrongAnswer("sum_instead_of_mean", "the floor of the sum; the mean divides by the number of labels") {
        [floorOfSum($0)]
      }
    ]
  return Exercise(
    "The floor under the mean",
    hint: """
      At which prediction is the loss of a label least? Put that prediction into the loss; Exercise 1.1 has done most of \
      the work.
      """,
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: {
      let y = try Probabilities(Tensor($0))
      return try BinaryCrossEntropy(probabilities: y, targets: y).mean
    },
    answer: Exercises.floorOfMean, solution: Solutions.floorOfMean
  ) { $0 }
}

private var stableLoss: Exercise {
  let ordinary = [(x: 0.5, y: 0.7), (2, 0), (-1.5, 0.2), (3, 0.9), (1, 0.5)]
  let extreme: [(x: Double, y: Double)] = [
    (x: 100, y: 0), (100, 1), (17, 1), (40, 0.5), (-100, 1), (-40, 0), (1000, 0.3), (-1000, 1), (-1000, 0), (0, 1),
    (-.infinity, 0), (-.infinity, 1), (-.infinity, 0.5),
  ]
  let wrongAnswers: [WrongAnswer<(x: Double, y: Double)>] = WrongAnswer.table(
    [
      "sum_over_one_class", "double_sigmoid", "log_base_2", "log_base_10", "hard_labels", "logits_as_probabilities",
      "swapped_arguments", "clipped_1e-7", "epsilon_added",
    ], like: ordinary[0]
  ) {
    LossCase(kind: .logits, family: .binary, classes: 1, predictions: [$0.x], targets: .soft([$0.y]))
  }
  return Exercise(
    "The stable kernel",
    hint: """
      Never form the probability. The chapter ends up with t |x| + log(1 + exp(-|x|)): t is 1 - y for a logit that is not \
      negative, y for one that is, and `log1p` is for the second term. What is t |x| when t is 0 and x is -infinity?
      """,
    within: 4,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { try loss(logit: $0.x, label: $0.y) },
    answer: Exercises.stableLoss, solution: Solutions.stableLoss
  ) { ($0.x, $0.y) }
}

private var gradientOfMean: Exercise {
  typealias Input = (logits: [Double], labels: [Double])
  let ordinary: [Input] = [([0.5], [0.7]), ([2, -1], [0, 0.4]), ([1, -0.5, 3], [0.5, 0.9, 0.2])]
  let extreme: [Input] = [
    ([40], [1]), ([-40], [0]), ([100, -100], [0, 1]), ([-1000], [1]), ([1000], [1]), ([0], [0.5]), ([-.infinity], [1]),
    ([-.infinity], [0]),
  ]
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("gradient_of_the_sum", "the gradient of the sum; the mean divides by N") { input in
      slopes(input) { p, _, y in p - y }
    },
    WrongAnswer("gradient_by_probability", "the gradient with respect to p; the sigmoid's slope p (1 - p) is missing") {
      input in
      slopes(input) { p, _, y in (p - y) / (p * (1 - p)) / Double(input.labels.count) }
    },
    WrongAnswer("logit_minus_label", "the logit less the label, where its sigmoid belongs") { input in
      slopes(input) { _, x, y in (x - y) / Double(input.labels.count) }
    },
    WrongAnswer("hard_labels", "the gradient for hard labels: each label was rounded") { input in
      slopes(input) { p, _, y in (p - (y > 0.5 ? 1 : 0)) / Double(input.labels.count) }
    },
  ]
  return Exercise(
    "The gradient of the mean",
    hint: """
      The gradient of one loss is p - y. Write p as 1 / (1 + exp(-x)), bring both over one denominator, and subtract \
      there. For a negative x, use exp(x) in place of exp(-x). And a mean divides by how many there are.
      """,
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: {
      try BinaryCrossEntropy(
        logits: Logits(Tensor($0.logits)), targets: Probabilities(Tensor($0.labels))
      ).gradient(of: .mean).scalars
    },
    answer: Exercises.gradientOfMean, solution: Solutions.gradientOfMean
  ) { ($0.logits, $0.labels) }
}

private var lossesOfOneHalf: Exercise {
  let ordinary = [(samples: 2, columns: 2), (3, 2), (5, 3)]
  let extreme: [(samples: Int, columns: Int)] = [(samples: 1, columns: 1), (1000, 2)]
  func sum(_ input: (samples: Int, columns: Int)) -> Double {
    let log2 = 0x1.62e42fefa39efp-1
    return Double(input.samples * input.columns) * log2
  }
  let wrongAnswers: [WrongAnswer<(samples: Int, columns: Int)>] = [
    WrongAnswer("each_sample_once", "each sample once; `BCELoss` counts every column") {
      [sum($0) / Double($0.columns), sum($0) / Double($0.samples * $0.columns)]
    },
    WrongAnswer("mean_over_samples", "a mean over samples; that of `BCELoss` divides by the number of elements") {
      [sum($0), sum($0) / Double($0.samples)]
    },
    WrongAnswer("bits", "bits; a logarithm to the base 2 calls this 1, and the natural one 0.693") {
      [Double($0.samples * $0.columns), 1]
    },
    WrongAnswer("no_loss", "nothing; but to say one half is not to say nothing, and costs log 2 whatever the label") {
      _ in
      [0, 0]
    },
  ]
  return Exercise(
    "Predict, then run",
    hint: """
      Put p = 1/2 into both terms, and add them for any y. How many such elements are there, and by how many does the \
      mean of `BCELoss` divide?
      """,
    within: 4,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: {
      let halves = [Double](repeating: 0.5, count: $0.samples * $0.columns)
      let half = try Tensor(shape: [$0.samples, $0.columns], scalars: halves)
      let loss = try BinaryCrossEntropy(probabilities: Probabilities(half), targets: Probabilities(half))
      return [loss.sum, try loss.mean]
    },
    answer: Exercises.lossesOfOneHalf, solution: Solutions.lossesOfOneHalf
  ) { ($0.samples, $0.columns) }
}

/// Cross-entropy of all rows; NaN never matters here, since the inputs are the exercise's own.
private func sumOverRows(_ input: (predictions: [[Double]], labels: [[Double]])) -> Double {
  let loss = try? CrossEntropy(
    probabilities: Probabilities(rows: input.predictions), targets: Distributions(rows: input.labels))
  return loss?.sum ?? .nan
}

private func floorOfSum(_ labels: [Double]) -> Double {
  (try? Probabilities(Tensor(labels))).map { binaryEntropy($0).sum } ?? .nan
}

/// A wrong slope for each logit x, its probability p, and its label y.
private func slopes(
  _ input: (logits: [Double], labels: [Double]), _ slope: (Double, Double, Double) -> Double
) -> [Double] {
  zip(input.logits, input.labels).map { x, y in slope((try? probability(logit: x)) ?? .nan, x, y) }
}

import Foundation
import Mistakes
import SoftLabels
import Workbook

/// The exercises, in their order.
var exercises: [Exercise] { [lossOfRow, softmaxOfRow, predictedLoss, stableLoss, gradientOfMean] }

private var lossOfRow: Exercise {
  typealias Input = (p: [Double], y: [Double])
  let ordinary: [Input] = [
    ([0.2, 0.3, 0.2, 0.3], [0.3, 0.2, 0.1, 0.4]), ([0.2, 0.5, 0.2, 0.1], [0.1, 0.6, 0.2, 0.1]),
    ([0.1, 0.1, 0.7, 0.1], [0.05, 0.05, 0.8, 0.1]),
  ]
  func reading(_ input: Input) -> LossCase {
    LossCase(kind: .probabilities, classes: input.p.count, predictions: input.p, targets: .soft(input.y))
  }
  let extreme: [Input] = [
    ([1, 0], [1, 0]), ([1, 0], [0.5, 0.5]), ([1], [1]), ([0, 0.25, 0.25, 0.5], [0, 0.25, 0.25, 0.5]),
    ([1e-300, 1], [1, 0]),
  ]
  let wrongAnswers: [WrongAnswer<Input>] =
    WrongAnswer.table(
      [
        "hard_labels", "swapped_arguments", "kl_instead_of_cross_entropy", "kl_without_log", "log_base_2",
        "log_base_10", "binary_cross_entropy", "sum_over_one_class", "probabilities_as_logits", "clipped_1e-7",
        "epsilon_added",
      ], like: ordinary[0], reading)
    + WrongAnswer.table(["mean_over_elements"], reduction: .mean, like: ordinary[0], reading)
  return Exercise(
    "The loss of one row",
    hint: """
      One term for each class, and a minus in front. Then ask what 0 · log 0 is in floating point, and leave out the terms \
      whose label is 0.
      """,
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { try CrossEntropy(probabilities: Probabilities(rows: [$0.p]), targets: Distributions(rows: [$0.y])).sum },
    answer: Exercises.lossOfRow, solution: Solutions.lossOfRow
  ) { ($0.p, $0.y) }
}

private var softmaxOfRow: Exercise {
  let ordinary: [[Double]] = [[2, 1, 0.5], [-1, 0.5, 3, 0], [0.25, -0.75]]
  let extreme: [[Double]] = [
    [5], [0, 0], [1000, 0], [-1000, -1001], [1, 2, -.infinity], [1e8, 1e8, 0], [0, -740],
    [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
  ]
  let wrongAnswers: [WrongAnswer<[Double]>] = [
    WrongAnswer("softmax_without_sum", "the exponentials alone; they are not divided by their sum") { x in
      x.map(exp)
    },
    WrongAnswer("double_softmax", "a second softmax: it was applied to its own result") { softmaxes(softmaxes($0)) },
    WrongAnswer("log_softmax", "the logarithm of softmax, where softmax itself is wanted") { x in
      (try? logSoftmax(Logits(Tensor(x))).scalars) ?? []
    },
    WrongAnswer("sigmoid_instead_of_softmax", "a sigmoid for each logit, where softmax lets them compete") { x in
      (try? sigmoid(Logits(Tensor(x))).tensor.scalars) ?? []
    },
    WrongAnswer("divided_by_sum", "the logits over their sum; the exponentials are missing") { x in
      x.map { $0 / x.reduce(0, +) }
    },
  ]
  return Exercise(
    "Softmax",
    hint: """
      Which number can you subtract from every logit without changing the result, so that no exponential is larger than 1?
      """,
    within: 8,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { try softmax(Logits(Tensor($0))).tensor.scalars },
    answer: Exercises.softmaxOfRow, solution: Solutions.softmaxOfRow
  ) { $0 }
}

private var predictedLoss: Exercise {
  func loss(_ p: [Double]) throws -> Double { try CrossEntropy(logits: Logits(rows: [p]), targets: [0]).sum }
  func rounded(_ value: Double) -> [Double] { [Double(formatted(value, decimals: 2)) ?? value] }
  let wrongAnswers: [WrongAnswer<[Double]>] = [
    WrongAnswer("one_softmax", "the loss of p as it stands; a second softmax does not hear it like that") { p in
      rounded(-log(p[0]))
    },
    WrongAnswer("nearly_even", "log K, as if the second softmax made everything even; it goes part of the way") { p in
      rounded(log(Double(p.count)))
    },
    WrongAnswer("what_the_loss_sees", "the probability that the loss sees; it says minus the logarithm of that") { p in
      rounded(softmaxes(p)[0])
    },
    WrongAnswer("log_base_2", "bits, where nats are wanted") { p in rounded((try? loss(p) / log(2)) ?? .nan) },
  ]
  return Exercise(
    "Predict, then run",
    hint: "A second softmax makes exponentials of the probabilities: e where p is 1, and 1 where it is 0.",
    within: 0,
    ordinary: [[1, 0, 0], [1, 0, 0, 0, 0], [0.25, 0.25, 0.25, 0.25], [0, 1]], extreme: [],
    wrongAnswers: wrongAnswers,
    truth: { p in rounded(try loss(p))[0] },
    answer: Exercises.predictedLoss, solution: Solutions.predictedLoss
  ) { $0 }
}

private var stableLoss: Exercise {
  typealias Input = (x: [Double], y: [Double])
  let ordinary: [Input] = [
    ([2, 1, 0.5], [0.7, 0.2, 0.1]), ([0.5, 3, 1], [0.1, 0.6, 0.3]), ([0.5, -1, 3], [0.2, 0.3, 0.5]),
  ]
  let extreme: [Input] = [
    ([110, 0], [0, 1]), ([1000, 0], [0.5, 0.5]), ([40, 0], [1, 0]), ([1e8, 1e8], [1, 0]),
    ([1, 2, -.infinity], [0.3, 0.7, 0]), ([-1000, -1001], [0.5, 0.5]), ([5], [1]), ([0, 0, 0], [1, 0, 0]),
  ]
  let wrongAnswers: [WrongAnswer<Input>] = WrongAnswer.table(
    [
      "double_softmax", "sigmoid_instead_of_softmax", "logits_as_probabilities", "hard_labels", "swapped_arguments",
      "binary_cross_entropy_with_logits", "kl_instead_of_cross_entropy", "kl_without_log", "log_base_2",
      "log_base_10", "clipped_1e-7", "epsilon_added",
    ], like: ordinary[0]
  ) { LossCase(kind: .logits, classes: $0.x.count, predictions: $0.x, targets: .soft($0.y)) }
  return Exercise(
    "The stable kernel",
    hint: """
      Find the largest logit m and its place. Add y (m - x) over the classes that the label names, add exp(x - m) over all \
      classes except the largest, and take log1p of the second sum.
      """,
    within: 8,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { try CrossEntropy(logits: Logits(rows: [$0.x]), targets: Distributions(rows: [$0.y])).sum },
    answer: Exercises.stableLoss, solution: Solutions.stableLoss
  ) { ($0.x, $0.y) }
}

private var gradientOfMean: Exercise {
  typealias Input = (logits: [[Double]], labels: [[Double]])
  let ordinary: [Input] = [
    ([[2, 1, 0.5]], [[0.2, 0.5, 0.3]]), ([[1, -1], [0.5, 2]], [[0.3, 0.7], [0.9, 0.1]]),
    ([[0, 1, -2], [3, 0.5, 1], [-1, 1, 2]], [[0.6, 0.1, 0.3], [0.1, 0.6, 0.3], [0.2, 0.6, 0.2]]),
  ]
  let extreme: [Input] = [
    ([[1000, 0]], [[0, 1]]), ([[-1000, -1001], [0, 0]], [[0, 1], [1, 0]]), ([[1, 2, -.infinity]], [[0.9, 0.1, 0]]),
    ([[5]], [[1]]),
  ]
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("gradient_of_the_sum", "the gradient of the sum; the mean divides by N") { input in
      slopes(input) { p, _, y in p - y }
    },
    WrongAnswer("mean_over_elements", "divided by all elements; the mean of cross-entropy is over the N samples") {
      input in
      slopes(input) { p, _, y in (p - y) / Double(input.logits.numbers.count) }
    },
    WrongAnswer("gradient_by_probability", "the gradient with respect to p, -y / p; the softmax is still to come") {
      input in
      slopes(input) { p, _, y in -y / p / Double(input.logits.count) }
    },
    WrongAnswer("double_softmax", "the gradient through a second softmax, which is 0 at the wrong prediction") {
      input in
      let again: Input = (input.logits.map(softmaxes), input.labels)
      return slopes(again) { p, _, y in (p - y) / Double(input.logits.count) }
    },
    WrongAnswer("logit_minus_label", "the logits less the label, where their softmax belongs") { input in
      slopes(input) { _, x, y in (x - y) / Double(input.logits.count) }
    },
    WrongAnswer("hard_labels", "the gradient for hard labels: each label was turned into its most probable class") {
      input in
      let hard = input.labels.map { y in y.map { $0 == y.max() ? 1.0 : 0 } }
      return slopes((input.logits, hard)) { p, _, y in (p - y) / Double(input.logits.count) }
    },
  ]
  return Exercise(
    "The gradient of the mean",
    hint: "The gradient of one row is softmax(x) - y, and Exercise 2.2 has the softmax. What does the mean divide by?",
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: {
      let loss = try CrossEntropy(logits: Logits(rows: $0.logits), targets: Distributions(rows: $0.labels))
      return rows(try loss.gradient(of: .mean).scalars, count: $0.logits.count)
    },
    answer: Exercises.gradientOfMean, solution: Solutions.gradientOfMean
  ) { ($0.logits, $0.labels) }
}

/// Softmax of logits that are known to be logits.
private func softmaxes(_ x: [Double]) -> [Double] {
  (try? softmax(Logits(Tensor(x))).tensor.scalars) ?? []
}

/// A wrong slope for each logit x, its probability p, and its label y.
private func slopes(
  _ input: (logits: [[Double]], labels: [[Double]]), _ slope: (Double, Double, Double) -> Double
) -> [Double] {
  let p = input.logits.flatMap(softmaxes)
  let x = input.logits.numbers
  let y = input.labels.numbers
  return p.indices.map { slope(p[$0], x[$0], y[$0]) }
}

private func rows(_ numbers: [Double], count: Int) -> [[Double]] {
  let width = numbers.count / count
  return (0..<count).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
}

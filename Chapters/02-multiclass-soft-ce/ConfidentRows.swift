import SoftLabels
import Workbook

/// One row and its label, and three ways to the same loss. Every step of each is correctly rounded.
struct Contest<Scalar: LossScalar> {
  let name: String
  let logits: Logits<Scalar>
  let label: Distributions<Scalar>

  /// Softmax, then the logarithm, then -sum y log p.
  func logOfSoftmax() throws -> Scalar {
    let logP = try logarithms(of: softmax(logits).tensor)
    return 0 - dot(label.tensor, logP)
  }

  /// log sum exp x - sum y x.
  func logSumExpMinusScore() throws -> Scalar {
    let score = dot(label.tensor, logits.tensor)
    return try logSumExp(logits).scalars[0] - score
  }

  /// The library's kernel.
  func kernel() throws -> Scalar {
    try CrossEntropy(logits: logits, targets: label).sum
  }
}

extension Contest {
  /// Two classes, of which the right one is `gap` ahead.
  init(gap: Int) {
    self.init(name: "\(gap)", logits: [[.number(Scalar(gap)), 0]], label: [[1, 0]])
  }
}

/// The sum of products, term by term.
private func dot<Scalar: LossScalar>(_ y: Tensor<Scalar>, _ x: Tensor<Scalar>) -> Scalar {
  zip(y.scalars, x.scalars).reduce(0) { $0 + $1.0 * $1.1 }
}

func confidentRows(_ page: inout Page) throws {
  page.say("float32: logits (gap, 0), label (1, 0)")
  try show([5, 10, 15, 18, 40].map { Contest<Float>(gap: $0) }, "gap", on: &page)
  page.say("float64:")
  try show([20, 36, 40].map { Contest<Double>(gap: $0) }, "gap", on: &page)
}

func masksAndOffsets(_ page: inout Page) throws {
  let contests: [Contest<Float>] = [
    Contest(name: "(110, 0)", logits: [[110, 0]], label: [[0, 1]]),
    Contest(name: "(1, 2, -inf)", logits: [[1, 2, -.infinity]], label: [[0.3, 0.7, 0]]),
    Contest(name: "(1e8, 1e8)", logits: [[1e8, 1e8]], label: [[1, 0]]),
  ]
  try show(contests, "logits", on: &page)
}

private func show<Scalar: LossScalar & CustomStringConvertible>(
  _ contests: [Contest<Scalar>], _ heading: String, on page: inout Page
) throws {
  let rows = try contests.map { contest in
    (contest.name, try contest.logOfSoftmax(), try contest.logSumExpMinusScore(), try contest.kernel())
  }
  page.table(
    rows, .text(heading) { $0.0 }, .shortest("-sum y log softmax") { $0.1 },
    .shortest("logsumexp - sum y x") { $0.2 }, .shortest("kernel") { $0.3 })
}

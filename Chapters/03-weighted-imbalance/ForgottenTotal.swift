import SoftLabels
import Workbook

func theForgottenTotal(_ page: inout Page) throws {
  page.say("Labels [0.9, 0.1], weights [0.2, 0.8], logits [2, 0] and the same logits shifted:")
  let rows = try [0.0, 100, -100].map { offset in
    let logits: Logits<Double> = try Logits(Tensor([2 + offset, offset]))
    return (
      logits: logits.tensor.scalars,
      naive: try lossAssumingOne(logits, labels: [0.9, 0.1], weights: [0.2, 0.8]),
      loss: try CrossEntropy(
        logits: logits, targets: [0.9, 0.1] as Distributions<Double>, classWeights: [0.2, 0.8]
      ).sum
    )
  }
  page.table(
    rows, .text("logits") { "\($0.logits)" }, .number("assuming a total of 1", decimals: 6) { $0.naive },
    .number("cross-entropy", decimals: 6) { $0.loss })
}

/// The loss as it is often written, log Σ exp x - Σ t x: right only where the weighted labels t sum to 1.
func lossAssumingOne(_ logits: Logits<Double>, labels: [Double], weights: [Double]) throws -> Double {
  let scores = logits.tensor.scalars
  let attraction = Tensor(scores.indices.map { weights[$0] * labels[$0] * scores[$0] }).sum
  return try logSumExp(logits).scalars[0] - attraction
}

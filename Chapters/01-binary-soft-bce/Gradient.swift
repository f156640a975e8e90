import SoftLabels
import Workbook

func theGradient(_ page: inout Page) throws {
  let x = try logit(probability: 0.9)
  let h = 0x1p-13
  page.say("At the logit of 0.9:")
  page.table(
    try [0, 0.1, 0.5, 0.9, 1].map { y in
      let slope = try (loss(logit: x + h, label: y) - loss(logit: x - h, label: y)) / (2 * h)
      return (label: y, gradient: try gradient(logit: x, label: y), slope: slope)
    },
    .number("label", decimals: 1, \.label), .number("gradient", decimals: 6, \.gradient),
    .number("measured slope", decimals: 6, \.slope))

  page.say("A label of 0.5 under a positive weight of 3:")
  page.table(
    try [0.5, 0.75, 0.9].map { p in
      let loss = try BinaryCrossEntropy(
        logits: Logits(Tensor(logit(probability: p))), targets: Probabilities(Tensor(0.5)), positiveWeights: 3.0)
      return (prediction: p, loss: loss.sum, gradient: try loss.gradient(of: .sum).scalars[0])
    },
    .number("prediction", decimals: 2, \.prediction), .number("loss", decimals: 6, \.loss),
    .number("gradient", decimals: 6, \.gradient))
}

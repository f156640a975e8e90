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
}

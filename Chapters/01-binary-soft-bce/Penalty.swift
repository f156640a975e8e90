import SoftLabels
import Workbook

func whatAWrongPredictionCosts(_ page: inout Page) throws {
  page.say("A prediction of 0.9 against five labels:")
  page.table(
    try [0, 0.1, 0.5, 0.9, 1].map { y in
      (label: y, loss: try loss(prediction: 0.9, label: y), floor: try floor(label: y))
    },
    .number("label", decimals: 1, \.label), .number("loss", decimals: 3, \.loss),
    .number("floor", decimals: 3, \.floor), .number("above it", decimals: 3) { $0.loss - $0.floor })

  page.say("Three predictions for a certain yes, all wrong:")
  page.table(
    try [0.49, 0.01, 0.0001].map { p in (prediction: p, loss: try loss(prediction: p, label: 1)) },
    .shortest("prediction", \.prediction), .number("loss", decimals: 3, \.loss))
}

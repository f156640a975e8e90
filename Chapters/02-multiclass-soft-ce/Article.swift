import SoftLabels
import Workbook

/// The batch of the article's second example: three samples, four classes.
struct Article<Scalar: LossScalar> {
  let labels: Distributions<Scalar> = [[0.1, 0.6, 0.2, 0.1], [0.05, 0.05, 0.8, 0.1], [0.3, 0.2, 0.1, 0.4]]
  let predictions: Distributions<Scalar> = [[0.2, 0.5, 0.2, 0.1], [0.1, 0.1, 0.7, 0.1], [0.2, 0.3, 0.2, 0.3]]

  /// The article's first line: CrossEntropyLoss of log(p + 1e-10).
  func crossEntropyOfLogarithms() throws -> Scalar {
    let logits = try Logits(logarithms(of: predictions.tensor.map { $0 + 1e-10 }))
    return try CrossEntropy(logits: logits, targets: labels).sum
  }

  /// The article's second line: -sum(y * log(p + 1e-10)).
  func byDefinition() throws -> Scalar {
    let shifted = try Probabilities(predictions.tensor.map { $0 + 1e-10 })
    return try CrossEntropy(probabilities: shifted, targets: labels).sum
  }

  /// The same without the 1e-10.
  func loss() throws -> CrossEntropy<Scalar> {
    try CrossEntropy(probabilities: predictions.asProbabilities, targets: labels)
  }
}

func theArticlesNumber(_ page: inout Page) throws {
  let (double, single) = (Article<Double>(), Article<Float>())
  let lines = [
    (
      "CrossEntropyLoss of log(p + 1e-10)", try double.crossEntropyOfLogarithms(),
      try single.crossEntropyOfLogarithms()
    ),
    ("-sum y log(p + 1e-10)", try double.byDefinition(), try single.byDefinition()),
    ("-sum y log p", try double.loss().sum, try single.loss().sum),
  ]
  page.table(lines, .text("") { $0.0 }, .shortest("float64") { $0.1 }, .shortest("float32") { Double($0.2) })
}

func theFloor(_ page: inout Page) throws {
  let parts = try Article<Double>().loss().parts(of: .sum)
  let rows = (0..<3).map { i in
    ("\(i + 1)", parts.losses.scalars[i], parts.floors.scalars[i], parts.divergences.scalars[i])
  }
  let total = ("all", parts.value, parts.floor, parts.divergence)
  page.table(
    rows + [total], .text("sample") { $0.0 }, .number("loss", decimals: 8) { $0.1 },
    .number("floor", decimals: 8) { $0.2 }, .number("divergence", decimals: 8) { $0.3 })
}

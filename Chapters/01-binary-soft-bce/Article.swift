import SoftLabels
import Workbook

/// The batch of the article's first example: two samples, with a column for yes and one for no.
enum Article {
  static let labels: Distributions<Double> = [[0.7, 0.3], [0.2, 0.8]]
  static let predictions: Probabilities<Double> = [[0.8, 0.2], [0.1, 0.9]]

  /// The same decimals, each rounded to float32 as PyTorch does by default.
  static let labels32: Probabilities<Float> = [[0.7, 0.3], [0.2, 0.8]]
  static let predictions32: Probabilities<Float> = [[0.8, 0.2], [0.1, 0.9]]
}

func theArticlesNumber(_ page: inout Page) throws {
  let loss = try BinaryCrossEntropy(probabilities: Article.predictions, targets: Article.labels.asProbabilities)
  let loss32 = try BinaryCrossEntropy(probabilities: Article.predictions32, targets: Article.labels32)

  let sums: [(type: String, sum: Double)] = [("float64", loss.sum), ("float32", Double(loss32.sum))]
  page.table(sums, .text("type", \.type), .shortest("sum", \.sum))
}

func countedTwice(_ page: inout Page) throws {
  let perElement = try BinaryCrossEntropy(
    probabilities: Article.predictions, targets: Article.labels.asProbabilities)
  let perSample = try CrossEntropy(probabilities: Article.predictions, targets: Article.labels)

  let losses = perElement.losses
  page.say("Binary cross-entropy of each element:")
  page.table(
    0..<2, .integer("sample", \.self), .number("yes", decimals: 6) { losses[$0, 0] },
    .number("no", decimals: 6) { losses[$0, 1] })

  page.say("Over four elements, and over two samples:")
  let reductions: [(name: String, elements: Double, samples: Double)] = [
    ("sum", perElement.sum, perSample.sum),
    ("mean", try perElement.mean, try perSample.mean),
  ]
  page.table(
    reductions, .text("", \.name), .number("elements", decimals: 9, \.elements),
    .number("samples", decimals: 9, \.samples))
}

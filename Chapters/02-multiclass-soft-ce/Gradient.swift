import SoftLabels
import Workbook

func theGradient(_ page: inout Page) throws {
  let article = Article<Double>()
  let logits = try Logits(logarithms(of: article.predictions.tensor))
  let gradient = try CrossEntropy(logits: logits, targets: article.labels).gradient(of: .sum)
  page.table(
    0..<3, .integer("sample") { $0 + 1 }, .number("class 1", decimals: 6) { gradient[$0, 0] },
    .number("2", decimals: 6) { gradient[$0, 1] }, .number("3", decimals: 6) { gradient[$0, 2] },
    .number("4", decimals: 6) { gradient[$0, 3] })

  let differences = zip(article.predictions.tensor.scalars, article.labels.tensor.scalars).map { $0 - $1 }
  let slopes = try gradient.scalars.indices.map { try slope(at: $0, of: logits, article.labels) }
  let comparisons = [("p - y", differences), ("the measured slope", slopes)]
  page.table(
    comparisons, .text("the gradient against") { $0.0 },
    .shortest("largest difference") { zip($0.1, gradient.scalars).map { ($0 - $1).magnitude }.max() ?? 0 })
}

/// How steeply the loss rises with one logit, measured: from two losses a little to either side of it.
func slope(at index: Int, of logits: Logits<Double>, _ labels: Distributions<Double>) throws -> Double {
  func loss(_ step: Double) throws -> Double {
    var scalars = logits.tensor.scalars
    scalars[index] += step
    let moved = try Logits(Tensor(shape: logits.tensor.shape, scalars: scalars))
    return try CrossEntropy(logits: moved, targets: labels).sum
  }
  let step = 1e-5
  return (try loss(step) - loss(-step)) / (2 * step)
}

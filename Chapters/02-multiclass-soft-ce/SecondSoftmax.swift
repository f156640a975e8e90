import SoftLabels
import Workbook

/// The pitfall, which needs a deliberate `Logits(….tensor)` here: probabilities pass through a second softmax.
func doubleSoftmaxLoss(
  of predictions: Distributions<Double>, against labels: Distributions<Double>
) throws -> CrossEntropy<Double> {
  try CrossEntropy(logits: Logits(predictions.tensor), targets: labels)
}

func theSecondSoftmax(_ page: inout Page) throws {
  let article = Article<Double>()
  let loss = try doubleSoftmaxLoss(of: article.predictions, against: article.labels)
  page.values(["probabilities passed as logits": loss.sum], decimals: 15)

  let seen = try softmax(Logits(article.predictions.tensor))
  page.table(
    0..<3, .integer("sample") { $0 + 1 }, .text("the model says") { row(article.predictions, $0, decimals: 1) },
    .text("the loss sees") { row(seen, $0, decimals: 3) })
}

func whereItLeads(_ page: inout Page) throws {
  let article = Article<Double>()
  let best = try bestUnderASecondSoftmax(article.labels)
  page.table(
    0..<3, .integer("sample") { $0 + 1 }, .text("label") { row(article.labels, $0, decimals: 2) },
    .text("prediction that a second softmax likes best") { row(best, $0, decimals: 3) })

  let candidates = [("the article's", article.predictions), ("the labels", article.labels), ("those above", best)]
  let losses = try candidates.map { name, p in
    let loss = try CrossEntropy(probabilities: p.asProbabilities, targets: article.labels)
    return (name, loss.sum, try doubleSoftmaxLoss(of: p, against: article.labels).sum)
  }
  page.table(
    losses, .text("predictions") { $0.0 }, .number("loss", decimals: 6) { $0.1 },
    .number("through a second softmax", decimals: 6) { $0.2 })
}

func floorOfASecondSoftmax(_ page: inout Page) throws {
  let floors = try [2, 4, 10, 1000].map { classes in
    let certain = [1] + Array(repeating: 0, count: classes - 1)
    return (classes, try CrossEntropy(logits: Logits(rows: [certain.map { Double($0) }]), targets: [0]).sum)
  }
  page.table(floors, .integer("classes") { $0.0 }, .number("loss when certain and right", decimals: 4) { $0.1 })
}

/// A row of a matrix, as text.
func row(_ matrix: Distributions<Double>, _ index: Int, decimals: Int) -> String {
  (0..<matrix.tensor.shape[1]).map { formatted(matrix.tensor[index, $0], decimals: decimals) }.joined(separator: "  ")
}

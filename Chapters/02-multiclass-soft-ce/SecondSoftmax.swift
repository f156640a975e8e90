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
    let certain: Logits<Double> = try prediction(1, among: classes)
    let seen = try softmax(certain).tensor[0, 0]
    return (classes: classes, seen: seen, loss: try CrossEntropy(logits: certain, targets: [0]).sum)
  }
  page.say("A model that is certain and right:")
  page.table(
    floors, .integer("classes") { $0.classes }, .number("the loss sees", decimals: 4) { $0.seen },
    .number("and says", decimals: 4) { $0.loss })
}

/// The probability p for the first class, the rest shared evenly, passed as logits.
private func prediction(_ p: Double, among classes: Int) throws -> Logits<Double> {
  try Logits(rows: [[p] + Array(repeating: (1 - p) / Double(classes - 1), count: classes - 1)])
}

/// What comes out of the second softmax over what went in, for the first of several classes.
func whatTheLossSees() throws -> Figure {
  var marks: [Mark] = [.line([Point(0, 0), Point(1, 1)], "as it was said", .muted, dashed: true)]
  for (classes, hue) in [(2, Hue.blue), (4, .orange), (10, .green)] {
    let curve = try samples(over: 0...1, count: 41) { p in try softmax(prediction(p, among: classes)).tensor[0, 0] }
    let end = curve[curve.count - 1]
    marks += [
      .line(curve, "\(classes) classes", hue), .points([end], nil, hue),
      .note(formatted(end.y, decimals: 3), at: Point(end.x - 0.03, end.y + 0.035), anchor: .end),
    ]
  }
  return Figure(
    title: "What a second softmax makes of a prediction",
    description: """
      Three curves over the probability that a model gives to one class: what a second softmax makes of it, with the rest \
      shared evenly among the other classes. With two classes the curve runs from 0.269 to 0.731, with four it ends at \
      0.475, with ten at 0.232. A dashed diagonal shows what was said.
      """,
    height: 420,
    .chart(
      x: Axis("what the model says", 0...1, every: 0.25), y: Axis("what the loss sees", 0...1, every: 0.25), marks))
}

/// A row of a matrix, as text.
func row(_ matrix: Distributions<Double>, _ index: Int, decimals: Int) -> String {
  (0..<matrix.tensor.shape[1]).map { formatted(matrix.tensor[index, $0], decimals: decimals) }.joined(separator: "  ")
}

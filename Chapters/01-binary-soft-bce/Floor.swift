import SoftLabels
import Workbook

func theFloor(_ page: inout Page) throws {
  let parts = try CrossEntropy(probabilities: Article.predictions, targets: Article.labels).parts(of: .sum)
  page.values(
    [
      "loss": parts.value, "floor, the labels' entropy": parts.floor, "divergence, what is left": parts.divergence,
    ], decimals: 9)

  let y: Probabilities<Double> = [0.5, 0.3, 0.5, 0.9]
  page.say("Predictions equal to the labels 0.5, 0.3, 0.5, 0.9:")
  page.values(
    [
      "mean loss": try BinaryCrossEntropy(probabilities: y, targets: y).mean,
      "mean entropy": binaryEntropy(y).scalars.reduce(0, +) / 4,
    ], decimals: 6)
}

/// The loss over the prediction for four labels, each at its least where it meets the entropy, at p = y.
func lossesAndTheirFloor() throws -> Figure {
  // Steps in the logit, short in the middle and long at the ends: the picture comes as near to 0 and 1 as it can show.
  func curve(_ y: Double) throws -> [Point] {
    try (-80...80).map { step in
      let t = Double(step) / 80
      let x = 4 * t + 28 * t * t * t
      return Point(try probability(logit: x), try loss(logit: x, label: y))
    }
  }
  let labels = [0.0, 0.3, 0.5, 0.9]
  let floors = try samples(over: 0...1) { y in try floor(label: y) }
  return Figure(
    title: "Each label has a floor of its own",
    description: """
      Binary cross-entropy over the prediction p, for the labels 0, 0.3, 0.5 and 0.9. Each curve is lowest where p \
      equals its label, and there it meets the dashed curve of the entropy, which rises from 0 at p = 0 to log 2 \
      at p = 0.5 and falls back to 0 at p = 1.
      """,
    height: 440,
    .chart(
      x: Axis("prediction p", 0...1, every: 0.2), y: Axis("loss, nats", 0...3, every: 0.5),
      .line(try curve(0), "y = 0", .purple),
      .line(try curve(0.3), "y = 0.3", .blue),
      .line(try curve(0.5), "y = 0.5", .green),
      .line(try curve(0.9), "y = 0.9", .orange),
      .line(floors, "entropy of p", .muted, dashed: true),
      .points(try labels.map { y in Point(y, try floor(label: y)) }, "floor", .muted)))
}

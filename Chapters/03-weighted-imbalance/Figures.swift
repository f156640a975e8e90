import SoftLabels
import Workbook

/// One label under two pairs of weights: the binary loss cannot tell them apart, cross-entropy can.
func twoLosses() throws -> Figure {
  let labels: Distributions<Double> = [0.9, 0.1]
  func binary(_ weights: Weights<Double>) throws -> [Point] {
    try lossCurve { z in
      try BinaryCrossEntropy(
        logits: [.number(z), .number(-z)], targets: labels.asProbabilities, weights: weights)
    }
  }
  func panel(_ title: String, _ curve: (Weights<Double>) throws -> [Point], least: [Point]) throws -> Panel {
    .chart(
      title, x: Axis("prediction for class 0", 0...1, every: 0.25), y: Axis("loss, nats", 0...1.5, every: 0.5),
      .line(try curve([0.2, 0.8]), "weights [0.2, 0.8]", .blue),
      .line(try curve([0.8, 0.2]), "weights [0.8, 0.2]", .orange, dashed: true),
      .points(least, "least loss", .green))
  }
  return Figure(
    title: "The label [0.9, 0.1] under two pairs of weights",
    description: """
      Left: the binary losses under [0.2, 0.8] and under [0.8, 0.2] are one and the same curve, least at 0.9. \
      Right: the two cross-entropies are different curves, least at 0.692 and at 0.973.
      """,
    height: 380,
    try panel(
      "Binary cross-entropy, both columns", binary,
      least: [Point(0.9, binaryEntropy([0.9] as Probabilities<Double>).scalars[0])]),
    try panel(
      "Cross-entropy", { try weightedCurve(labels, $0) },
      least: [try minimum(labels, [0.2, 0.8]), try minimum(labels, [0.8, 0.2])]))
}

/// A label of 0.95 for class 0, as the weight of class 1 grows.
func movingMinimum() throws -> Figure {
  let labels: Distributions<Double> = [0.95, 0.05]
  var marks: [Mark] = []
  for (weight, hue) in [(1.0, Hue.blue), (3, .orange), (10, .green), (30, .purple)] {
    let weights = try Weights([1, weight])
    let least = try minimum(labels, weights)
    marks += [
      .line(try weightedCurve(labels, weights), "weights [1, \(formatted(weight, decimals: 0))]", hue),
      .points([least], nil, hue),
      .note(formatted(least.x, decimals: 3), at: Point(least.x, least.y + 0.08), anchor: .middle),
    ]
  }
  return Figure(
    title: "The minimum leaves the label, 0.95, as the weight of class 1 grows",
    description: """
      Four loss curves over the prediction for class 0. Their minima stand at 0.95, 0.864, 0.655 and 0.388 for weights \
      [1, 1], [1, 3], [1, 10] and [1, 30].
      """,
    height: 440,
    .chart(
      x: Axis("prediction for class 0", 0...1, every: 0.1), y: Axis("loss, nats", 0...2.5, every: 0.5), marks))
}

/// A loss of two classes over the prediction for class 0, computed from logits (z, 0).
///
/// The curve has no end: it rises without bound towards 0 and 1. So z runs far enough for it to leave the chart, in steps
/// that widen where the prediction no longer moves.
private func lossCurve<L: Loss>(_ loss: (Double) throws -> L) throws -> [Point] where L.Scalar == Double {
  try samples(over: -0.98...0.98, count: 197) { $0 }.map { sample in
    let z = 4 * sample.x / (1 - sample.x * sample.x)
    return Point(sigmoid([.number(z)] as Logits<Double>).tensor[0], try loss(z).sum)
  }
}

private func weightedCurve(_ labels: Distributions<Double>, _ weights: Weights<Double>) throws -> [Point] {
  try lossCurve { try CrossEntropy(logits: [.number($0), 0], targets: labels, classWeights: weights) }
}

/// The prediction for class 0 at which the loss is least, and that loss.
private func minimum(_ labels: Distributions<Double>, _ weights: Weights<Double>) throws -> Point {
  let loss = try CrossEntropy(probabilities: labels.asProbabilities, targets: labels, classWeights: weights)
  return Point(loss.minimisers.scalars[0], try loss.floor(of: .sum))
}

import SoftLabels
import Workbook

/// A label and the weight of class 1: where the loss is least.
package let exhibit = Exhibit(
  figure: "moving-minimum",
  advice: """
    Raise the weight of class 1 from 1, and the minimum leaves the label. Or drag the minimum along: the weight becomes \
    the one that puts it there.
    """,
  [
    Exhibit.Control("weight of class 1", 0.1...100, perUnit: 100, start: 3),
    Exhibit.Control("label of class 0", 0.01...0.99, perUnit: 100, start: 0.95),
  ],
  scene: minimumUnderWeights,
  move: { state, _, place in
    let (p, y) = (min(max(place.x, 0.01), 0.99), state[1])
    return [y * (1 - p) / (p * (1 - y)), y]
  })

private func minimumUnderWeights(_ state: [Double]) throws(LossError) -> Exhibit.Scene {
  let (weight, y) = (state[0], state[1])
  let places = (1..<200).map { Double($0) / 200 }
  /// The loss of predictions for class 0, each against the label.
  func loss(_ predictions: [Double]) throws(LossError) -> CrossEntropy<Double> {
    try CrossEntropy(
      probabilities: Probabilities(rows: predictions.map { [$0, 1 - $0] }),
      targets: Distributions(rows: predictions.map { _ in [y, 1 - y] }), classWeights: Weights([1, weight]))
  }
  let least = try loss([y]).minimisers.scalars[0]
  let curve = try loss(places).losses.scalars
  let (lowest, honest) = (try loss([least]).sum, try loss([y]).sum)
  return Exhibit.Scene(
    Figure(
      title: "The minimum under a weight",
      description: """
        The loss over the prediction for class 0 under the weights 1 and the one chosen, with its minimum, and with the \
        loss of a prediction that is the label itself.
        """,
      height: 440,
      .chart(
        x: Axis("prediction for class 0", 0...1, every: 0.1), y: Axis("loss, nats", 0...2.5, every: 0.5),
        .line(zip(places, curve).map { Point($0, $1) }, "weights [1, w]", .blue),
        .line([Point(y, 0), Point(y, 2.5)], "label", .green, dashed: true),
        .points([Point(y, honest)], "prediction of the label", .green, symbol: .diamond),
        .points([Point(least, lowest)], "minimum", .orange))),
    ["the minimum lies at": least, "loss there": lowest, "loss of the label itself": honest])
}

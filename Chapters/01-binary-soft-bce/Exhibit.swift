import SoftLabels
import Workbook

/// One prediction and one label: the loss, the floor below it, and what lies between.
package let exhibit = Exhibit(
  figure: "floor",
  advice: """
    Move p onto y, with the arrow keys or by dragging its point: the divergence vanishes, and the floor is left. Then \
    move y, and see the floor itself rise and fall.
    """,
  [
    Exhibit.Control("prediction p", 0.001...0.999, perUnit: 1000, start: 0.8),
    Exhibit.Control("label y", 0...1, perUnit: 1000, start: 0.3),
  ],
  scene: predictionOverItsFloor,
  grab: { state, place in (place.x - state[0]).magnitude <= (place.x - state[1]).magnitude ? 0 : 1 },
  move: { state, held, place in held == 0 ? [place.x, state[1]] : [state[0], place.x] })

private func predictionOverItsFloor(_ state: [Double]) throws(LossError) -> Exhibit.Scene {
  let (p, y) = (state[0], state[1])
  let label = try Distributions(rows: [[y, 1 - y]])
  let loss = try CrossEntropy(probabilities: Probabilities(rows: [[p, 1 - p]]), targets: label)
  let parts = try loss.parts(of: .sum)
  let places = (1..<200).map { Double($0) / 200 }
  let curve = try BinaryCrossEntropy(
    probabilities: Probabilities(Tensor(places)), targets: Probabilities(Tensor(places.map { _ in y })))
  let floors = binaryEntropy(try Probabilities(Tensor(places)))
  func points(_ values: Tensor<Double>) -> [Point] { zip(places, values.scalars).map { Point($0, $1) } }
  return Exhibit.Scene(
    Figure(
      title: "A prediction over the floor of its label",
      description: """
        The loss over the prediction for the label y, least where it meets the dashed curve of the entropy. A vertical \
        line leads from the loss at p down to the floor.
        """,
      height: 440,
      .chart(
        x: Axis("prediction p", 0...1, every: 0.2), y: Axis("loss, nats", 0...3, every: 0.5),
        .line(points(floors), "entropy of p", .muted, dashed: true),
        .line(points(curve.losses), "loss for the label y", .blue),
        .line([Point(p, parts.floor), Point(p, parts.value)], "divergence", .purple),
        .line([Point(0, parts.floor), Point(1, parts.floor)], "floor", .green, dashed: true),
        .points([Point(y, parts.floor)], "y", .green, symbol: .diamond),
        .points([Point(p, parts.value)], "p", .orange))),
    ["loss": parts.value, "floor": parts.floor, "divergence": parts.divergence])
}

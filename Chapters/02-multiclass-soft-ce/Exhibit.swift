import SoftLabels
import Workbook

/// A label over three classes: where gradient descent ends with logits, and where through a second softmax.
package let exhibit = Exhibit(
  figure: "second-softmax",
  advice: """
    Drag the label: with logits descent heads for it wherever it is. Then look right: the path runs on past the label, \
    and near a corner it ends in the corner itself.
    """,
  [
    Exhibit.Control("label of class 1", 0...1, perUnit: 100, start: 0.7),
    Exhibit.Control("label of class 2", 0...1, perUnit: 100, start: 0.2),
  ],
  scene: whereDescentEnds,
  move: { _, _, place in
    let third = min(max(place.y, 0), 1)
    let second = min(max(place.x - third / 2, 0), 1 - third)
    return [1 - second - third, second]
  })

private func whereDescentEnds(_ state: [Double]) throws(LossError) -> Exhibit.Scene {
  let first = state[0]
  let second = min(state[1], 1 - first)
  let label = try Distributions(rows: [[first, second, max(1 - first - second, 0)]])
  let logits = try descend(from: Tensor(rows: [[0, 0, 0]]), towards: label, rate: 1, steps: 60)
    .map { (x) throws(LossError) in try softmax(Logits(x)).tensor.scalars }
  let even = try Tensor(rows: [[1.0 / 3, 1.0 / 3, 1.0 / 3]])
  let probabilities = try descend(
    from: even, towards: label, rate: 1, steps: 60, bringBack: { (x) throws(LossError) in try ontoSimplex(x) }
  ).map { $0.scalars }
  let corners = ("class 1", "class 2", "class 3")
  func marks(_ path: [[Double]]) -> [Mark] {
    let places = path.map { simplexPoint($0[0], $0[1], $0[2]) }
    let y = label.tensor.scalars
    return [
      .line(places, "descent", .blue), .points([places[0]], "start", .muted, symbol: .ring),
      .points([simplexPoint(y[0], y[1], y[2])], "label", .orange, symbol: .diamond),
      .points([places[places.count - 1]], "end", .blue),
    ]
  }
  let (left, right) = (logits[60], probabilities[60])
  return Exhibit.Scene(
    Figure(
      title: "Where gradient descent ends",
      description: """
        Two triangles, a corner for each of three classes, with the label and the path of gradient descent from the \
        middle: on the left with logits, on the right with probabilities passed as logits.
        """,
      .simplex("logits", corners: corners, marks(logits)),
      .simplex("probabilities passed as logits", corners: corners, marks(probabilities))),
    [
      "label of class 3": label.tensor.scalars[2], "logits, class 1": left[0], "logits, class 2": left[1],
      "logits, class 3": left[2], "second softmax, class 1": right[0], "second softmax, class 2": right[1],
      "second softmax, class 3": right[2],
    ])
}

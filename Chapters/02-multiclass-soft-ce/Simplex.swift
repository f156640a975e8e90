import SoftLabels
import Workbook

/// Three labels over three classes, and gradient descent towards each from the middle: on the left it moves logits, on
/// the right probabilities that are passed as logits.
func pathsOnTheSimplex() throws -> Figure {
  let labels: Distributions<Float> = [[0.7, 0.2, 0.1], [0.2, 0.5, 0.3], [0.3, 0.3, 0.4]]
  let middle = labels.tensor.map { _ in Float(1) / 3 }
  let logits = try descend(from: logarithms(of: middle), towards: labels, rate: 0.1, steps: 250)
  let probabilities = try descend(from: middle, towards: labels, rate: 0.1, steps: 250, bringBack: ontoSimplex)

  let corners = ("class 1", "class 2", "class 3")
  return Figure(
    title: "Where gradient descent ends",
    description: """
      Two triangles, a corner for each of three classes, with three labels marked. Paths of gradient descent lead from \
      the middle towards them. On the left, with logits, each path ends at its label. On the right, with probabilities \
      passed as logits, each path passes its label and runs on: one ends at the corner of class 1, one on the edge \
      between classes 2 and 3, one inside, almost three times as far from the middle as its label.
      """,
    .simplex("logits", corners: corners, marks(along: try logits.map { try softmax(Logits($0)).tensor }, labels)),
    .simplex("probabilities passed as logits", corners: corners, marks(along: probabilities, labels)))
}

private func marks(along path: [Tensor<Float>], _ labels: Distributions<Float>) -> [Mark] {
  func places(_ distributions: Tensor<Float>) -> [Point] {
    (0..<3).map { row in
      let p = (0..<3).map { Double(distributions[row, $0]) }
      return simplexPoint(p[0], p[1], p[2])
    }
  }
  let paths = (0..<3).map { row in path.map { places($0)[row] } }
  return paths.map { .line($0, "descent", .blue) } + [
    .points(places(path[0]), "start", .muted, symbol: .ring),
    .points(places(labels.tensor), "label", .orange, symbol: .diamond),
    .points(places(path[path.count - 1]), "end", .blue),
  ]
}

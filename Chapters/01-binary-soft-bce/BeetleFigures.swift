import SoftLabels
import Workbook

/// The proportions killed and two fitted curves.
func beetlesAndTheirCurves() throws -> Figure {
  let line = try Line.descended().line
  let other = try Line.fitted(under: .complementaryLogLog)
  let half = Point(line.doseForHalf, 0.5)
  return Figure(
    title: "Eight soft labels and two curves through them",
    description: """
      The proportion of beetles killed over the dose, eight points that rise from 0.10 at dose 1.69 to 1 at dose 1.88. \
      The logistic curve passes through one half at dose 1.77, and near most of them. The complementary log-log curve \
      passes nearer to six: above the other at the lowest dose, below it in the middle, and above it at the highest.
      """,
    height: 420,
    .chart(
      x: Axis("dose: log10 of milligrams of carbon disulphide in a litre", 1.66...1.9, every: 0.04),
      y: Axis("proportion killed", 0...1, every: 0.2),
      .line([Point(1.66, 0.5), half, Point(half.x, 0)], "half of them die", .muted, dashed: true),
      .line(try samples(over: 1.66...1.9) { try probability(logit: line.logit(at: $0)) }, "logistic", .blue),
      .line(
        try samples(over: 1.66...1.9) { try Link.complementaryLogLog.at(other.logit(at: $0)).yes },
        "complementary log-log", .green, dashed: true),
      .points(Beetles.groups.map { Point($0.dose, $0.proportion) }, "label of a group", .orange)))
}

/// Lines of equal loss over intercept and slope, for the raw and for the standard dose, and how far descent comes.
func valleyAndBowl() throws -> Figure {
  let (best, steps) = try Line.descended()
  let levels = try [0.05, 0.2, 0.5, 1].map { share in try linesOfEqualLoss(share, around: best) }
  func panel(_ title: String, x: Axis, y: Axis, _ scale: DoseScale) throws -> Panel {
    var path = [Line(scale: scale)]
    for _ in 0..<steps {
      var next = path[path.count - 1]
      _ = try next.descend(limit: 1)
      path.append(next)
    }
    func place(_ line: Line) -> Point {
      let line = scale.spread == 1 ? line.unscaled : line
      return Point(line.intercept, line.slope)
    }
    let end = place(path[path.count - 1])
    return .chart(
      title, x: x, y: y,
      levels.map { .line($0.map(place), "equal loss", .muted) }
        + [
          .line(path.map(place), "descent", .blue),
          .points([place(best)], "least loss", .green, symbol: .diamond),
          .points([Point(0, 0)], "start", .blue, symbol: .ring),
          .points([end], "after \(steps) steps", .orange),
        ])
  }
  return Figure(
    title: "The same loss on two scales",
    description: """
      Lines of equal loss over intercept and slope. On the raw dose they are slivers around a diagonal, so narrow that \
      they look like one stroke, and \(steps) steps of descent stay beside their start. On the standard dose they are nearly \
      round, and the same number of steps ends at the least loss.
      """,
    height: 430,
    try panel(
      "raw dose: a valley", x: Axis("intercept", -240...40, every: 40), y: Axis("slope", -20...140, every: 20), .raw),
    try panel(
      "standard dose: a bowl", x: Axis("intercept", -2...6, every: 1), y: Axis("slope", -1...8, every: 1), .standard))
}

/// The lines that lie `share` of the way from the least loss to that of the start, all around `best`.
private func linesOfEqualLoss(_ share: Double, around best: Line) throws -> [Line] {
  let least = try best.loss(under: .logistic)
  let wanted = least + share * (try Line(scale: best.scale).loss(under: .logistic) - least)
  return try (0...64).map { i in
    // A point of the unit circle without sines: t runs over a quarter of it, and the quarters are turned.
    let t = Double(i % 16) / 16
    var direction = (x: (1 - t * t) / (1 + t * t), y: 2 * t / (1 + t * t))
    for _ in 0..<(i / 16) { direction = (-direction.y, direction.x) }
    func line(_ distance: Double) -> Line {
      Line(
        scale: best.scale, intercept: best.intercept + distance * direction.x,
        slope: best.slope + distance * direction.y)
    }
    var (near, far) = (0.0, 8.0)
    for _ in 0..<14 {
      let middle = (near + far) / 2
      if try line(middle).loss(under: .logistic) < wanted { near = middle } else { far = middle }
    }
    return line(near)
  }
}

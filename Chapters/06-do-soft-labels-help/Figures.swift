import SoftLabels
import Workbook

/// Soft labels less the majority of the same votes: accuracy and cost, for three kinds of annotators and four ways to learn.
func differences() throws -> Figure {
  let table = try StudyTable()
  let ways: [(String, Hue, Mark.Symbol)] = [
    ("linear", .blue, .ring), ("linear, decay", .blue, .circle), ("network", .orange, .ring),
    ("network, decay", .orange, .circle),
  ]
  func panel(_ title: String, _ metric: Metric, _ axis: Axis) -> Panel {
    var marks: [Mark] = [.line([Point(0, 0.4), Point(0, 3.6)], nil, .muted, dashed: true)]
    for (i, annotators) in Annotators.allCases.enumerated() {
      for (column, way) in ways.enumerated() {
        let interval = difference(table, metric, annotators, column)
        let height = Double(3 - i) + 0.27 - 0.18 * Double(column)
        marks += [
          .line(
            [Point(interval.mean - interval.margin, height), Point(interval.mean + interval.margin, height)], nil, way.1
          ),
          .points([Point(interval.mean, height)], way.0, way.1, symbol: way.2),
        ]
      }
    }
    let kinds = Annotators.allCases.enumerated().map { Axis.Tick(Double(3 - $0), $1.rawValue) }
    return .chart(title, x: axis, y: Axis("", 0.4...3.6, ticks: kinds), marks)
  }
  return Figure(
    title: "Soft labels less the majority of the same votes",
    description: """
      Differences with their 95 % intervals. Left, accuracy in points: which labels are better depends on the annotators and \
      on the model. Right, the cost of a fresh vote in nats: everywhere below 0, in favour of soft labels.
      """,
    height: 430,
    panel("Accuracy", .accuracy, Axis("points, right of 0 in favour of soft labels", -6...6, every: 2)),
    panel("Cost of a fresh vote", .excess, Axis("nats, left of 0 in favour of soft labels", -3...0.5, every: 0.5)))
}

/// The slope of a student's logit over the temperature, with T² and without.
func slopesOverTemperature() throws -> Figure {
  func slope(_ t: Double) throws -> Double {
    try Distillation(student: [[1, 2, 0]], teacher: [[4, 1, 0]], temperature: t).gradient(of: .mean)[0, 0]
  }
  return Figure(
    title: "What is left of a teacher's pull",
    description: """
      The slope of one logit over the temperature. With the factor T² it stays between 0.69 and 0.88. Without it falls from \
      0.69 towards 0: at a temperature of 4 it is 0.05.
      """,
    .chart(
      x: Axis("temperature T", 1...16, ticks: [1, 2, 4, 8, 12, 16].map { Axis.Tick($0, formatted($0, decimals: 0)) }),
      y: Axis("size of the slope", 0...1, every: 0.25),
      .line(try samples(over: 1...16) { try -slope($0) }, "with T²", .blue),
      .line(try samples(over: 1...16) { try -slope($0) / ($0 * $0) }, "without", .orange, dashed: true)))
}

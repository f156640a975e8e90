import Workbook

/// When a bound decides, and when it does not.
func intervalsAroundAMidpoint() -> Figure {
  let first = interval(from: 0.62, to: 0.92, at: 3, "decided", .blue)
  let second = interval(from: 0.38, to: 0.68, at: 2, "undecided", .orange)
  let wider = interval(from: 0.525, to: 0.545, at: 1, nil, .blue)
  return Figure(
    title: "What is known, and the middle between two Floats",
    description: """
      Three intervals over a line from one Float to the next, with the middle between them. The first lies on one side of \
      the middle. The second lies across it. The third is the second after a wider computation: much shorter, and on one \
      side.
      """,
    height: 320,
    .chart(
      x: Axis("", -0.1...1.1, ticks: [Axis.Tick(0, "a Float"), Axis.Tick(0.5, "middle"), Axis.Tick(1, "the next")]),
      y: Axis(
        "a value and its bound", 0.4...3.6,
        ticks: [Axis.Tick(3, "one, in Double"), Axis.Tick(2, "another, in Double"), Axis.Tick(1, "the same, wider")]),
      [.line([Point(0.5, 0.4), Point(0.5, 3.6)], nil, .muted, dashed: true)] + first + second + wider))
}

private func interval(from low: Double, to high: Double, at height: Double, _ label: String?, _ hue: Hue) -> [Mark] {
  [
    .line([Point(low, height), Point(high, height)], label, hue),
    .line([Point(low, height - 0.15), Point(low, height + 0.15)], nil, hue),
    .line([Point(high, height - 0.15), Point(high, height + 0.15)], nil, hue),
  ]
}

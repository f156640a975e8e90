import SoftLabels
import Workbook

/// What is left of the textbook formula over the gap.
func correctBits() throws -> Figure {
  let gaps = (2...80).map { Float($0) / 4 }
  let naive = try gaps.map { try Confident(gap: $0) }
  let ticks = [0, 4, 8, 12, 16, 20, 24].map { Axis.Tick($0, "\(Int($0))") }
  return Figure(
    title: "What a subtraction costs",
    description: """
      A chart over the gap between two logits, from 0 to 20, in Float. The correct bits of the textbook loss fall from 24 \
      to none at a gap of 15, and none come back; those of the kernel stay at 24.
      """,
    .chart(
      x: Axis("how far the right class is ahead", 0...20, every: 4),
      y: Axis("correct bits of the loss", 0...26, ticks: ticks),
      .line(naive.map { Point(Double($0.gap), bits($0.naive, $0.kernel)) }, "logsumexp - x", .orange, dashed: true),
      .line(naive.map { Point(Double($0.gap), 24) }, "kernel", .blue)))
}

/// How many leading bits of `answer` are right: 24 where it is the truth, 0 where nothing is left of it.
private func bits(_ answer: Float, _ truth: Float) -> Double {
  var error = Double(((answer - truth) / truth).magnitude)
  var bits = 0.0
  while error < 1, bits < 24 {
    error *= 2
    bits += 1
  }
  return bits
}

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

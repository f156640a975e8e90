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

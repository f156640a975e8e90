import SoftLabels
import Workbook

/// The gap between two logits in Float: the textbook formula beside the kernel.
package let exhibit = Exhibit(
  figure: "correct-bits",
  advice: """
    Widen the gap: whenever the ratio of the two probabilities doubles, the textbook formula loses a bit, and from a gap \
    of 15 on it gives exactly 0.
    """,
  [Exhibit.Control("gap", 0.25...20, perUnit: 4, start: 12)], scene: textbookBesideKernel,
  move: { _, _, place in [place.x] })

private func textbookBesideKernel(_ state: [Double]) throws(LossError) -> Exhibit.Scene {
  let here = try Confident(gap: Float(state[0]))
  return Exhibit.Scene(
    try correctBits(at: here),
    ["textbook formula": Double(here.naive), "kernel": Double(here.kernel), "ULPs apart": Double(here.ulps)])
}

/// What is left of the textbook formula over the gap; with a gap, where it stands.
func correctBits(at here: Confident? = nil) throws(LossError) -> Figure {
  let naive = try (2...80).map { (quarters) throws(LossError) in try Confident(gap: Float(quarters) / 4) }
  let ticks = [0, 4, 8, 12, 16, 20, 24].map { Axis.Tick($0, "\(Int($0))") }
  let mark = here.map { Mark.points([Point(Double($0.gap), bits($0.naive, $0.kernel))], "here", .green) }
  return Figure(
    title: "What a subtraction costs",
    description: """
      A chart over the gap between two logits, from 0 to 20, in Float. The correct bits of the textbook loss fall from 24 \
      to none at a gap of 15, and none come back; those of the kernel stay at 24.
      """,
    .chart(
      x: Axis("how far the right class is ahead", 0...20, every: 4),
      y: Axis("correct bits of the loss", 0...26, ticks: ticks),
      [
        .line(naive.map { Point(Double($0.gap), bits($0.naive, $0.kernel)) }, "logsumexp - x", .orange, dashed: true),
        .line(naive.map { Point(Double($0.gap), 24) }, "kernel", .blue),
      ] + (mark.map { [$0] } ?? [])))
}

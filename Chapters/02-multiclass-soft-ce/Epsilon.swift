import SoftLabels
import Workbook

/// A label that is certain of a class whose logit is `gap` below the other one's, in float32: the loss, and how strongly
/// the gradient pulls that logit up.
struct Pull {
  let gap: Float
  let loss: Float
  let pull: Float

  /// The kernel's answer.
  init(gap: Float) throws {
    let exact = try CrossEntropy(logits: [[0, .number(gap)]], targets: [0])
    self.gap = gap
    loss = exact.sum
    pull = try -exact.gradient(of: .sum).scalars[0]
  }

  /// The answer of -log(p + 1e-10), and what automatic differentiation makes of it, step by step.
  init(gap: Float, epsilon: Float) throws {
    self.gap = gap
    let p = try softmax([[0, .number(gap)]] as Logits<Float>).tensor.scalars[0]
    loss = try -logarithms(of: Tensor(p + epsilon)).scalars[0]
    let slopeOfLog = 1 / (p + epsilon)
    pull = (slopeOfLog - slopeOfLog * p) * p
  }
}

func whatEpsilonDoes(_ page: inout Page) throws {
  let rows = try [12, 24, 30, 110].map { (try Pull(gap: $0), try Pull(gap: $0, epsilon: 1e-10)) }
  page.table(
    rows, .integer("gap") { Int($0.0.gap) }, .number("loss", decimals: 3) { $0.0.loss },
    .number("with + 1e-10", decimals: 3) { $0.1.loss }, .number("pull", decimals: 6) { $0.0.pull },
    .number("with + 1e-10", decimals: 6) { $0.1.pull })

  var p: Float = 1
  while p + 1e-10 == p { p /= 2 }
  page.say("float32: p + 1e-10 is p itself down to p = 1/\(Int(1 / (2 * p))).")
}

/// The loss and its pull over the gap, with and without the epsilon.
func lossAndPullUnderEpsilon() throws -> Figure {
  func curve(_ value: (Float) throws -> Float) rethrows -> [Point] {
    try samples(over: 0...48, count: 193) { gap in Double(try value(Float(gap))) }
  }
  let gap = Axis("how far the label's class lies behind", 0...48, every: 12)
  return Figure(
    title: "Where + 1e-10 lets go",
    description: """
      Two charts over the gap between the logits, from 0 to 48, for a label certain of the class that lies behind. Left: \
      the loss rises with the gap; with 1e-10 added to the probability it bends at a gap of about 23 and stays at 23.03. \
      Right: the pull of the gradient rises to 1 and stays there; with 1e-10 it falls back to 0 between gaps of 18 and 30.
      """,
    .chart(
      "loss, nats", x: gap, y: Axis("", 0...48, every: 12),
      .line(try curve { try Pull(gap: $0).loss }, "cross-entropy from logits", .blue),
      .line(try curve { try Pull(gap: $0, epsilon: 1e-10).loss }, "-log(p + 1e-10)", .orange, dashed: true)),
    .chart(
      "pull on the label's logit", x: gap, y: Axis("", 0...1, every: 0.25),
      .line(try curve { try Pull(gap: $0).pull }, "cross-entropy from logits", .blue),
      .line(try curve { try Pull(gap: $0, epsilon: 1e-10).pull }, "-log(p + 1e-10)", .orange, dashed: true)))
}

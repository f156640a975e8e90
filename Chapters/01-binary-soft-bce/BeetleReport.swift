import SoftLabels
import Workbook

/// The line of least loss, and how many steps it took on the standard scale.
private func fittedLine() throws -> (line: Line, steps: Int) {
  var line = Line(scale: .standard)
  let steps = try line.descend(limit: 1000)
  return (line, steps)
}

func blisssBeetles(_ page: inout Page) throws {
  let (line, steps) = try fittedLine()
  var onRawDose = Line(scale: .raw)
  _ = try onRawDose.descend(limit: steps)

  page.say("Each group, its soft label, and what the line will say:")
  page.table(
    try Beetles.groups.map { group in (group: group, fitted: try probability(logit: line.logit(at: group.dose))) },
    .number("dose", decimals: 4, \.group.dose), .integer("killed", \.group.killed),
    .integer("exposed", \.group.exposed), .number("label", decimals: 3, \.group.proportion),
    .number("fitted", decimals: 3, \.fitted))

  page.say("After \(steps) steps downhill, on either scale of the dose:")
  page.table(
    try [(name: "raw", line: onRawDose), ("standard", line)].map { scale in
      (name: scale.name, line: scale.line.unscaled, condition: try conditionNumber(of: scale.line.scale, at: line))
    },
    .text("scale", \.name), .number("condition number", decimals: 1, \.condition),
    .number("intercept", decimals: 3, \.line.intercept), .number("slope", decimals: 3, \.line.slope))

  let loss = try Beetles.loss(line.logits).sum
  let floor = try Beetles.floor
  page.say("Over all beetles:")
  page.values(
    [
      "loss": loss, "floor": floor, "twice the difference": 2 * (loss - floor),
      "deviance from the counts": try deviance(of: line),
    ], decimals: 6)

  let (published, ours) = (Beetles.published, line.unscaled)
  let comparison: [(name: String, published: Double, ours: Double)] = [
    ("intercept", published.intercept, ours.intercept), ("slope", published.slope, ours.slope),
    ("deviance", published.deviance, 2 * (loss - floor)),
  ]
  page.table(
    comparison, .text("", \.name), .shortest("published", \.published), .number("ours", decimals: 6, \.ours))

  page.say("Half of the beetles die at a dose of \(formatted(line.doseForHalf, decimals: 4)).")
}

/// The deviance as a textbook has it: 2 Σ observed log(observed / expected), over the killed and the survivors.
private func deviance(of line: Line) throws -> Double {
  var sum = 0.0
  for group in Beetles.groups {
    let fitted = try probability(logit: line.logit(at: group.dose))
    let survivors = group.exposed - group.killed
    for (observed, expected) in [(group.killed, fitted), (survivors, 1 - fitted)] where observed > 0 {
      let share = Double(observed) / Double(group.exposed)
      sum += Double(observed) * (try logarithm(share) - logarithm(expected))
    }
  }
  return 2 * sum
}

/// How much steeper the valley of the loss is across than along, at the fitted line.
private func conditionNumber(of scale: DoseScale, at line: Line) throws -> Double {
  try Curvature(scale: scale) { group in
    let p = try probability(logit: line.logit(at: group.dose))
    return p * (1 - p)
  }.conditionNumber
}

/// The proportions killed and the fitted curve.
func beetlesAndTheirCurve() throws -> Figure {
  let line = try fittedLine().line
  let half = Point(line.doseForHalf, 0.5)
  return Figure(
    title: "Eight soft labels and the line of logits through them",
    description: """
      The proportion of beetles killed over the dose, eight points that rise from 0.10 at dose 1.69 to 1 at dose 1.88, \
      and the fitted curve, an S that passes near all of them and through one half at dose 1.77.
      """,
    height: 420,
    .chart(
      x: Axis("dose: log10 of milligrams of carbon disulphide in a litre", 1.66...1.9, every: 0.04),
      y: Axis("proportion killed", 0...1, every: 0.2),
      .line([Point(1.66, 0.5), half, Point(half.x, 0)], "half of them die", .muted, dashed: true),
      .line(try samples(over: 1.66...1.9) { try probability(logit: line.logit(at: $0)) }, "fitted curve", .blue),
      .points(Beetles.groups.map { Point($0.dose, $0.proportion) }, "label of a group", .orange)))
}

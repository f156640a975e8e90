import SoftLabels
import Workbook

func blisssBeetles(_ page: inout Page) throws {
  let (line, steps) = try Line.descended()
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

  page.say("Newton's steps, on the raw dose:")
  var newton = Line(scale: .raw)
  var path = [newton]
  for _ in 1...5 {
    newton = try newton.afterNewtonStep()
    path.append(newton)
  }
  page.table(
    try path.enumerated().map { (step: $0, line: $1, loss: try $1.loss(under: .logistic)) },
    .integer("step", \.step), .number("intercept", decimals: 3, \.line.intercept),
    .number("slope", decimals: 3, \.line.slope), .number("loss", decimals: 3, \.loss))
}

func howGoodIsTheFit(_ page: inout Page) throws {
  let line = try Line.descended().line
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

  page.say("Three curves through the same labels:")
  let links: [Link] = [.logistic, .probit, .complementaryLogLog]
  page.table(
    try links.map { link in
      let loss = try Line.fitted(under: link).loss(under: link)
      let deviance = 2 * (loss - floor)
      return (name: link.name, loss: loss, deviance: deviance, chance: try chanceOfMore(than: deviance))
    },
    .text("curve", \.name), .number("loss", decimals: 3, \.loss), .number("deviance", decimals: 4, \.deviance),
    .number("chance of more", decimals: 3, \.chance))
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

/// How often chance alone gives a deviance above `x`, on six degrees of freedom: the tail of the chi-squared distribution.
private func chanceOfMore(than x: Double) throws -> Double {
  let half = x / 2
  return try exponential(-half) * (1 + half + half * half / 2)
}

/// How much steeper the valley of the loss is across than along, at the fitted line.
private func conditionNumber(of scale: DoseScale, at line: Line) throws -> Double {
  try Curvature(scale: scale) { group in
    let p = try probability(logit: line.logit(at: group.dose))
    return p * (1 - p)
  }.conditionNumber
}

import SoftLabels
import Workbook

/// The definition, typed in: a probability first, then two logarithms.
func naiveLoss(logit: Float, label y: Float) throws -> Float {
  let p = try probability(logit: logit)
  return try -(y * logarithm(p) + (1 - y) * logarithm(1 - p))
}

func theDefinitionTypedIn(_ page: inout Page) throws {
  let logits: [Float] = [2, 10, 15, 17, 18, 50, -.infinity]
  func rows(_ loss: (Float, Float) throws -> Float) rethrows -> [(logit: Float, losses: [Float])] {
    try logits.map { x in (x, try [0, 0.9, 1].map { y in try loss(x, y) }) }
  }
  for (name, rows) in [("The definition", try rows(naiveLoss)), ("The kernel", try rows(loss(logit:label:)))] {
    page.say("\(name), in float32, for the labels 0, 0.9 and 1:")
    page.table(
      rows, .shortest("logit", \.logit), .shortest("y = 0") { $0.losses[0] },
      .shortest("y = 0.9") { $0.losses[1] }, .shortest("y = 1") { $0.losses[2] })
  }
  page.say("From a probability of 1e-300, in float64, for a certain yes:")
  page.values(["loss": try loss(prediction: 1e-300, label: 1)], decimals: 3)
}

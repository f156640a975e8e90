import SoftLabels
import Workbook

/// The definition, typed in: a probability first, then two logarithms.
func naiveLoss(logit: Float, label y: Float) throws -> Float {
  let p = try probability(logit: logit)
  return try -(y * logarithm(p) + (1 - y) * logarithm(1 - p))
}

func theDefinitionTypedIn(_ page: inout Page) throws {
  page.say("The definition, in float32, for the labels 0, 0.9 and 1:")
  try table(of: naiveLoss, on: &page)

  page.say("A probability of 1e-300 against a certain yes, in float64:")
  page.values(["loss": try loss(prediction: 1e-300, label: 1)], decimals: 3)
}

func theStableKernel(_ page: inout Page) throws {
  page.say("The kernel, in float32, for the labels 0, 0.9 and 1:")
  try table(of: loss(logit:label:), on: &page)
}

private func table(of loss: (Float, Float) throws -> Float, on page: inout Page) throws {
  let logits: [Float] = [2, 10, 17, 18, 50, -10, -17, -.infinity]
  let rows = try logits.map { x in (logit: x, losses: try [0, 0.9, 1].map { y in try loss(x, y) }) }
  page.table(
    rows, .shortest("logit", \.logit), .shortest("y = 0") { $0.losses[0] },
    .shortest("y = 0.9") { $0.losses[1] }, .shortest("y = 1") { $0.losses[2] })
}

import SoftLabels
import Testing

@Test func `the lines of Swift that introduce the chapters say what the page says`() throws {
  let x: Logits<Double> = [[2, 1, 0], [0, 3, 1]]
  let y: Distributions<Double> = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]]
  let loss = try CrossEntropy(logits: x, targets: y)
  let costs = loss.losses.scalars
  var dearest = 0
  for row in costs.indices where costs[row] > costs[dearest] { dearest = row }
  let mean = try loss.mean
  let p = try softmax(x)
  let columns = try BinaryCrossEntropy(probabilities: p.asProbabilities, targets: y.asProbabilities).losses
  let most = columns.scalars.map { $0 / mean }.max() ?? 0
  let told = "row \(dearest) costs \(costs[dearest])"

  #expect(told == "row 0 costs \(costs[0])")
  #expect(costs == [costs.max(), costs.min()])
  #expect(mean > costs[1] && mean < costs[0])
  #expect(columns.shape == [2, 3])
  #expect(most * mean == columns.scalars.max())
}

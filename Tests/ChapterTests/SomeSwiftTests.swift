import SoftLabels
import Testing

@Test func `the lines of Swift that introduce the chapters do what the page says`() throws {
  let x: Logits<Double> = [[2, 1, 0], [0, 3, 1]]
  let y: Distributions<Double> = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]]
  func cost(of row: Int, weight w: Double?) throws -> Double {
    return try (w ?? 1) * CrossEntropy(logits: x, targets: y).losses[row]
  }
  var total = 0.0
  for row in 0..<2 where y.tensor[row, 0] > 0.5 { total += try cost(of: row, weight: nil) }
  let p = try softmax(x).asProbabilities
  let columns = try BinaryCrossEntropy(probabilities: p, targets: y.asProbabilities).losses
  let halves = columns.scalars.map { $0 / 2 }

  #expect(try total == CrossEntropy(logits: x, targets: y).losses.scalars.first)
  #expect(try cost(of: 1, weight: 3) == 3 * cost(of: 1, weight: nil))
  #expect(columns.shape == [2, 3])
  #expect(halves.first == columns[0, 0] / 2)
}

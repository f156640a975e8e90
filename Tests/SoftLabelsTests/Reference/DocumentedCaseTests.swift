import SoftLabels
import Testing

/// The article's three examples, with the numbers that PyTorch 2.13 prints for the same decimals.
@Suite struct `The documented cases` {
  static let labels: Probabilities<Double> = [[0.7, 0.3], [0.2, 0.8]]
  static let predictions: Probabilities<Double> = [[0.8, 0.2], [0.1, 0.9]]

  @Test func `example 1 is the sum of four binary losses`() throws {
    let loss = try BinaryCrossEntropy(probabilities: Self.predictions, targets: Self.labels)
    #expect(loss.sum == 2.367674581550494)
  }

  @Test func `example 1 counts each sample twice`() throws {
    let distributions: Distributions<Double> = [[0.7, 0.3], [0.2, 0.8]]
    let loss = try CrossEntropy(probabilities: Self.predictions, targets: distributions)
    #expect((loss.sum - 1.183837290775247).magnitude < 1e-15)
  }

  @Test func `example 2 passed as logits is the silent pitfall`() throws {
    let p: Logits<Double> = [[0.2, 0.5, 0.2, 0.1], [0.1, 0.1, 0.7, 0.1], [0.2, 0.3, 0.2, 0.3]]
    let y: Distributions<Double> = [[0.1, 0.6, 0.2, 0.1], [0.05, 0.05, 0.8, 0.1], [0.3, 0.2, 0.1, 0.4]]
    #expect((try CrossEntropy(logits: p, targets: y).sum - 3.748780624391210).magnitude < 1e-15)
  }

  @Test func `example 3 with float32 numbers is float32's answer`() throws {
    let y: Probabilities<Float> = [[0.9, 0.1], [0.95, 0.05], [0.1, 0.9], [0.08, 0.92]]
    let p: Probabilities<Float> = [[0.8, 0.2], [0.8, 0.2], [0.2, 0.8], [0.1, 0.9]]
    #expect(try BinaryCrossEntropy(probabilities: p, targets: y, weights: [0.2, 0.8]).sum == 1.297142744064331)
  }

  @Test func `a confident row keeps a loss that a plain softmax rounds to 0`() throws {
    let x: Logits<Double> = [[40, 0]]
    let loss = try CrossEntropy(logits: x, targets: [0])
    #expect(try loss.mean == 4.248354255291589e-18)
    #expect(try loss.gradient(of: .mean).scalars == [-4.248354255291589e-18, 4.248354255291589e-18])
  }

  @Test func `equal logits against equal targets have a gradient of exactly 0`() throws {
    let loss = try CrossEntropy(logits: [[3, 3, 3, 3]] as Logits<Float>, targets: [[0.25, 0.25, 0.25, 0.25]])
    #expect(try loss.gradient(of: .mean).scalars == [0, 0, 0, 0])
    #expect(try loss.divergence(of: .mean) == 0)
  }
}

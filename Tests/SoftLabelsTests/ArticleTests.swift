import SoftLabels
import Testing

/// The article's three examples, and its pitfall, by the public library alone: what PyTorch 2.13 gives for the same decimals.
@Suite struct `The article's numbers` {
  @Test func `example 1, BCELoss: two samples, and a column for each answer`() throws {
    func loss<Scalar: LossScalar>(_: Scalar.Type) throws -> Scalar {
      let labels: Probabilities<Scalar> = [[0.7, 0.3], [0.2, 0.8]]
      let predictions: Probabilities<Scalar> = [[0.8, 0.2], [0.1, 0.9]]
      return try BinaryCrossEntropy(probabilities: predictions, targets: labels).sum
    }
    #expect(try loss(Double.self) == 2.367674581550494)
    #expect(try loss(Float.self) == 2.3676746)
  }

  @Test func `example 1 counts each sample twice: two answers are one question`() throws {
    let labels: Distributions<Double> = [[0.7, 0.3], [0.2, 0.8]]
    let predictions: Probabilities<Double> = [[0.8, 0.2], [0.1, 0.9]]
    #expect(try CrossEntropy(probabilities: predictions, targets: labels).sum == 1.183837290775247)
  }

  /// Three samples and four classes.
  struct Example2<Scalar: LossScalar> {
    let labels: Distributions<Scalar> = [[0.1, 0.6, 0.2, 0.1], [0.05, 0.05, 0.8, 0.1], [0.3, 0.2, 0.1, 0.4]]
    let predictions: Tensor<Scalar> = [[0.2, 0.5, 0.2, 0.1], [0.1, 0.1, 0.7, 0.1], [0.2, 0.3, 0.2, 0.3]]

    func loss(logits: Tensor<Scalar>) throws -> Scalar {
      try CrossEntropy(logits: Logits(logits), targets: labels).sum
    }

    /// log(p + 1e-10), as the article takes it. A class index against one probability costs its -log.
    func logarithms() throws -> Tensor<Scalar> {
      let p = try Tensor(shape: [12, 1], scalars: predictions.scalars.map { $0 + 1e-10 })
      let right = ClassIndices([Int](repeating: 0, count: 12))
      let costs = try CrossEntropy(probabilities: Probabilities(p), targets: right).losses
      return try Tensor(shape: [3, 4], scalars: costs.scalars.map { -$0 })
    }
  }

  @Test func `example 2, CrossEntropyLoss of log(p + 1e-10)`() throws {
    #expect(try Example2<Double>().loss(logits: Example2().logarithms()) == 3.240994012800313)
    #expect(try Example2<Float>().loss(logits: Example2().logarithms()) == 3.240994)
  }

  @Test func `the pitfall: the probabilities of example 2 passed as logits`() throws {
    #expect(try Example2<Double>().loss(logits: Example2().predictions) == 3.74878062439121)
    #expect(try Example2<Float>().loss(logits: Example2().predictions) == 3.7487807)
  }

  @Test func `example 3, BCELoss with a weight for each column`() throws {
    func loss<Scalar: LossScalar>(_: Scalar.Type) throws -> Scalar {
      let labels: Probabilities<Scalar> = [[0.9, 0.1], [0.95, 0.05], [0.1, 0.9], [0.08, 0.92]]
      let predictions: Probabilities<Scalar> = [[0.8, 0.2], [0.8, 0.2], [0.2, 0.8], [0.1, 0.9]]
      return try BinaryCrossEntropy(probabilities: predictions, targets: labels, weights: [0.2, 0.8]).sum
    }
    #expect(try loss(Double.self) == 1.2971427260673258)
    #expect(try loss(Float.self) == 1.2971427)
  }
}

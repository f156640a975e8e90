import SoftLabels
import TestSupport
import Testing

/// The fused kernel of KL divergence against the reference kernel.
@Suite struct `The fused KL divergence` {
  /// Pieces of 1024, and a bit: one of them in debug.
  private let count = inDebug(1100, release: 2003)

  @Test func `elements are within 4 ULP, close distributions included`() throws {
    try check(Float.self)
    try check(Double.self)
  }

  @Test func `a difference keeps what its sums lose`() throws {
    let (t, q) = (0.7015149686700598, -0.18364980108277257)
    let loss = try KLDivergence(logProbabilities: Tensor(q), targets: Probabilities(Tensor(t)))
    #expect(ulps(loss.fused.sum, from: loss.sum) <= 4)
  }

  private func check<Scalar: LossScalar>(_: Scalar.Type) throws {
    var random = SeededRandom(5)
    let t = Tensor(random.probabilities(count, Scalar.self))
    let q = Tensor(
      (0..<count).map { i -> Scalar in
        if i % 3 == 0, t.scalars[i] > 0,
          let close = try? KLDivergence(
            logProbabilities: Tensor(Scalar(0)), targets: Probabilities(unchecked: Tensor(t.scalars[i]))
          ).sum
        {
          return i % 2 == 0
            ? close / t.scalars[i]
            : close / t.scalars[i] * Scalar(1 + random.normal() / Double(1 << random.index(below: 30)))
        }
        return i % 31 == 1 ? -.infinity : Scalar(-random.uniform(0, 30))
      })
    let fused = try KLDivergence(unchecked: q, targets: t, .logProbabilities).fused
    let truth = try KLDivergence<Double>(
      unchecked: q.map { Double($0) }, targets: t.map { Double($0) }, .logProbabilities)
    print(try FusedComparison(name: "KL divergence", checksSum: false).check(fused, against: truth))

    // A weight for each row of one, and a row of weight 0 wherever the loss may be infinite.
    let weights = Tensor((0..<count).map { i in i % 31 == 1 ? 0 : Scalar(random.unit()) })
    func column<Number: LossScalar>(_ tensor: Tensor<Scalar>, _: Number.Type) throws -> Tensor<Number> {
      try Tensor(shape: [count, 1], scalars: tensor.scalars.map { Number($0) })
    }
    let weighed = try KLDivergence(
      unchecked: column(q, Scalar.self), targets: column(t, Scalar.self), .logProbabilities,
      sampleWeights: Weights(weights)
    ).fused
    let weighedTruth = try KLDivergence(
      unchecked: column(q, Double.self), targets: column(t, Double.self), .logProbabilities,
      sampleWeights: Weights(weights.map { Double($0) }))
    #expect(weighed.losses.scalars.allSatisfy { $0.isFinite })
    print(try FusedComparison(name: "weighted KL divergence", checksSum: false).check(weighed, against: weighedTruth))
  }
}

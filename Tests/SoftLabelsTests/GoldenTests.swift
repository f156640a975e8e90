import Evaluation
import TestSupport
import Testing

/// The library, through the command line's evaluator, against arbitrary precision and PyTorch.
@Suite struct `Golden answers` {
  @Test func `the file has rows for everything that can be evaluated`() {
    #expect(Golden.all.count >= 600)
    for loss in LossName.allCases {
      #expect(!Golden.rows(of: loss).isEmpty, "no golden rows for \(loss.rawValue)")
    }
    #expect(Golden.all.contains { !$0.departures.isEmpty })
  }

  @Test(arguments: Golden.rows(of: .crossEntropy))
  func `cross-entropy is the truth to the last bit`(_ row: Golden) throws { try row.expectTruth() }

  @Test(arguments: Golden.rows(of: .crossEntropyFromProbabilities))
  func `cross-entropy from probabilities is the truth to the last bit`(_ row: Golden) throws {
    try row.expectTruth()
  }

  @Test(arguments: Golden.rows(of: .negativeLogLikelihood))
  func `cross-entropy from log-probabilities is the truth to the last bit`(_ row: Golden) throws {
    try row.expectTruth()
  }

  @Test(arguments: Golden.rows(of: .binaryCrossEntropy))
  func `binary cross-entropy is the truth to the last bit`(_ row: Golden) throws { try row.expectTruth() }

  @Test(arguments: Golden.rows(of: .binaryCrossEntropyWithLogits))
  func `binary cross-entropy from logits is the truth to the last bit`(_ row: Golden) throws {
    try row.expectTruth()
  }

  @Test(arguments: Golden.rows(of: .klDivergence))
  func `KL divergence is the truth to the last bit`(_ row: Golden) throws { try row.expectTruth() }

  @Test(arguments: Golden.rows(of: .klDivergenceFromProbabilities))
  func `KL divergence from probabilities is the truth to the last bit`(_ row: Golden) throws { try row.expectTruth() }

  @Test(arguments: Golden.rows(of: .softmax))
  func `softmax is the truth to the last bit`(_ row: Golden) throws { try row.expectTruth() }

  @Test(arguments: Golden.rows(of: .logSoftmax))
  func `log-softmax is the truth to the last bit`(_ row: Golden) throws { try row.expectTruth() }

  @Test(arguments: Golden.rows(of: .logSumExp))
  func `log-sum-exp is the truth to the last bit`(_ row: Golden) throws { try row.expectTruth() }

  @Test(arguments: Golden.rows(of: .entropy))
  func `entropy is the truth to the last bit`(_ row: Golden) throws { try row.expectTruth() }

  @Test(arguments: Golden.rows(of: .sum) + Golden.rows(of: .mean))
  func `sums and means are the truth to the last bit`(_ row: Golden) throws { try row.expectTruth() }

  @Test(arguments: Golden.all.filter { $0.pytorch != nil })
  func `PyTorch agrees with the truth, except where a row says that it departs`(_ row: Golden) throws {
    let pytorch = try #require(row.pytorch)
    for (name, truth) in row.truth {
      let column = try #require(pytorch[name], "PyTorch has no \(name)")
      #expect(column.shape == truth.shape)
      let strays = zip(truth.numbers, column.numbers).contains { !row.isClose($1, to: $0) }
      #expect(
        strays == row.departures.contains(name),
        "\(name): PyTorch says \(column.numbers), the truth is \(truth.numbers)")
    }
  }
}

extension Golden {
  fileprivate func expectTruth() throws {
    let answer = try answer()
    #expect(Set(answer.keys) == Set(truth.keys))
    for (name, truth) in truth {
      let column = try #require(answer[name], "no \(name)")
      #expect(column.shape == truth.shape, "\(name)")
      #expect(
        column.numbers.map(\.bitPattern) == truth.numbers.map(\.bitPattern),
        "\(name): \(column.numbers), the truth is \(truth.numbers)")
    }
  }

  /// How PyTorch is held to the truth: infinities and zeros exactly, the rest to within a relative tolerance, or to the
  /// neighbouring number where the truth is so small that numbers are further apart than that.
  fileprivate func isClose(_ number: Double, to truth: Double) -> Bool {
    if number == truth { return true }
    guard number.isFinite, truth.isFinite, number != 0, truth != 0 else { return false }
    let (tolerance, neighbour) =
      switch elementType {
      case .float32: (1e-5, Double(Float.leastNonzeroMagnitude))
      case .float64: (1e-12, Double.leastNonzeroMagnitude)
      }
    return (number - truth).magnitude <= max(tolerance * truth.magnitude, neighbour)
  }
}

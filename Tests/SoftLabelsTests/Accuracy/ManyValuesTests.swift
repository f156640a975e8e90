import TestSupport
import Testing

@testable import SoftLabels

/// Sums and means over very many values. A thousand different ones stand there again and again: the mean is that of one
/// round, so the truth is at hand.
@Suite struct `Very many values` {
  /// Ten million values in release.
  static let rounds = inDebug(100, release: 10_000)

  func one(_ seed: UInt64) -> [Float] {
    var random = SeededRandom(seed)
    return (0..<1000).map { _ in Float(random.unit()) }
  }

  func many(_ values: [Float]) -> Tensor<Float> {
    Tensor((0..<Self.rounds).flatMap { _ in values })
  }

  @Test func `a mean over ten million numbers is the mean of one round`() throws {
    let values = one(1)
    #expect(try many(values).mean == Tensor(values).mean)
    // One by one in Float, the same sum is far off.
    #expect(many(values).scalars.reduce(0, +) != many(values).sum)
  }

  @Test func `a mean of binary cross-entropy over ten million elements is the mean of one round`() throws {
    let (p, y) = (one(2), one(3))
    let round = try BinaryCrossEntropy(probabilities: Probabilities(Tensor(p)), targets: Probabilities(Tensor(y)))
    let all = try BinaryCrossEntropy(probabilities: Probabilities(many(p)), targets: Probabilities(many(y)))
    #expect(try all.mean == round.mean)
  }
}

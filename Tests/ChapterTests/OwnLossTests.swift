import Foundation
import SoftLabels
import Testing

/// The README's recipe for a loss of one's own, tried on one that is right and on one that is not.
@Suite struct `A loss of one's own` {
  /// Nothing cancels, and only the end is rounded to Float.
  private func myLoss(_ x: [Float], _ y: [Float]) -> Float {
    let (x, y) = (x.map(Double.init), y.map(Double.init))
    guard let m = x.max(), let peak = x.firstIndex(of: m) else { return 0 }
    let rest = x.indices.reduce(0) { $1 == peak ? $0 : $0 + exp(x[$1] - m) }
    return Float(zip(x, y).reduce(0) { $0 + $1.1 * (m - $1.0) } + y.reduce(0, +) * log1p(rest))
  }

  @Test func `is compared with the reference on random rows`() throws {
    for _ in 0..<1_000 {
      let x = try Logits(Tensor((0..<10).map { _ in Float.random(in: -20...20) }))
      let y = try softmax(x)
      let right = try CrossEntropy(logits: x, targets: y).sum
      let mine = myLoss(x.tensor.scalars, y.tensor.scalars)
      #expect((mine - right).magnitude <= 4 * right.ulp, "\(x.tensor) costs \(right), not \(mine)")
    }
  }

  @Test func `is told apart from the textbook formula`() throws {
    let x: Logits<Float> = [14, 0, -3]
    let y = try softmax(x)
    let right = try CrossEntropy(logits: x, targets: y).sum
    let scores = x.tensor.scalars
    let textbook = log(scores.reduce(0) { $0 + exp($1) }) - zip(scores, y.tensor.scalars).reduce(0) { $0 + $1.0 * $1.1 }
    #expect((myLoss(scores, y.tensor.scalars) - right).magnitude <= right.ulp)
    #expect((textbook - right).magnitude > 1_000 * right.ulp)
  }
}

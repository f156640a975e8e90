import Foundation
import Mistakes
import TestSupport
import Testing

/// How often a float32 loss finds its convention, and a number that means nothing a story.
@Suite struct `The rates of explain` {
  private let cases = inDebug(20, release: 2000)

  /// The orders in which a program may add numbers up in float32.
  private enum Order: CaseIterable {
    case forward, backward, pairwise

    func sum(_ terms: some Collection<Float>) -> Float {
      switch self {
      case .forward: return terms.reduce(0, +)
      case .backward: return terms.reversed().reduce(0, +)
      case .pairwise:
        if terms.count < 3 { return terms.reduce(0, +) }
        return sum(terms.prefix(terms.count / 2)) + sum(terms.dropFirst(terms.count / 2))
      }
    }
  }

  /// A batch with soft or hard labels, and what a program in float32 prints of it.
  private func batch(_ random: inout SeededRandom) -> (data: LossCase, loss: Float, reduction: LossCase.Reduction) {
    let (rows, classes) = (1 + random.index(below: 48), 2 + random.index(below: 11))
    let scale = 0.3 + 4 * random.unit()
    let x = random.normals(rows * classes).map { Float(scale * $0) }
    let order = Order.allCases[random.index(below: 3)]
    let reduction: LossCase.Reduction = random.index(below: 3) == 0 ? .sum : .mean
    let isBinary = random.index(below: 4) == 0
    let isHard = random.index(below: 2) == 0
    let classOf = (0..<rows).map { _ in random.index(below: classes) }
    let soft = random.softRows(rows, classes).map { Float($0) }
    let y = isHard ? x.indices.map { classOf[$0 / classes] == $0 % classes ? 1 : 0 } : soft
    let data = LossCase(
      kind: .logits, family: isBinary ? .binary : .crossEntropy, classes: classes, predictions: x.map(Double.init),
      targets: isHard && !isBinary ? .indices(classOf, ignoring: -100) : .soft(y.map(Double.init)))
    let losses: [Float]
    if isBinary {
      losses = x.indices.map { max(x[$0], 0) - x[$0] * y[$0] + log1pf(expf(-abs(x[$0]))) }
    } else {
      losses = (0..<rows).map { row in
        let places = row * classes..<(row + 1) * classes
        let peak = x[places].max() ?? 0
        let logSum = logf(order.sum(x[places].map { expf($0 - peak) }))
        return order.sum(places.map { y[$0] * (logSum - (x[$0] - peak)) })
      }
    }
    let sum = order.sum(losses)
    return (data, reduction == .sum ? sum : sum / Float(losses.count), reduction)
  }

  @Test(arguments: [4, 6, 8])
  func `the true convention of a float32 loss is told first, or one that is equal for the data`(decimals: Int) throws {
    var random = SeededRandom(UInt64(decimals))
    for _ in 0..<cases {
      let (data, loss, reduction) = batch(&random)
      let text = String(format: "%.\(decimals)f", loss)
      let answer = Explanation.answer(to: try #require(StatedNumber(text)), for: data)
      let truth = try #require(
        Explanation.all(of: data).first { $0.reduction == reduction && $0.origin.isConvention && $0.leavesOut == nil })
      let first = try #require(answer.matches.first, "\(text), truth \(truth.value), \(data.rows) rows").explanation
      #expect(first.origin.isConvention && (first.value / truth.value - 1).magnitude < 1e-12, "\(text), \(truth.value)")
    }
  }

  @Test func `of random numbers near a loss fewer than one in a hundred have a story at four decimals`() throws {
    var random = SeededRandom(41)
    var stories = 0
    for _ in 0..<cases {
      let (data, _, _) = batch(&random)
      let loss = try #require(Explanation.all(of: data, preferring: .mean).first).value
      let text = String(format: "%.4f", loss * random.uniform(0.5, 2))
      stories += Explanation.answer(to: try #require(StatedNumber(text)), for: data).matches.isEmpty ? 0 : 1
    }
    #expect(stories * 100 < max(cases, 101), "\(stories) of \(cases)")
  }
}

import Foundation
import Mistakes
import TestSupport
import Testing

/// A case need not be in memory at once: sums add up.
@Suite struct `Blocks of rows` {
  /// Random rows with every option that fits, in sequences of three and batches of six.
  private func random(_ random: inout SeededRandom, _ kind: LossCase.Kind, hard: Bool, inner: Int) -> LossCase {
    let (rows, classes) = (3 * (5 + random.index(below: 9)), 2 + random.index(below: 4))
    var x = random.normals(rows * classes, scale: 2)
    if kind != .logits {
      let p = random.softRows(rows, classes)
      x = kind == .probabilities ? p : p.map { Foundation.log($0) }
    }
    let indices = (0..<rows).map { _ in random.index(below: classes) }
    var data = LossCase(
      kind: kind, family: random.index(below: 3) == 0 ? .binary : .crossEntropy, classes: classes, inner: inner,
      predictions: x,
      targets: hard ? .indices(indices, ignoring: 1) : .soft(random.softRows(rows, classes)))
    data.sequence = 3
    data.batch = 6
    if random.index(below: 2) == 0 {
      data.classWeights = (0..<classes).map { _ in 0.2 + random.unit() }
      data.elementWeights = x.indices.map { 0.1 + Double($0 % classes) }
    }
    if random.index(below: 3) == 0 { data.positiveWeights = x.indices.map { 1 + Double($0 % classes) } }
    if random.index(below: 3) == 0 { data.labelSmoothing = 0.1 }
    if random.index(below: 3) == 0 { data.temperature = 2 }
    if !hard, random.index(below: 3) == 0 { data.targets = .soft(random.normals(x.count)) }
    return data
  }

  @Test(arguments: LossCase.Kind.allCases)
  func `what is added up block by block is what the whole comes to`(kind: LossCase.Kind) {
    var generator = SeededRandom(UInt64(kind.rawValue.utf8.count))
    for round in 0..<12 { compare(random(&generator, kind, hard: round % 2 == 0, inner: round % 3 == 0 ? 3 : 1)) }
  }

  @Test func `a block in which no row counts leaves the means of the others alone`() {
    var generator = SeededRandom(2)
    let (rows, classes) = (40, 3)
    var data = LossCase(
      kind: .logits, classes: classes, predictions: generator.normals(rows * classes),
      targets: .indices((0..<rows).map { $0 < 12 || $0 % 5 == 0 ? 1 : 2 }, ignoring: 1))
    data.batch = 6
    compare(data)
  }

  @Test func `a loss that is infinite is so in blocks, too`() {
    var generator = SeededRandom(3)
    var p = generator.softRows(60, 5)
    for place in stride(from: 7, to: p.count, by: 11) { p[place] = 0 }
    let data = LossCase(kind: .probabilities, classes: 5, predictions: p, targets: .soft(generator.softRows(60, 5)))
    compare(data)
    #expect(Explanation.all(of: data).contains { $0.origin.code == "cross_entropy" && $0.value == .infinity })
  }

  private func compare(_ data: LossCase) {
    let blocks = stride(from: 0, to: data.rows, by: 12).map { data.block($0..<min($0 + 12, data.rows)) }
    var whole = Whole()
    for block in blocks { whole.add(Whole(block)) }
    var tally = Tally()
    for block in blocks {
      var (part, block) = (Tally(), block)
      (block.whole, block.isFused) = (whole, true)
      part.add(block)
      tally.add(part)
    }
    let (parts, all) = (Explanation.all(in: tally, of: data.family), Explanation.all(of: data))
    #expect(parts.count == all.count && all.count > 50)
    for (a, b) in zip(parts, all) {
      #expect(a.isSameStory(as: b) && a.note == b.note)
      let isEqual = (a.value - b.value).magnitude <= 1e-11 * max(a.value.magnitude, 1)
      #expect(
        isEqual || (a.value.isNaN && b.value.isNaN) || a.value == b.value, "\(a.origin.code): \(a.value), \(b.value)")
      #expect(b.error == 0 && (a.error > 0 || a.value == 0 || !a.value.isFinite))
    }
  }
}

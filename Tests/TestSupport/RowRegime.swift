import SoftLabels

/// The kinds of row on which a softmax cross-entropy can go wrong.
package enum RowRegime: String, CaseIterable, Sendable {
  case scaleOne, scaleTen, scaleHundred
  case nearUniform, equalRows, ties
  case offsetTenThousand, offsetMillion, negativeOffset
  case confident, veryConfident, confidentSoft
  case closeToSoftmax
  case maskedAtZero, maskedAtTarget
  case exactZeros, tinyTargets
  case hugeLogits

  /// Logits and soft targets of a row; the targets sum to 1 nearly.
  package func row<Scalar: LossScalar>(
    classes: Int, _: Scalar.Type, _ random: inout SeededRandom
  ) -> (logits: [Scalar], targets: [Scalar]) {
    var x = (0..<classes).map { _ in random.normal() }
    var y = (0..<classes).map { _ in random.unit() + 1e-3 }
    let label = random.index(below: classes)
    switch self {
    case .scaleOne: break
    case .scaleTen: x = x.map { $0 * 10 }
    case .scaleHundred: x = x.map { $0 * 100 }
    case .nearUniform: x = x.map { 1 + $0 * 1e-4 }
    case .equalRows: x = x.map { _ in x[0] * 7 }
    case .ties:
      x = x.map { ($0 * 2).rounded() }
      for _ in 0..<2 { x[random.index(below: classes)] = x.max()! }
    case .offsetTenThousand: x = x.map { $0 + 1e4 }
    case .offsetMillion: x = x.map { $0 * 10 + 1e6 }
    case .negativeOffset: x = x.map { $0 * 3 - 3e4 }
    case .confident, .veryConfident:
      let gap = self == .confident ? random.uniform(3, 20) : random.uniform(20, 80)
      x = x.map { $0 }
      x[label] = x.max()! + gap
      y = y.indices.map { $0 == label ? 1 : 0 }
    case .confidentSoft:
      let gap = random.uniform(3, 60)
      x[label] = x.max()! + gap
      y = y.indices.map { $0 == label ? 1 : 1e-6 * random.unit() / Double(classes) }
    case .closeToSoftmax:
      let m = x.max()!
      let e = x.map { exponential(Double(Scalar($0)) - m) }
      y = e.map { $0 * (1 + 1e-7 * random.normal()) }
    case .maskedAtZero:
      for j in x.indices where j != label && random.unit() < 0.4 { (x[j], y[j]) = (-.infinity, 0) }
    case .maskedAtTarget:
      for j in x.indices where j != label && random.unit() < 0.4 { x[j] = -.infinity }
    case .exactZeros:
      x = x.map { $0 * 20 }
      for j in y.indices where j != label && random.unit() < 0.7 { y[j] = 0 }
    case .tinyTargets:
      let tiny = Double(Scalar.leastNormalMagnitude) * 100
      x = x.map { $0 * 5 }
      y = y.indices.map { $0 == label ? 1 : tiny * random.unit() }
    case .hugeLogits:
      let huge = Double(Scalar.greatestFiniteMagnitude)
      for j in x.indices where random.unit() < 0.3 { x[j] = (random.unit() < 0.5 ? -huge : huge) * random.unit() }
      for j in y.indices where j != label && random.unit() < 0.5 { y[j] = 0 }
    }
    let sum = y.reduce(0, +)
    return (x.map { Scalar($0) }, y.map { Scalar($0 / sum) })
  }

  private func exponential(_ x: Double) -> Double {
    let halves = 64.0
    var (term, sum) = (1.0, 1.0)
    for n in 1..<24 {
      term *= x / halves / Double(n)
      sum += term
    }
    for _ in 0..<6 { sum *= sum }
    return sum
  }
}

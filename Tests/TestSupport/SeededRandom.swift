import SoftLabels
import Workbook

/// The Workbook's generator, with what tests draw besides.
package typealias SeededRandom = Workbook.SeededRandom

extension SeededRandom {
  /// In [-scale, scale).
  package mutating func symmetric(_ scale: Double) -> Double { (unit() * 2 - 1) * scale }

  package mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

  /// Roughly normal: the sum of twelve uniform numbers.
  package mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + unit() } }

  package mutating func logits<Scalar: LossScalar>(_ rows: Int, _ classes: Int, scale: Double) -> [[Scalar]] {
    (0..<rows).map { _ in (0..<classes).map { _ in Scalar(symmetric(scale)) } }
  }

  /// Rows that sum to 1 to within a few roundings of `Scalar`.
  package mutating func distributions<Scalar: LossScalar>(_ rows: Int, _ classes: Int) -> [[Scalar]] {
    (0..<rows).map { _ in
      let parts = (0..<classes).map { _ in unit() }
      let sum = parts.reduce(0, +)
      return parts.map { Scalar($0 / sum) }
    }
  }

  /// Every kind of probability: ordinary, near each end, at it, and subnormal.
  package mutating func probabilities<Scalar: LossScalar>(_ count: Int, _: Scalar.Type) -> [Scalar] {
    (0..<count).map { i in
      let small = Scalar(unit()) * power(-index(below: Scalar.self == Float.self ? 148 : 1070))
      switch i % 8 {
      case 0, 1, 2: return Scalar(unit())
      case 3: return Scalar(0.5 + 1e-3 * normal())
      case 4: return small
      case 5: return 1 - small
      case 6: return Scalar(index(below: 2))
      default: return Scalar(unit()) * Scalar.leastNormalMagnitude
      }
    }
  }

  private func power<Scalar: LossScalar>(_ exponent: Int) -> Scalar {
    Scalar(Double(sign: .plus, exponent: exponent, significand: 1))
  }
}

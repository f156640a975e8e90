import SoftLabels
import TestSupport
import Testing

/// Compares an elementwise loss by its fused kernel with the reference kernel on the same numbers.
struct FusedComparison {
  let name: String
  /// False where terms cancel; in debug also where one may be so small that double-double cannot bound it, for the truth of
  /// such a sum climbs with all its terms, which takes seconds there.
  var checksSum = true
  /// How large the terms of each gradient are, where they may cancel: their errors are counted in ULP of that.
  var terms: [Double]?

  /// Losses and sum within 4 ULP, gradients within 8, wherever the truth is not subnormal. Returns the largest errors.
  @discardableResult
  func check<Scalar: LossScalar>(_ fused: Fused<Scalar>, against truth: some Loss<Double>) throws -> String {
    let least = Double(Scalar.leastNormalMagnitude)
    func isFair(_ exact: Double) -> Bool { exact == 0 || exact.magnitude >= least }
    var worst = (loss: 0.0, gradient: 0.0)
    for (value, exact) in zip(fused.losses.scalars, truth.losses.scalars) where isFair(exact) {
      worst.loss = max(worst.loss, ulps(value, from: exact))
    }
    if checksSum { worst.loss = max(worst.loss, ulps(fused.sum, from: truth.sum)) }
    let gradients = zip(try fused.gradient(of: .mean).scalars, try truth.gradient(of: .mean).scalars)
    for (i, (value, exact)) in gradients.enumerated() where isFair(exact) {
      if let terms {
        let error = (Double(value) - exact).magnitude / Double(max(Scalar(terms[i]), .leastNormalMagnitude).ulp)
        worst.gradient = max(worst.gradient, error)
      } else {
        worst.gradient = max(worst.gradient, ulps(value, from: exact))
      }
    }
    #expect(fused.losses.scalars.allSatisfy { $0 != 0 || $0.sign == .plus }, "\(name): a loss of -0")
    #expect(worst.loss <= 4, "\(name)")
    #expect(worst.gradient <= 8, "\(name)")
    return "fused \(name), \(Scalar.dtypeName): loss \(worst.loss), gradient \(worst.gradient) ULP"
  }
}

extension SeededRandom {
  /// `probabilities` without 0, 1 and subnormal numbers.
  mutating func ordinaryProbabilities<Scalar: LossScalar>(_ count: Int, _: Scalar.Type) -> [Scalar] {
    probabilities(count, Scalar.self).map { $0 < .leastNormalMagnitude || $0 == 1 ? Scalar(0.5 + 0.4 * unit()) : $0 }
  }
}

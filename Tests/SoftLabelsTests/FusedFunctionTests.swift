import TestSupport
import Testing

@testable import SoftLabels

/// exp, log and log1p of the fused kernels against the reference's, in Float against Double and in Double against
/// double-double. The bounds are a little above the largest errors that 10⁸ Floats and 10⁷ Doubles showed.
@Suite struct `The functions of the fused kernels` {
  private let count = inDebug(2000, release: 200_000)

  @Test func `keep their bounds in Float`() {
    check(1.1, 0x1p-20...87, { -$0 }, Float.fusedExp, Double.exp)
    check(0.95, 0x1p-140...4, { $0 }, { Float.fusedLog($0) }, Double.log)
    check(1.35, 0x1p-26...1, { $0 }, Float.fusedLog1p, Double.log1p)
    check(1.2, 0x1p-26...0.5, { $0 }, Float.fusedMinusLog1m) { -Double.log1p(-$0) }
  }

  @Test func `keep their bounds in Double`() {
    check(1.1, 0x1p-20...708, { -$0 }, Double.fusedExp) { DoubleDouble.exp(DoubleDouble($0)) }
    check(1.3, 0x1p-1060...4, { $0 }, { Double.fusedLog($0) }) { DoubleDouble.log(DoubleDouble($0)) }
    check(1.35, 0x1p-50...1, { $0 }, Double.fusedLog1p) { DoubleDouble.log1p(DoubleDouble($0)) }
    check(1.2, 0x1p-50...0.5, { $0 }, Double.fusedMinusLog1m) { -DoubleDouble.log1p(-DoubleDouble($0)) }
  }

  @Test func `keep their bounds in vectors, and in Double for a Float`() {
    let float = FusedRow<Float>.Constants(maximum: 0, subtracting: false)
    func floatExp(_ x: Float) -> Float {
      let (shift, least) = (Float.Lanes(repeating: float.shift), Float.Lanes(repeating: float.least))
      return Float.Lanes.exponential(Float.Lanes(repeating: x), shift: shift, least: least)[7] * 0x1p-60
    }
    let double = FusedRow<Double>.Constants(maximum: 0, subtracting: false)
    func doubleExp(_ x: Double) -> Double {
      let (shift, least) = (Double.Lanes(repeating: double.shift), Double.Lanes(repeating: double.least))
      return Double.Lanes.exponential(Double.Lanes(repeating: x), shift: shift, least: least)[3] * 0x1p-400
    }
    check(1.1, 0x1p-20...80, { -$0 }, floatExp, Double.exp)
    check(1.1, 0x1p-20...700, { -$0 }, doubleExp) { DoubleDouble.exp(DoubleDouble($0)) }
    check(0x1p18, 0x1p-60...0x1p40, { $0 }, Float.wideLog1p) { DoubleDouble.log1p(DoubleDouble($0)) }
    check(2, 0x1p-60...0x1p40, { $0 }, Double.wideLog1p) { DoubleDouble.log1p(DoubleDouble($0)) }
  }

  @Test func `end where the numbers do`() {
    #expect(Float.fusedLog(0) == -.infinity && Double.fusedLog(0) == -.infinity)
    #expect(Float.fusedLog(1) == 0 && Double.fusedLog(1) == 0)
    #expect(Float.fusedExp(-.infinity) == 0 && Double.fusedExp(-.infinity) == 0)
    #expect(Float.fusedExp(0) == 1 && Double.fusedExp(0) == 1)
    // e^-100 = 3.720076e-44 = 26.55 · 2⁻¹⁴⁹, e^-740 = 4.188740e-322 = 84.78 · 2⁻¹⁰⁷⁴.
    #expect(Float.fusedExp(-100) == 27 * .leastNonzeroMagnitude)
    #expect(Double.fusedExp(-740) == 85 * .leastNonzeroMagnitude)
    #expect(Float.fusedLog1p(0x1p-140) == 0x1p-140 && Double.fusedLog1p(0x1p-1060) == 0x1p-1060)
    #expect(Float.fusedMinusLog1m(0x1p-140) == 0x1p-140 && Double.fusedMinusLog1m(0x1p-1060) == 0x1p-1060)
  }

  /// Half of the numbers are spread evenly over the range, half over its exponents.
  private func numbers(_ range: ClosedRange<Double>) -> [Double] {
    var random = SeededRandom(11)
    let (low, high) = (range.lowerBound.bitPattern, range.upperBound.bitPattern)
    return (0..<count).map { i in
      i % 2 == 0
        ? random.uniform(range.lowerBound, range.upperBound)
        : Double(bitPattern: .random(in: low...high, using: &random))
    }
  }

  private func check(
    _ bound: Double, _ range: ClosedRange<Double>, _ sign: (Float) -> Float, _ ours: (Float) -> Float,
    _ truth: (Double) -> Double, location: SourceLocation = #_sourceLocation
  ) {
    var worst = (error: 0.0, input: Float(0))
    for number in numbers(range) {
      let x = sign(Float(number))
      let exact = truth(Double(x))
      let error = (Double(ours(x)) - exact).magnitude / Double(Float(exact).ulp)
      if error > worst.error { worst = (error, x) }
    }
    #expect(worst.error <= bound, "at \(worst.input)", sourceLocation: location)
  }

  private func check(
    _ bound: Double, _ range: ClosedRange<Double>, _ sign: (Double) -> Double, _ ours: (Double) -> Double,
    _ truth: (Double) -> DoubleDouble, location: SourceLocation = #_sourceLocation
  ) {
    var worst = (error: 0.0, input: 0.0)
    for number in numbers(range) {
      let x = sign(number)
      let exact = truth(x)
      let error = ((ours(x) - exact.high) - exact.low).magnitude / exact.high.ulp
      if error > worst.error { worst = (error, x) }
    }
    #expect(worst.error <= bound, "at \(worst.input)", sourceLocation: location)
  }
}

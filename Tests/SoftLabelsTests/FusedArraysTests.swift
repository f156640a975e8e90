import TestSupport
import Testing

@testable import SoftLabels

/// Functions of whole arrays against the reference's.
@Suite struct `Fused functions of arrays` {
  private var values: [Double] {
    var random = SeededRandom(3)
    let spread = (0..<3000).map { _ in random.normal() * Double.exp(random.uniform(-40, 6)) }
    return spread + [0, -0.0, 1, -1, 0.5, 2, 0x1p-1050, 700, -700, -745, 710, 1e300, .infinity, -.infinity, .nan]
  }

  private func check(
    _ fused: ([Double]) -> [Double], _ reference: (Double) -> Double, _ isAsked: (Double) -> Bool = { _ in true }
  ) {
    let asked = values.filter(isAsked)
    for (x, value) in zip(asked, fused(asked)) {
      let truth = reference(x)
      let isSame = value == truth || (value.isNaN && truth.isNaN)
      #expect(isSame || (value - truth).magnitude <= 6 * truth.ulp, "\(x): \(value), \(truth)")
    }
  }

  @Test func `agree with those of one number, whatever it is`() {
    check(FusedArrays.exp, Double.exp) { !($0 > 708 && $0 < 710) }
    for x in stride(from: 708, through: 709.78, by: 0x1p-9) {
      let truth = Double.exp(x)
      #expect((FusedArrays.exp([x])[0] - truth).magnitude <= 8 * truth.ulp, "\(x)")
    }
    check(FusedArrays.log, Double.log)
    check(FusedArrays.log1m, { Double.log1p(-$0) })
    check(FusedArrays.log1m, { Double.log1p(-$0) }) { (0...0.5).contains($0) }
    check(FusedArrays.log, Double.log) { $0 >= .leastNormalMagnitude && $0 < .infinity }
    check(FusedArrays.exp, Double.exp) { $0 <= 0 && $0 > -.infinity }
    check(FusedArrays.softplusRest, { Double.log1p(Double.exp(-$0.magnitude)) }) { !$0.isNaN }
    check(FusedArrays.softplusRest, { Double.log1p(Double.exp(-$0.magnitude)) }) { $0.magnitude <= 1 }
  }

  @Test func `logarithms of what is a little more are summed with or without a series`() {
    var random = SeededRandom(4)
    let t = (0..<500).map { $0 % 7 == 0 ? 0 : random.unit() }
    for least in [0, 1e-12, 1e-6, 1e-2] {
      var x = (0..<500).map { _ in least + random.unit() * random.unit() }
      x[33] = least
      let epsilons = [1e-3, 1e-5, 1e-8, 1e-10, 1e-14, 1e-20]
      for (ε, value) in zip(epsilons, FusedArrays.logSums(t, x, plus: epsilons)) {
        let truth = zip(t, x).reduce(0.0) { $0 + ($1.0 == 0 ? 0 : $1.0 * Double.log($1.1 + ε)) }
        #expect((value - truth).magnitude < 1e-13 * truth.magnitude, "\(least), \(ε): \(value), \(truth)")
      }
    }
    let odd = FusedArrays.logSums([1, 0, 1], [-1, -1, 2], plus: [1e-3])
    #expect(odd[0].isNaN)
    #expect(FusedArrays.logSums([0, 1], [-1, .infinity], plus: [1e-3]) == [.infinity])
    #expect(FusedArrays.logSums([], [], plus: [1e-3]) == [0])
    let infinite = FusedArrays.dot(Array(repeating: 1, count: 16) + [0], (0..<17).map { $0 == 3 ? -.infinity : 1 })
    #expect(infinite == -.infinity)
  }
}

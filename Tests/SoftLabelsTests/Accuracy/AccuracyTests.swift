import Evaluation
import SoftLabels
import Testing

/// The reference kernels against truth that is known beyond the last bit: `make accuracy` measures the same on fresh
/// numbers, and its peers beside it.
@Suite struct `The reference is right to the last bit` {
  @Test(arguments: LossName.allCases, [Request.ElementType.float32, .float64])
  func `every loss meets at least twenty regimes`(loss: LossName, type: Request.ElementType) {
    let cases = AccuracyCase.all.filter { $0.golden.loss == loss && $0.golden.elementType == type }
    #expect(Set(cases.map(\.regime)).count >= 20)
  }

  @Test(arguments: LossName.allCases)
  func `every value is within half a ULP of the truth, and is the number nearest to it`(loss: LossName) throws {
    var sum = Accuracy()
    for row in AccuracyCase.all where row.golden.loss == loss { sum = try sum + row.measure() }
    print("\(loss.rawValue): largest error \(sum.largestError) ULP over \(sum.count) values")
    #expect(sum.count > 0)
    #expect(sum.largestError <= 0.51, "\(sum.complaints.prefix(5))")
    #expect(sum.correctlyRounded == sum.count, "\(sum.complaints.prefix(5))")
    #expect(sum.falseZeros == 0, "\(sum.complaints.prefix(5))")
  }

  @Test func `a number one step off is seen`() {
    var accuracy = Accuracy()
    accuracy.add(1.0.nextUp, nearest: 1, excess: 0.25, ulp: 1.0.ulp)
    #expect(accuracy.largestError == 0.75 && accuracy.correctlyRounded == 0)
    accuracy.add(-0.0, nearest: 0, excess: 0, ulp: .leastNonzeroMagnitude)
    #expect(accuracy.correctlyRounded == 0 && accuracy.falseZeros == 0)
    accuracy.add(0, nearest: 1e-300, excess: 0, ulp: 1e-300.ulp)
    #expect(accuracy.falseZeros == 1)
    accuracy.add(.nan, nearest: 1, excess: 0, ulp: 1.0.ulp)
    #expect(accuracy.largestError == .infinity)
  }
}

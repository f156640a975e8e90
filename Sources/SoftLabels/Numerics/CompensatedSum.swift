/// A sum in Double with the error of its additions beside it, so that a million terms are as exact as ten.
package struct CompensatedSum: Sendable {
  private(set) var high: Double
  private(set) var low = 0.0

  package init(_ value: Double = 0) { high = value }

  @inline(__always)
  package mutating func add(_ value: Double) {
    let sum = DoubleDouble.twoSum(high, value)
    low += sum.low
    high = sum.high
  }

  @inline(__always)
  mutating func add(_ other: CompensatedSum) {
    add(other.high)
    low += other.low
  }

  /// The sum, rounded; infinite and NaN terms win over the rest.
  @inline(__always)
  package var value: Double {
    let sum = high + low
    return high.isFinite ? sum : high
  }
}

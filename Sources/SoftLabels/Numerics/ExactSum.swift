/// The exact sum of any number of finite Doubles, as a few Doubles whose bits do not overlap.
///
/// Adding a number runs `twoSum` through the parts and keeps every remainder, so nothing is ever lost (J. R. Shewchuk,
/// "Adaptive precision floating-point arithmetic", 1997, theorem 10). Large numbers are kept apart, scaled down, so that
/// no partial sum overflows.
struct ExactSum: Sendable {
  private var parts: [Double] = []
  private var largeParts: [Double] = []
  private static let largeScale = 0x1p-200

  init() {}

  init(_ value: Double) {
    add(value)
  }

  mutating func add(_ value: Double) {
    if value.magnitude < 0x1p900 {
      Self.add(value, to: &parts)
    } else {
      Self.add(value * Self.largeScale, to: &largeParts)
    }
  }

  /// Adds a · b; exact unless the product is below 2⁻⁹⁶⁹ or above 2⁹⁹⁶ and neither factor is 1.
  mutating func add(productOf a: Double, _ b: Double) {
    if a == 1 || b == 1 { return add(a == 1 ? b : a) }
    let product = DoubleDouble.twoProduct(a, b)
    add(product.high)
    add(product.low)
  }

  private static func add(_ value: Double, to parts: inout [Double]) {
    var carry = value
    var kept = 0
    for index in parts.indices {
      let sum = DoubleDouble.twoSum(carry, parts[index])
      carry = sum.high
      if sum.low != 0 {
        parts[kept] = sum.low
        kept += 1
      }
    }
    parts.removeSubrange(kept...)
    if carry != 0 { parts.append(carry) }
  }

  /// True only where the sum is 0.
  var isZero: Bool {
    parts.isEmpty && largeParts.isEmpty || sign == 0
  }

  /// -1, 0 or 1.
  var sign: Double {
    let value = value(in: BigFloat<Bits4608>.self)
    return value.isExactlyZero ? 0 : value.isNegative ? -1 : 1
  }

  func value<Real: BoundedReal>(in _: Real.Type) -> Real {
    var sum = Real.zero
    for part in largeParts { sum += Real(part) }
    if !largeParts.isEmpty { sum = sum / Real(Self.largeScale) }
    for part in parts.reversed() { sum += Real(part) }
    return sum
  }
}

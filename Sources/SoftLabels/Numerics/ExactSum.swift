/// The exact sum of any number of finite Doubles, as a few Doubles whose bits do not overlap.
///
/// Adding a number runs `twoSum` through the parts and keeps every remainder, so nothing is ever lost (J. R. Shewchuk,
/// "Adaptive precision floating-point arithmetic", 1997, theorem 10). Large numbers are kept apart, scaled down, so that
/// no partial sum overflows; small products likewise, scaled up, so that no remainder underflows.
struct ExactSum: Sendable {
  private var parts: [Double] = []
  private var largeParts: [Double] = []
  private var smallParts: [Double] = []
  /// Applied twice, since 2¹²⁰⁰ is beyond Double: the smallest product, 2⁻²¹⁴⁸, rises to 2⁻⁹⁴⁸, where `twoProduct` is exact.
  private static let scale = 0x1p600

  init(_ value: Double = 0) { add(value) }

  mutating func add(_ value: Double) {
    if value.magnitude < 0x1p900 {
      Self.add(value, to: &parts)
    } else {
      Self.add(value / Self.scale / Self.scale, to: &largeParts)
    }
  }

  /// Adds a · b. It may lie outside the range of Double: then each factor is scaled, and neither can leave the range.
  mutating func add(productOf a: Double, _ b: Double) {
    if a == 1 || b == 1 { return add(a == 1 ? b : a) }
    if a == 0 || b == 0 { return }
    switch Int(a.exponent) + Int(b.exponent) {
    case ..<(-900): Self.add(productOf: a * Self.scale, b * Self.scale, to: &smallParts)
    case 900...: Self.add(productOf: a / Self.scale, b / Self.scale, to: &largeParts)
    default: Self.add(productOf: a, b, to: &parts)
    }
  }

  private static func add(productOf a: Double, _ b: Double, to parts: inout [Double]) {
    let product = DoubleDouble.twoProduct(a, b)
    add(product.high, to: &parts)
    add(product.low, to: &parts)
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
    parts.isEmpty && largeParts.isEmpty && smallParts.isEmpty || sign == 0
  }

  /// -1, 0 or 1.
  var sign: Double { value(in: BigFloat<Bits4608>.self).sign }

  func value<Real: BoundedReal>(in _: Real.Type) -> Real {
    var sum = Real.zero
    let scale = Real(Self.scale)
    for part in largeParts { sum += Real(part) * scale * scale }
    for part in parts.reversed() { sum += Real(part) }
    for part in smallParts { sum += Real(part) / scale / scale }
    return sum
  }
}

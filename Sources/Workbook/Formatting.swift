/// The decimal text of `value` with exactly `decimals` digits after the point.
///
/// The exact binary value is rounded once, halves to even, so `formatted(0.125, decimals: 2)` is "0.12" and
/// `formatted(2.675, decimals: 2)` is "2.67", because the double nearest to 2.675 lies below it. Neither the locale nor
/// the platform's C library has a say. A value that rounds to zero has no sign; the others are "inf", "-inf" and "nan".
///
/// For the shortest text that reads back to the same bits, use `value.description`.
package func formatted(_ value: some BinaryFloatingPoint, decimals: Int) -> String {
  precondition(decimals >= 0, "decimals cannot be negative: \(decimals)")
  let value = Double(value)
  // A NaN has a sign bit, which processors set as they please.
  if value.isNaN { return "nan" }
  guard value.isFinite else { return value.description }
  var expansion = DecimalExpansion(of: value.magnitude)
  expansion.round(toDecimals: decimals)
  let isNegative = value < 0 && expansion.digits.contains { $0 != 0 }
  return (isNegative ? "-" : "") + expansion.description
}

/// A finite, non-negative double as the decimal digits it has exactly: every one has finitely many.
private struct DecimalExpansion: CustomStringConvertible {
  /// All digits, the most significant first; at least one of them stands before the point.
  var digits: [UInt8]
  /// How many of the digits stand after the point.
  var decimals: Int

  init(of value: Double) {
    precondition(value.isFinite && value >= 0)
    // value = significand * 2^exponent, with an integer significand of at most 53 bits; 2^-n is 5^n / 10^n.
    let isSubnormal = value.exponentBitPattern == 0
    let significand = value.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
    let exponent = Int(isSubnormal ? 1 : value.exponentBitPattern) - 1075
    digits = String(significand).utf8.map { $0 - UInt8(ascii: "0") }
    decimals = max(0, -exponent)
    for _ in 0..<abs(exponent) { multiply(by: exponent < 0 ? 5 : 2) }
    digits.insert(contentsOf: repeatElement(0, count: max(0, decimals + 1 - digits.count)), at: 0)
  }

  private mutating func multiply(by factor: UInt8, adding units: UInt8 = 0) {
    var carry = units
    for i in digits.indices.reversed() {
      (carry, digits[i]) = (factor * digits[i] + carry).quotientAndRemainder(dividingBy: 10)
    }
    if carry > 0 { digits.insert(carry, at: 0) }
  }

  mutating func round(toDecimals wanted: Int) {
    let surplus = decimals - wanted
    decimals = wanted
    guard surplus > 0 else {
      digits += repeatElement(0, count: -surplus)
      return
    }
    let dropped = digits.suffix(surplus)
    digits.removeLast(surplus)
    let isHalf = dropped.first == 5 && dropped.dropFirst().allSatisfy { $0 == 0 }
    let isUp = isHalf ? digits.last.map { $0 % 2 == 1 } == true : dropped.first.map { $0 >= 5 } == true
    if isUp { multiply(by: 1, adding: 1) }
  }

  var description: String {
    let text = digits.map(String.init).joined()
    return decimals == 0 ? text : text.dropLast(decimals) + "." + text.suffix(decimals)
  }
}

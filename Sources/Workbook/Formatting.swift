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
  let expansion = DecimalExpansion(of: value.magnitude).rounded(toDecimals: decimals)
  let isNegative = value < 0 && expansion.digits.contains { $0 != 0 }
  return (isNegative ? "-" : "") + expansion.description
}

/// A finite, non-negative double as the decimal digits it has exactly: every one has finitely many.
private struct DecimalExpansion: CustomStringConvertible {
  /// All digits, the most significant first; at least one of them stands before the point.
  var digits: [UInt8]
  /// How many of the digits stand before the point.
  var integerDigits: Int

  init(of value: Double) {
    precondition(value.isFinite && value >= 0)
    // value = significand * 2^exponent, with an integer significand of at most 53 bits.
    let isSubnormal = value.exponentBitPattern == 0
    let significand = value.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
    let exponent = Int(isSubnormal ? 1 : value.exponentBitPattern) - 1075
    digits = String(significand).utf8.map { $0 - UInt8(ascii: "0") }
    integerDigits = digits.count
    guard significand != 0 else { return }
    for _ in 0..<max(0, exponent) { double() }
    for _ in 0..<max(0, -exponent) { halve() }
  }

  private mutating func double() {
    var carry: UInt8 = 0
    for i in digits.indices.reversed() {
      let twice = 2 * digits[i] + carry
      digits[i] = twice % 10
      carry = twice / 10
    }
    if carry > 0 {
      digits.insert(carry, at: 0)
      integerDigits += 1
    }
  }

  private mutating func halve() {
    var remainder: UInt8 = 0
    for i in digits.indices {
      let dividend = 10 * remainder + digits[i]
      digits[i] = dividend / 2
      remainder = dividend % 2
    }
    if remainder > 0 { digits.append(5) }
    if integerDigits > 1, digits[0] == 0 {
      digits.removeFirst()
      integerDigits -= 1
    }
  }

  func rounded(toDecimals decimals: Int) -> DecimalExpansion {
    var result = self
    let kept = integerDigits + decimals
    guard kept < digits.count else {
      result.digits += Array(repeating: 0, count: kept - digits.count)
      return result
    }
    result.digits.removeSubrange(kept...)
    let dropped = digits[kept...]
    let isHalf = dropped.first == 5 && dropped.dropFirst().allSatisfy { $0 == 0 }
    let roundsUp = isHalf ? digits[kept - 1] % 2 == 1 : digits[kept] >= 5
    if roundsUp { result.increment() }
    return result
  }

  /// Adds one unit in the last place.
  private mutating func increment() {
    for i in digits.indices.reversed() {
      if digits[i] < 9 {
        digits[i] += 1
        return
      }
      digits[i] = 0
    }
    digits.insert(1, at: 0)
    integerDigits += 1
  }

  var description: String {
    let text = digits.map(String.init).joined()
    guard digits.count > integerDigits else { return text }
    return text.prefix(integerDigits) + "." + text.dropFirst(integerDigits)
  }
}

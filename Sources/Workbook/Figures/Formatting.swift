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
  let digits = roundedDigits(of: value.magnitude, decimals: decimals)
  let isNegative = value < 0 && digits.contains { $0 != 0 }
  let whole = digits.dropLast(decimals).drop { $0 == 0 }.map(String.init).joined()
  let fraction = (decimals == 0 ? "" : ".") + digits.suffix(decimals).map(String.init).joined()
  return (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole) + fraction
}

/// The whole number nearest to value · 10^decimals, halves to even, as at least `decimals` + 1 decimal digits.
private func roundedDigits(of value: Double, decimals: Int) -> [UInt8] {
  // value = significand * 2^exponent, with an integer significand of at most 53 bits.
  let isSubnormal = value.exponentBitPattern == 0
  let significand = value.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
  let exponent = Int(isSubnormal ? 1 : value.exponentBitPattern) - 1075
  var digits = String(significand).utf8.map { $0 - UInt8(ascii: "0") } + repeatElement(0, count: decimals)
  func multiply(by factor: UInt8, adding units: UInt8) {
    var carry = units
    for i in digits.indices.reversed() {
      (carry, digits[i]) = (factor * digits[i] + carry).quotientAndRemainder(dividingBy: 10)
    }
    if carry > 0 { digits.insert(carry, at: 0) }
  }
  for _ in 0..<max(0, exponent) { multiply(by: 2, adding: 0) }
  // What halving leaves: a half in the end, and whether there is more besides.
  var (isHalf, isMore) = (false, false)
  for _ in 0..<max(0, -exponent) {
    isMore = isMore || isHalf
    var rest: UInt8 = 0
    for i in digits.indices { (digits[i], rest) = (10 * rest + digits[i]).quotientAndRemainder(dividingBy: 2) }
    isHalf = rest == 1
  }
  if isHalf, isMore || digits[digits.count - 1] % 2 == 1 { multiply(by: 1, adding: 1) }
  return digits
}

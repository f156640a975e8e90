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
private func roundedDigits(of value: Double, decimals: Int) -> [UInt64] {
  // value = significand * 2^exponent, with an integer significand of at most 53 bits.
  let isSubnormal = value.exponentBitPattern == 0
  let significand = value.significandBitPattern | (isSubnormal ? 0 : 1 << 52)
  let exponent = Int(isSubnormal ? 1 : value.exponentBitPattern) - 1075
  var digits = String(significand).utf8.map { UInt64($0) - 48 } + repeatElement(0, count: decimals)
  // 56 powers of 2 at a time, of which ten times as many fit.
  for done in stride(from: 0, to: exponent, by: 56) { multiply(&digits, by: 1 << min(exponent - done, 56)) }
  // What the last division leaves, and whether those before it left something.
  var (rest, divisor, isMore) = (UInt64(0), UInt64(1), false)
  for done in stride(from: 0, to: -exponent, by: 56) {
    isMore = isMore || rest > 0
    (rest, divisor) = (0, 1 << min(-exponent - done, 56))
    for i in digits.indices {
      let part = 10 * rest + digits[i]
      (digits[i], rest) = (part / divisor, part % divisor)
    }
  }
  let isOdd = digits[digits.count - 1] % 2 == 1
  if 2 * rest > divisor || (2 * rest == divisor && (isMore || isOdd)) { multiply(&digits, by: 1, adding: 1) }
  return digits
}

private func multiply(_ digits: inout [UInt64], by factor: UInt64, adding units: UInt64 = 0) {
  var carry = units
  for i in digits.indices.reversed() {
    let product = factor * digits[i] + carry
    (carry, digits[i]) = (product / 10, product % 10)
  }
  while carry > 0 {
    digits.insert(carry % 10, at: 0)
    carry /= 10
  }
}

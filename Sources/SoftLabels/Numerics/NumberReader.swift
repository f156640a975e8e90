extension LossScalar {
  /// The number that a text stands for, decimal or hexadecimal, as C writes numbers in its plainest locale: rounded once,
  /// halves to even. Nil where not all of the text is a number. Embedded Swift, which has no C library, reads by this.
  package init?(nearestTo text: [UInt8]) {
    let capitals = UInt8(ascii: "A")...UInt8(ascii: "Z")
    let (isNegative, words) = signed(text.map { capitals.contains($0) ? $0 | 0x20 : $0 }[...])
    let isInfinite = words.elementsEqual("inf".utf8) || words.elementsEqual("infinity".utf8)
    let special = isInfinite ? Double.infinity : words.elementsEqual("nan".utf8) ? .nan : nil
    guard let magnitude = special ?? nearest(to: words, in: Self.format) else { return nil }
    self.init(isNegative ? -magnitude : magnitude)
  }
}

private func signed(_ text: ArraySlice<UInt8>) -> (isNegative: Bool, rest: ArraySlice<UInt8>) {
  let isNegative = text.first == UInt8(ascii: "-")
  return (isNegative, isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text)
}

/// The digits that a text consists of, or nil where there are none or there is something else.
private func digits(_ text: some Collection<UInt8>, base: Int) -> [Int]? {
  let digits = text.compactMap { Character(UnicodeScalar($0)).hexDigitValue }.filter { $0 < base }
  return digits.isEmpty || digits.count < text.count ? nil : digits
}

private func powerOfTen(_ n: Int) -> BigNatural {
  n < 20 ? BigNatural((0..<n).reduce(1) { power, _ in power * 10 }) : powerOfTen(19) * powerOfTen(n - 19)
}

/// The number nearest to a text without a sign.
private func nearest(to text: ArraySlice<UInt8>, in format: FloatFormat) -> Double? {
  let isHexadecimal = text.starts(with: "0x".utf8)
  let base = isHexadecimal ? 16 : 10
  let mark = UInt8(ascii: isHexadecimal ? "p" : "e")
  let parts = text.dropFirst(isHexadecimal ? 2 : 0).split(
    separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
  let pieces = parts[0].split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
  guard let all = digits(pieces.joined(), base: base) else { return nil }
  var exponent = 0
  if parts.count > 1 {
    let (isNegative, power) = signed(parts[1])
    guard let power = digits(power, base: 10) else { return nil }
    exponent = power.reduce(0) { min($0 * 10 + $1, 1 << 26) } * (isNegative ? -1 : 1)
  }
  var significant = all.drop { $0 == 0 }
  if significant.isEmpty { return 0 }
  // No point halfway between two numbers has as many digits: of the rest counts only that it is there.
  let rest = significant.dropFirst(800)
  significant = significant.dropLast(rest.count) + [rest.contains { $0 > 0 } ? 1 : 0]
  let fraction = pieces.dropFirst().first?.count ?? 0
  exponent += (isHexadecimal ? 4 : 1) * (rest.count - 1 - fraction)

  var integer = BigNatural(0)
  // 15 digits fit in one limb, whatever the base.
  for start in stride(from: significant.startIndex, to: significant.endIndex, by: 15) {
    let (digits, scale) = significant[start...].prefix(15).reduce((UInt64(0), UInt64(1))) {
      ($0.0 * UInt64(base) + UInt64($1), $0.1 * UInt64(base))
    }
    integer = integer * BigNatural(scale) + BigNatural(digits)
  }
  if !isHexadecimal {
    let magnitude = significant.count + exponent
    if magnitude > 400 { return .infinity }
    if magnitude < -400 { return 0 }
    let divisor = powerOfTen(max(-exponent, 0))
    // Enough that division leaves more bits than a format has, and after them one that stands for what is left.
    let shift = max(divisor.bitWidth - integer.bitWidth + 64, 0)
    let (quotient, isExact) = (integer * powerOfTen(max(exponent, 0)) << shift).divided(by: divisor)
    integer = (quotient << 1) + BigNatural(isExact ? 0 : 1)
    exponent = -shift - 1
  }
  return BigFloat<Bits13440>(isNegative: false, integer: integer, exponent: exponent, error: .zero).nearest(in: format)
}

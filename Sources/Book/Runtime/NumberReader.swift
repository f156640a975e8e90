// What Embedded Swift calls to read a number from text: decimal or hexadecimal, rounded once to the nearest number of the
// type, halves to even, as a C library does in its plainest locale.

/// A whole number of any size: digits to base 2³², the least significant one first.
private struct Whole {
  var words: [UInt32] = []

  var bitWidth: Int { words.last.map { 32 * words.count - $0.leadingZeroBitCount } ?? 0 }

  mutating func multiply(by factor: UInt32, adding term: UInt32) {
    var carry = UInt64(term)
    for i in words.indices {
      carry += UInt64(words[i]) * UInt64(factor)
      words[i] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry > 0 { words.append(UInt32(carry)) }
  }

  /// Divides, and returns what is left.
  mutating func divide(by divisor: UInt32) -> UInt32 {
    var rest: UInt64 = 0
    for i in words.indices.reversed() {
      let value = rest << 32 | UInt64(words[i])
      words[i] = UInt32(value / UInt64(divisor))
      rest = value % UInt64(divisor)
    }
    while words.last == 0 { words.removeLast() }
    return UInt32(rest)
  }
}

/// The number nearest to `whole` · 2^exponent and a little more where `isMore`, in a format of so many significant bits
/// whose least number is 2^least.
private func nearest(_ whole: Whole, _ exponent: Int, isMore: Bool, bits: Int, least: Int) -> Double {
  let dropped = max(whole.bitWidth - bits, least - exponent)
  func bit(_ place: Int) -> Bool {
    place >= 0 && place / 32 < whole.words.count && whole.words[place / 32] >> UInt32(place % 32) & 1 == 1
  }
  var kept: UInt64 = 0
  if dropped < whole.bitWidth {
    for place in (dropped..<whole.bitWidth).reversed() { kept = kept << 1 | (bit(place) ? 1 : 0) }
  }
  if bit(dropped - 1) {
    let isHalf = !isMore && !(0..<max(dropped - 1, 0)).contains { bit($0) }
    if !isHalf || kept & 1 == 1 { kept += 1 }
  }
  return kept == 0 ? 0 : Double(sign: .plus, exponent: exponent + dropped, significand: Double(kept))
}

/// The end of the text where all of it was a number, nil where not.
private func read(
  _ text: UnsafePointer<UInt8>, bits: Int, least: Int, _ result: inout Double
) -> UnsafePointer<UInt8>? {
  var next = text
  func isLetter(_ letter: Character) -> Bool { next.pointee | 0x20 == letter.asciiValue }
  func skip(_ word: String) -> Bool {
    var end = next
    for letter in word.utf8 {
      if end.pointee | 0x20 != letter { return false }
      end += 1
    }
    next = end
    return true
  }
  let isNegative = next.pointee == UInt8(ascii: "-")
  if isNegative || next.pointee == UInt8(ascii: "+") { next += 1 }
  func finish(_ value: Double) -> UnsafePointer<UInt8>? {
    if next.pointee != 0 { return nil }
    result = isNegative ? -value : value
    return next
  }
  if skip("infinity") || skip("inf") { return finish(.infinity) }
  if skip("nan") { return finish(.nan) }

  let isHexadecimal = next.pointee == UInt8(ascii: "0") && next[1] | 0x20 == UInt8(ascii: "x")
  if isHexadecimal { next += 2 }
  let base: UInt32 = isHexadecimal ? 16 : 10
  var (digits, exponent) = (Whole(), 0)
  var (isAfterPoint, hasDigits, isMore) = (false, false, false)
  while true {
    if next.pointee == UInt8(ascii: "."), !isAfterPoint {
      isAfterPoint = true
    } else if let digit = Character(UnicodeScalar(next.pointee)).hexDigitValue, digit < Int(base) {
      hasDigits = true
      // Past 1,000 digits only what is not 0 can still count, by being there.
      if digits.words.count < 104 {
        digits.multiply(by: base, adding: UInt32(digit))
        if isAfterPoint { exponent -= 1 }
      } else {
        isMore = isMore || digit > 0
        if !isAfterPoint { exponent += 1 }
      }
    } else {
      break
    }
    next += 1
  }
  if !hasDigits { return nil }
  if isHexadecimal { exponent *= 4 }
  if isLetter(isHexadecimal ? "p" : "e") {
    next += 1
    let isDown = next.pointee == UInt8(ascii: "-")
    if isDown || next.pointee == UInt8(ascii: "+") { next += 1 }
    if !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next.pointee) { return nil }
    var power = 0
    while case UInt8(ascii: "0")...UInt8(ascii: "9") = next.pointee {
      power = min(power * 10 + Int(next.pointee - UInt8(ascii: "0")), 1 << 26)
      next += 1
    }
    exponent += isDown ? -power : power
  }
  if digits.words.isEmpty { return finish(0) }
  if isHexadecimal { return finish(nearest(digits, exponent, isMore: isMore, bits: bits, least: least)) }
  // A number has fewer than 1,100 digits before its exponent: beyond these it is infinite, or nothing.
  if exponent > 400 { return finish(.infinity) }
  if exponent < -1500 { return finish(0) }
  for _ in 0..<max(exponent, 0) { digits.multiply(by: 10, adding: 0) }
  var shift = 0
  if exponent < 0 {
    // Enough that division leaves more bits than the format has.
    shift = (95 + 4 * -exponent) / 32
    digits.words.insert(contentsOf: repeatElement(0, count: shift), at: 0)
    for _ in 0..<(-exponent) where digits.divide(by: 10) > 0 { isMore = true }
  }
  return finish(nearest(digits, -32 * shift, isMore: isMore, bits: bits, least: least))
}

/// For Double.
@c public func _swift_stdlib_strtod_clocale(
  _ text: UnsafePointer<UInt8>, _ result: UnsafeMutablePointer<Double>
) -> UnsafePointer<UInt8>? {
  read(text, bits: 53, least: -1074, &result.pointee)
}

/// For Float.
@c public func _swift_stdlib_strtof_clocale(
  _ text: UnsafePointer<UInt8>, _ result: UnsafeMutablePointer<Float>
) -> UnsafePointer<UInt8>? {
  var wide = 0.0
  let end = read(text, bits: 24, least: -149, &wide)
  if end != nil { result.pointee = Float(wide) }
  return end
}

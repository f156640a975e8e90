/// A number with a decimal point as it stands in a text, its sign left out.
struct Decimal: Sendable, Hashable {
  /// As written.
  let text: String
  /// How many digits stand after the point.
  let decimals: Int
  /// All digits, without zeros in front; the value is this whole number times 10^exponent.
  let digits: String
  let exponent: Int
  /// More than one point, as in 6.3.1: the name of a version rather than a number.
  let isVersion: Bool

  /// Whether this is `number` rounded to this many places. Where `number` itself lies halfway both neighbours are, for
  /// what was printed may already have been rounded.
  func isRounding(of number: Decimal) -> Bool {
    guard !isVersion, !number.isVersion, number.exponent <= exponent else { return false }
    let dropped = exponent - number.exponent
    let padded = String(repeating: "0", count: max(0, dropped - number.digits.count)) + number.digits
    let tail = padded.suffix(dropped)
    let down = withoutLeadingZeros(padded.dropLast(dropped))
    let half = "5" + String(repeating: "0", count: max(0, dropped - 1))
    if dropped == 0 || tail < half { return digits == down }
    return digits == incremented(down) || (tail == half && digits == down)
  }

  /// Whether both are the same number to the same place, however the power of ten is written.
  func isSameToken(as other: Decimal) -> Bool {
    isVersion || other.isVersion ? text == other.text : digits == other.digits && exponent == other.exponent
  }

  var value: Double { Double("\(digits.isEmpty ? "0" : digits)e\(exponent)") ?? .nan }
}

private func withoutLeadingZeros(_ digits: some StringProtocol) -> String { String(digits.drop { $0 == "0" }) }

private func incremented(_ digits: String) -> String {
  var digits = Array(digits.utf8)
  for i in digits.indices.reversed() {
    if digits[i] < UInt8(ascii: "9") {
      digits[i] += 1
      return String(decoding: digits, as: UTF8.self)
    }
    digits[i] = UInt8(ascii: "0")
  }
  return "1" + String(decoding: digits, as: UTF8.self)
}

/// Every decimal number of `text`, with the offset of its first character.
///
/// `1,234.5` is one number. An exponent belongs to its number, be it `1.78e-10`, `1.78 × 10⁻¹⁰` or
/// `1.78 \times 10^{-10}`. Whole numbers and hexadecimal ones are passed over.
func decimals(in text: [Character]) -> [(offset: Int, number: Decimal)] {
  var found: [(offset: Int, number: Decimal)] = []
  var i = 0
  func isDigit(_ i: Int) -> Bool { i >= 0 && i < text.count && text[i].isASCII && text[i].isNumber }
  func digits(from start: Int) -> Int {
    var end = start
    while isDigit(end) { end += 1 }
    return end
  }
  while i < text.count {
    let start = i
    if text[i] == "0", i + 1 < text.count, text[i + 1] == "x" {
      i += 2
      while i < text.count, text[i].isHexDigit || text[i] == "." && i + 1 < text.count && text[i + 1].isHexDigit {
        i += 1
      }
      if i < text.count, text[i] == "p" {
        i = digits(from: i + (i + 1 < text.count && "+-".contains(text[i + 1]) ? 2 : 1))
      }
      continue
    }
    let hasLeadingPoint =
      text[i] == "." && isDigit(i + 1) && !(i > 0 && (text[i - 1].isLetter || ".)]_".contains(text[i - 1])))
    guard isDigit(i) || hasLeadingPoint else {
      i += 1
      continue
    }
    var whole = ""
    if !hasLeadingPoint {
      i = digits(from: i)
      whole = String(text[start..<i])
      // 1,234.5 but not 0.5,123.4: a group has three digits, and the point follows the last.
      var end = i
      while whole.count <= 3, end < text.count, text[end] == ",", digits(from: end + 1) == end + 4 { end += 4 }
      if end > i, end < text.count, text[end] == ".", isDigit(end + 1) {
        i = end
        whole = String(text[start..<i].filter { $0 != "," })
      }
    }
    guard i < text.count, text[i] == ".", isDigit(i + 1) else { continue }
    let point = i
    i = digits(from: point + 1)
    let fraction = String(text[(point + 1)..<i])
    var isVersion = false
    while i < text.count, text[i] == ".", isDigit(i + 1) {
      isVersion = true
      i = digits(from: i + 1)
    }
    let end = i
    let power = isVersion ? nil : powerOfTen(in: text, at: end)
    i = power?.end ?? end
    found.append(
      (
        start,
        Decimal(
          text: String(text[start..<i]), decimals: fraction.count, digits: withoutLeadingZeros(whole + fraction),
          exponent: (power?.exponent ?? 0) - fraction.count, isVersion: isVersion)
      ))
  }
  return found
}

/// The exponent written at `start`, and where it ends.
private func powerOfTen(in text: [Character], at start: Int) -> (exponent: Int, end: Int)? {
  let rest = String(text[start..<min(start + 32, text.count)])
  let superscripts = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
  if let match = rest.prefixMatch(of: /[eE]([-+]?\d+)/) {
    return Int(match.1).map { ($0, start + match.0.count) }
  }
  if let match = rest.prefixMatch(of: /\s*(?:×|·|\\times|\\cdot)\s*10\^\{?([-−+]?)(\d+)\}?/) {
    return Int(match.2).map { (match.1 == "-" || match.1 == "−" ? -$0 : $0, start + match.0.count) }
  }
  if let match = rest.prefixMatch(of: /\s*[×·]\s*10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/) {
    let exponent = match.2.reduce(0) { 10 * $0 + (superscripts.firstIndex(of: $1) ?? 0) }
    return (match.1.isEmpty ? exponent : -exponent, start + match.0.count)
  }
  return nil
}

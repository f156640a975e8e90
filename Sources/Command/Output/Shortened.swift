/// A number for a sentence: six significant digits, without the zeros that end it.
///
/// Written by hand so that the text does not depend on a C library.
func shortened(_ value: Double) -> String {
  guard value.isFinite, value != 0 else { return value.shown }
  let exponent = decimalExponent(of: value.magnitude)
  guard (-5..<15).contains(exponent) else {
    let text = "\(value)".split(separator: "e", maxSplits: 1)
    return text.count == 2 ? text[0].prefix(8) + "e" + text[1] : "\(value)"
  }
  let decimals = max(5 - exponent, 0)
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let units = (value.magnitude * scale).rounded()
  guard units < 0x1p53 else { return "\(value)" }
  // Int has 32 bits in a page.
  let (whole, rest) = Int64(units).quotientAndRemainder(dividingBy: Int64(scale))
  var fraction = "\(rest)"
  fraction = String(repeating: "0", count: decimals - fraction.count * (decimals > 0 ? 1 : 0)) + fraction
  while fraction.hasSuffix("0") { fraction.removeLast() }
  return (value < 0 ? "-" : "") + "\(whole)" + (fraction.isEmpty ? "" : ".\(fraction)")
}

/// A number as far as it is known: to the decimals whose half is above `error`. The last of them may be off by one.
func rounded(_ value: Double, within error: Double) -> Double {
  guard value.isFinite, error > 0 else { return value }
  var scale = 1.0
  while scale < 1e15, 20 * error * scale < 1 { scale *= 10 }
  // No negative zero.
  return value.magnitude * scale < 0x1p53 ? (value * scale).rounded() / scale + 0 : value
}

/// ⌊log₁₀ value⌋ for an ordinary positive number; an estimate that is off by one at a power of 10 costs a digit.
private func decimalExponent(of value: Double) -> Int {
  var (exponent, rest) = (0, value)
  while rest >= 10 { (exponent, rest) = (exponent + 1, rest / 10) }
  while rest < 1 { (exponent, rest) = (exponent - 1, rest * 10) }
  return exponent
}

extension Double {
  /// As Swift writes it; a NaN without its sign, which is the processor's and means nothing.
  var shown: String { isNaN ? "nan" : "\(self)" }
}

/// A text from outside, fit to be shown in a line: what would move a cursor is spelled out, and what is beyond `limit`
/// left out of the middle. In linear time, whatever the text holds.
func printable(_ text: String, limit: Int = 1200) -> String {
  let scalars = Array(text.unicodeScalars)
  let shown = scalars.count <= limit ? scalars : scalars.prefix(limit * 2 / 3) + ["…"] + scalars.suffix(limit / 3)
  var result = ""
  for scalar in shown {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}

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
  let nines = digits.reversed().prefix { $0 == "9" }.count
  let kept = digits.dropLast(nines)
  let last = kept.last?.wholeNumberValue ?? 0
  return "\(kept.dropLast())\(last + 1)" + String(repeating: "0", count: nines)
}

/// Every decimal number of `text`, with the place of its first character.
///
/// `1,234.5` is one number. An exponent belongs to its number, be it `1.78e-10`, `1.78 × 10⁻¹⁰` or
/// `1.78 \times 10^{-10}`. Whole numbers and hexadecimal ones are passed over, and a point after a word or a bracket
/// begins no number.
func decimals(in text: String) -> [(place: String.Index, number: Decimal)] {
  text.matches(of: token).compactMap { match in
    guard let fraction = match.fraction else { return nil }
    let whole = (match.whole ?? "").filter { $0 != "," }
    let superscript = match.superscript.map { Substring($0.map { superscripts[$0] ?? $0 }) }
    let exponent = Int((match.e ?? match.times ?? superscript ?? "0").replacing("−", with: "-")) ?? 0
    return (
      match.range.lowerBound,
      Decimal(
        text: String(match.0), decimals: fraction.count, digits: withoutLeadingZeros(whole + fraction),
        exponent: exponent - fraction.count, isVersion: match.further != nil)
    )
  }
}

private let superscripts = Dictionary(uniqueKeysWithValues: zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))

/// A number, or else what must be read as a whole lest one seem to begin in its midst.
private let token = Pattern(
  #/
  0x[0-9A-Fa-f]+(?:\.[0-9A-Fa-f]+)?(?:p[-+]?[0-9]+)?
  | (?<whole>[0-9]{1,3}(?:,[0-9]{3})+(?=\.[0-9])|[0-9]+)?\.(?<fraction>[0-9]+)
    (?:
      (?<further>(?:\.[0-9]+)+)
      | [eE](?<e>[-+]?[0-9]+)
      | \s*(?:×|·|\\times|\\cdot)\s*10\^\{?(?<times>[-−+]?[0-9]+)\}?
      | \s*[×·]\s*10(?<superscript>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)
    )?
  | [0-9]+
  | [\p{L}_)\].]+
  /#)

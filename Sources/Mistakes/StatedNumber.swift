import SoftLabels

/// A number as somebody's program printed it: a value, and how exactly it was stated.
package struct StatedNumber: Equatable, Sendable {
  /// The number.
  package let value: Double
  /// Half a unit of the last digit.
  package let halfUnit: Double

  /// How far a sum in float64 may be from the truth, relative to it, whatever digits were printed.
  static let float64Slack = 1e-11

  /// How far a float32 loss, summed over `rows`, may be from the truth beyond its digits. A loss near 0 is the
  /// logarithm of a number near 1, which float32 knows to 1.2e-7; sums lose as much as a rounding a row.
  func float32Slack(rows: Int) -> Double {
    max(1e-6, Double(rows) * 6e-8) * value.magnitude + 1.2e-7
  }

  /// Reads a decimal such as "2.3677", "-1.5e-3", "inf" or "nan", alone or as programs print it: "tensor(0.5469,
  /// grad_fn=<MeanBackward0>)", "loss: 0.5469", "0.5469,". Nil for anything else.
  package init?(_ printed: String) {
    let text = Self.number(in: printed)
    let body = text.drop { $0 == "-" || $0 == "+" }
    guard text.count - body.count <= 1, let value = Double(text) else { return nil }
    let word = body.lowercased()
    if ["inf", "infinity", "nan"].contains(word) {
      (self.value, halfUnit) = (value, 0)
      return
    }
    guard value.isFinite, body.allSatisfy({ $0.isASCII && ($0.isNumber || ".eE+-".contains($0)) }) else { return nil }
    let parts = word.split(separator: "e", omittingEmptySubsequences: false)
    let decimals = parts[0].firstIndex(of: ".").map { parts[0].distance(from: $0, to: parts[0].endIndex) - 1 } ?? 0
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    self.value = value
    halfUnit = Double("5e\(max(min(exponent - decimals - 1, 400), -400))") ?? 0
  }

  /// The part of what was printed that is the number: what stands in the parentheses of a tensor, or after a name.
  private static func number(in printed: String) -> String {
    var text = printed[...]
    if let open = text.firstIndex(of: "("),
      ["tensor", "Tensor", "array", "Array", "float32", "float64"].contains(
        where: { text[..<open].hasSuffix($0) })
    {
      text = text[text.index(after: open)...].prefix { $0 != "," && $0 != ")" }
    } else if let name = text.lastIndex(where: { $0 == ":" || $0 == "=" }) {
      text = text[text.index(after: name)...]
    }
    if text.last == "," { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// How another number agrees with this one.
  package enum Agreement: String, Sendable {
    /// To the digits stated.
    case exact
    /// Within what float32 arithmetic loses.
    case float32
    /// Within two units of the last place of bfloat16, which the number that was stated is. Of 400 losses that PyTorch
    /// computed in it, one was farther off.
    case bfloat16
    /// The same for float16.
    case float16
    /// Within a part in a thousand.
    case close
    /// Not at all.
    case none
  }

  /// How `other` agrees with the number that was stated.
  ///
  /// - Parameters:
  ///   - rows: how many rows were summed; 1 for a mean.
  ///   - isConvention: true where 16 bits are worth a thought: they hold three digits, too few to tell mistakes apart.
  package func agreement(with other: Double, rows: Int = 1, isConvention: Bool = false) -> Agreement {
    if value.isNaN || other.isNaN { return value.isNaN && other.isNaN ? .exact : .none }
    if value.isInfinite || other.isInfinite { return value == other ? .exact : .none }
    let difference = (value - other).magnitude
    // The decimal and its binary form may differ by an ULP; so may the boundary of the last digit.
    let digits = max(halfUnit * (1 + 0x1p-40) + value.ulp, Self.float64Slack * value.magnitude)
    if difference <= digits { return .exact }
    if difference <= digits + float32Slack(rows: rows) { return .float32 }
    if isConvention {
      if let unit = unit(significantBits: 8, leastExponent: -126), difference <= 2 * unit { return .bfloat16 }
      if let unit = unit(significantBits: 11, leastExponent: -14), difference <= 2 * unit { return .float16 }
    }
    return difference <= 1e-3 * value.magnitude ? .close : .none
  }

  /// The unit of the last place in a format of 16 bits, where the number is one of the format to the digits stated, and
  /// where these digits would have shown it if it were not.
  private func unit(significantBits: Int, leastExponent: Int) -> Double? {
    let exponent = max(value.exponent, leastExponent)
    let unit = Double(sign: .plus, exponent: exponent + 1 - significantBits, significand: 1)
    let nearest = (value / unit).rounded() * unit
    return 4 * halfUnit <= unit && (value - nearest).magnitude <= halfUnit * (1 + 0x1p-40) ? unit : nil
  }
}

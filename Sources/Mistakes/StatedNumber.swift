import SoftLabels

/// A number as somebody's program printed it: a value, and how exactly it was stated.
package struct StatedNumber: Equatable, Sendable {
  /// The number.
  package let value: Double
  /// Half a unit of the last digit.
  package let halfUnit: Double
  /// True where the number is exactly a float32, or is how one is printed, so that it may carry float32's rounding errors in all its digits.
  package let isFloat32: Bool

  /// How far a sum in float64 may be from the truth, relative to it, whatever digits were printed.
  static let float64Slack = 1e-11
  /// The same for float32.
  static let float32Slack = 1e-6

  /// Reads a decimal such as "2.3677", "-1.5e-3", "inf" or "nan"; nil for anything else.
  package init?(_ text: String) {
    let body = text.drop { $0 == "-" || $0 == "+" }
    guard text.count - body.count <= 1, let value = Double(text) else { return nil }
    let word = body.lowercased()
    if ["inf", "infinity", "nan"].contains(word) {
      (self.value, halfUnit, isFloat32) = (value, 0, false)
      return
    }
    guard value.isFinite, body.allSatisfy({ $0.isASCII && ($0.isNumber || ".eE+-".contains($0)) }) else { return nil }
    let parts = word.split(separator: "e", omittingEmptySubsequences: false)
    let decimals = parts[0].firstIndex(of: ".").map { parts[0].distance(from: $0, to: parts[0].endIndex) - 1 } ?? 0
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    self.value = value
    halfUnit = Double("5e\(max(min(exponent - decimals - 1, 400), -400))") ?? 0
    isFloat32 = Double(Float(value)) == value || Self.isFloat32Text(body)
  }

  /// True for what NumPy and JAX print for a float32: the shortest decimal that reads back to it, of seven digits or more.
  private static func isFloat32Text(_ text: Substring) -> Bool {
    guard let float = Float(text), !text.contains(where: { $0 == "e" || $0 == "E" }) else { return false }
    return text.count(where: \.isNumber) >= 7 && "\(float)" == text
  }

  /// How another number agrees with this one.
  package enum Agreement: Equatable, Sendable, Comparable {
    /// To the digits stated.
    case toTheDigits
    /// Within what float32 arithmetic loses.
    case withinFloat32
    /// Within a part in a thousand.
    case close
    /// Not at all.
    case none
  }

  /// How `other` agrees with the number that was stated.
  package func agreement(with other: Double) -> Agreement {
    if value.isNaN || other.isNaN { return value.isNaN && other.isNaN ? .toTheDigits : .none }
    if value.isInfinite || other.isInfinite { return value == other ? .toTheDigits : .none }
    let difference = (value - other).magnitude
    // The decimal and its binary form may differ by an ULP; so may the boundary of the last digit.
    let digits = max(halfUnit * (1 + 0x1p-40) + value.ulp, Self.float64Slack * value.magnitude)
    if difference <= digits { return .toTheDigits }
    if isFloat32, difference <= Self.float32Slack * value.magnitude { return .withinFloat32 }
    return difference <= 1e-3 * value.magnitude ? .close : .none
  }
}

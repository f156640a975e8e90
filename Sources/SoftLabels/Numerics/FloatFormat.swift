/// The binary floating-point format that a result is rounded to.
struct FloatFormat: Equatable, Sendable {
  /// Bits of the significand, the leading one included.
  let precision: Int
  /// The exponent of the smallest positive number, a subnormal.
  let leastExponent: Int
  /// The exponent of the largest finite number.
  let greatestExponent: Int

  static let float32 = FloatFormat(precision: 24, leastExponent: -149, greatestExponent: 127)
  static let float64 = FloatFormat(precision: 53, leastExponent: -1074, greatestExponent: 1023)

  /// Two formats of one precision are the same.
  static func == (a: FloatFormat, b: FloatFormat) -> Bool { a.precision == b.precision }

  /// `value` rounded to this format, to nearest with ties to even.
  @inline(__always)
  func round(_ value: Double) -> Double {
    self == .float32 ? Double(Float(value)) : value
  }
}

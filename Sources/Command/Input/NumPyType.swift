/// A type of numbers that a .npy file may hold here.
struct NumPyType: Equatable {
  private enum Kind {
    case float, signed, unsigned
  }

  private let kind: Kind
  /// Bytes for one number.
  let size: Int

  /// The type of a descriptor without its byte order, such as `f4`. A boolean is an unsigned byte.
  init?(_ code: Substring) {
    guard ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"].contains(code) else { return nil }
    kind = code.hasPrefix("f") ? .float : code.hasPrefix("i") ? .signed : .unsigned
    size = code.last?.wholeNumberValue ?? 0
  }

  /// What its numbers count as.
  var elementType: NumericArray.ElementType {
    kind != .float ? .integer : size == 2 ? .float16 : size == 4 ? .float32 : .float64
  }

  /// The number with these bits: exact, but for integers beyond 2⁵³; a NaN without a sign.
  func decode(_ word: UInt64) -> Double {
    let value =
      switch (kind, size) {
      case (.float, 2): Self.float16(UInt16(truncatingIfNeeded: word))
      case (.float, 4): Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
      case (.float, _): Double(bitPattern: word)
      case (.signed, _): Double(decodeInteger(word))
      case (.unsigned, _): Double(word)
      }
    return value.isNaN ? .nan : value
  }

  /// The integer with these bits; one beyond Int's range becomes Int.max, which is no class either.
  func decodeInteger(_ word: UInt64) -> Int {
    let shift = 64 - 8 * size
    return kind == .signed
      ? Int(truncatingIfNeeded: Int64(truncatingIfNeeded: word << shift) >> shift) : Int(clamping: word)
  }

  /// IEEE 754 binary16, by hand: the type `Float16` does not exist on every platform.
  static func float16(_ bits: UInt16) -> Double {
    let significand = Double(bits & 0x3ff)
    let exponent = Int(bits >> 10 & 0x1f)
    let magnitude: Double =
      switch exponent {
      case 0: significand * 0x1p-24
      case 31: significand == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + significand * 0x1p-10)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }
}

/// A type of numbers that a .npy file may hold here, named as its header does, without the byte order.
enum NumPyType: String {
  case f2, f4, f8, i1, i2, i4, i8, u1, u2, u4, u8
  /// A boolean: an unsigned byte.
  case b1

  /// Bytes for one number.
  var size: Int {
    switch self {
    case .i1, .u1, .b1: 1
    case .f2, .i2, .u2: 2
    case .f4, .i4, .u4: 4
    case .f8, .i8, .u8: 8
    }
  }

  /// What its numbers count as.
  var elementType: NumericArray.ElementType {
    switch self {
    case .f2: .float16
    case .f4: .float32
    case .f8: .float64
    default: .integer
    }
  }

  /// The number with these bits: exact, but for integers beyond 2⁵³; a NaN without a sign.
  func decode(_ word: UInt64) -> Double {
    let value =
      switch self {
      case .f2: Self.float16(UInt16(truncatingIfNeeded: word))
      case .f4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
      case .f8: Double(bitPattern: word)
      case .u8: Double(word)
      default: Double(decodeInteger(word))
      }
    return value.isNaN ? .nan : value
  }

  /// The integer with these bits; one beyond Int's range becomes Int.max, which is no class either.
  func decodeInteger(_ word: UInt64) -> Int {
    switch self {
    case .i1: Int(Int8(truncatingIfNeeded: word))
    case .i2: Int(Int16(truncatingIfNeeded: word))
    case .i4: Int(Int32(truncatingIfNeeded: word))
    case .i8: Int(truncatingIfNeeded: word)
    default: Int(clamping: word)
    }
  }

  /// IEEE 754 binary16, by hand: the type `Float16` does not exist on every platform. A Float's exponent counts from 127,
  /// and this one's from 15.
  static func float16(_ bits: UInt16) -> Double {
    let magnitude = Double(Float(bitPattern: UInt32(bits & 0x7fff) << 13)) * 0x1p112
    let value = magnitude < 0x1p16 ? magnitude : magnitude == 0x1p16 ? .infinity : .nan
    return bits >> 15 == 0 ? value : -value
  }
}

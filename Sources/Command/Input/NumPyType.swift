/// The types of numbers that a .npy file may hold here.
enum NumPyType: Equatable {
  case float16, float32, float64
  case signed(size: Int)
  case unsigned(size: Int)
  case boolean

  /// The type of a descriptor without its byte order, such as `f4`.
  init?(_ code: Substring) {
    switch code {
    case "f2": self = .float16
    case "f4": self = .float32
    case "f8": self = .float64
    case "i1", "i2", "i4", "i8": self = .signed(size: code.last?.wholeNumberValue ?? 0)
    case "u1", "u2", "u4", "u8": self = .unsigned(size: code.last?.wholeNumberValue ?? 0)
    case "b1": self = .boolean
    default: return nil
    }
  }

  /// Bytes for one number.
  var size: Int {
    switch self {
    case .float16: 2
    case .float32: 4
    case .float64: 8
    case .signed(let size), .unsigned(let size): size
    case .boolean: 1
    }
  }

  /// What its numbers count as.
  var elementType: NumericArray.ElementType {
    switch self {
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    case .signed, .unsigned, .boolean: .integer
    }
  }

  /// The number with these bits: exact, but for integers beyond 2⁵³; a NaN without a sign.
  func decode(_ word: UInt64) -> Double {
    let value = plain(word)
    return value.isNaN ? .nan : value
  }

  private func plain(_ word: UInt64) -> Double {
    switch self {
    case .float16: Self.float16(UInt16(truncatingIfNeeded: word))
    case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: word)))
    case .float64: Double(bitPattern: word)
    case .unsigned: Double(word)
    case .signed, .boolean: Double(decodeInteger(word))
    }
  }

  /// The integer with these bits; one beyond Int's range becomes Int.max, which is no class either.
  func decodeInteger(_ word: UInt64) -> Int {
    switch self {
    case .signed(let size):
      let shift = 64 - 8 * size
      return Int(truncatingIfNeeded: Int64(truncatingIfNeeded: word << shift) >> shift)
    case .boolean: return word == 0 ? 0 : 1
    default: return Int(clamping: word)
    }
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

/// An unevaluated sum of two Doubles, `high + low` with |low| ≤ ulp(high) / 2: about 106 significant bits.
///
/// Every operation is built from error-free transformations on plain Doubles, without fused multiply-add, so the bits
/// are the same on every platform. With u = 2⁻⁵³, and no overflow or underflow, the relative errors are
///
/// | operation | bound | source |
/// |---|---|---|
/// | `twoSum`, `twoProduct` | exact | Knuth; Dekker and Veltkamp |
/// | `+`, `-` | 3u² + 13u³ | Joldes, Muller, Popescu 2017, algorithm 6 |
/// | `*` | 7u² | the same, algorithm 10 |
/// | `/` | 15u² + 56u³ | the same, algorithm 17 |
///
/// Joldes, Muller and Popescu, "Tight and rigorous error bounds for basic building blocks of double-word arithmetic",
/// ACM Transactions on Mathematical Software 44 (2017).
struct DoubleDouble: Equatable {
  var high: Double
  var low: Double

  /// a + b exactly, for any a and b.
  @inline(__always)
  static func twoSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    let bRounded = sum - a
    let aRounded = sum - bRounded
    return DoubleDouble(high: sum, low: (a - aRounded) + (b - bRounded))
  }

  /// a + b exactly, where |a| ≥ |b| or a = 0.
  @inline(__always)
  static func fastTwoSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    return DoubleDouble(high: sum, low: b - (sum - a))
  }

  /// a · b exactly, where nothing overflows (|a|, |b| < 2⁹⁹⁶) and |a · b| > 2⁻⁹⁶⁹.
  @inline(__always)
  static func twoProduct(_ a: Double, _ b: Double) -> DoubleDouble {
    let product = a * b
    let (aHigh, aLow) = split(a)
    let (bHigh, bLow) = split(b)
    let low = ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow
    return DoubleDouble(high: product, low: low)
  }

  /// The upper 26 and the lower 27 bits of a: 2²⁷ + 1 is Veltkamp's constant for 53 bits.
  @inline(__always)
  private static func split(_ a: Double) -> (high: Double, low: Double) {
    let scaled = 134_217_729 * a
    let high = scaled - (scaled - a)
    return (high, a - high)
  }

  @inline(__always)
  static func + (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let sum = twoSum(x.high, y.high)
    let tail = twoSum(x.low, y.low)
    let partial = fastTwoSum(sum.high, sum.low + tail.high)
    return fastTwoSum(partial.high, tail.low + partial.low)
  }

  @inline(__always)
  static prefix func - (x: DoubleDouble) -> DoubleDouble {
    DoubleDouble(high: -x.high, low: -x.low)
  }

  @inline(__always)
  static func - (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    x + -y
  }

  @inline(__always)
  static func * (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let product = twoProduct(x.high, y.high)
    return fastTwoSum(product.high, product.low + (x.high * y.low + x.low * y.high))
  }

  @inline(__always)
  static func / (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let quotient = x.high / y.high
    let product = y * DoubleDouble(quotient)
    let remainder = (x.high - product.high) + (x.low - product.low)
    return fastTwoSum(quotient, remainder / y.high)
  }

  /// self · 2ᵏ for |k| < 2044; exact unless the result is subnormal.
  @inline(__always)
  func scaled(byPowerOfTwo k: Int) -> DoubleDouble {
    // Two factors: 2ᵏ alone may lie outside the range of Double.
    let (a, b) = (Double.powerOfTwo(k >> 1), Double.powerOfTwo(k - k >> 1))
    return DoubleDouble(high: high * a * b, low: low * a * b)
  }
}

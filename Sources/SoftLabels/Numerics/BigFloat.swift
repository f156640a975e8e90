/// How many bits a `BigFloat` keeps.
protocol Precision {
  static var bits: Int { get }
  /// log 2, computed once.
  static var ln2: BigFloat<Self> { get }
}

/// The ladder's rungs above double-double. 1,216 bits tell what is 0 from the smallest Double, 2⁻¹⁰⁷⁴, in sums whose terms
/// stay below 2¹⁰⁰; 4,608 hold every sum of products of two Doubles exactly; 13,440 hold, beside the largest Double, the
/// stand-in for an exponential too small to matter but for its sign: see `exp`.
enum Bits256: Precision {
  static let bits = 256
  static let ln2 = BigFloat<Bits256>.naturalLogarithmOfTwo()
}

enum Bits1216: Precision {
  static let bits = 1216
  static let ln2 = BigFloat<Bits1216>.naturalLogarithmOfTwo()
}

enum Bits4608: Precision {
  static let bits = 4608
  static let ln2 = BigFloat<Bits4608>.naturalLogarithmOfTwo()
}

enum Bits13440: Precision {
  static let bits = 13_440
  static let ln2 = BigFloat<Bits13440>.naturalLogarithmOfTwo()
}

/// A floating-point number of `P.bits` bits with a bound on its error: ball arithmetic (van der Hoeven; Johansson's Arb).
///
/// The number is ± `integer` · 2^`exponent`, to within `error`. Results are cut to `P.bits`, and what was cut goes into
/// the bound; what is exact stays known to be exact.
struct BigFloat<P: Precision>: BoundedReal {
  private(set) var isNegative: Bool
  private(set) var integer: BigNatural
  private(set) var exponent: Int
  private(set) var error: Magnitude

  init(isNegative: Bool, integer: BigNatural, exponent: Int, error: Magnitude) {
    self.isNegative = isNegative
    self.integer = integer
    self.exponent = exponent
    self.error = error
    let excess = integer.bitWidth - P.bits
    if excess > 0 {
      if integer.trailingZeroBitCount < excess {
        self.error = error + .powerOfTwo(exponent + excess)
      }
      self.integer = integer >> excess
      self.exponent = exponent + excess
    }
  }

  /// A finite Double, exactly.
  init(_ exact: Double) {
    let bits = exact.magnitude.bitPattern
    let fraction = bits & 0xF_FFFF_FFFF_FFFF
    let field = Int(bits >> 52)
    self.init(
      isNegative: exact < 0, integer: BigNatural(field == 0 ? fraction : fraction | UInt64(1) << 52),
      exponent: max(field, 1) - 1075, error: .zero)
  }

  /// Nothing but a bound: 0 ± `error`.
  init(within error: Magnitude) {
    self.init(isNegative: false, integer: BigNatural(0), exponent: 0, error: error)
  }

  var asSum: BigFloat { self }

  var isExactlyZero: Bool { integer.isZero && error.isZero }

  /// -1, 0 or 1.
  var sign: Double { isExactlyZero ? 0 : isNegative ? -1 : 1 }

  /// The value is below 2^`top`, and not below 2^(`top` - 1).
  var top: Int { exponent + integer.bitWidth }

  /// The same number with a wider bound.
  func widened(by more: Magnitude) -> BigFloat {
    var result = self
    result.error = error + more
    return result
  }

  /// self · 2ᵏ, exactly.
  func scaled(byPowerOfTwo k: Int) -> BigFloat {
    var result = self
    result.exponent += k
    result.error = error * .powerOfTwo(k)
    return result
  }

  private var magnitudeBound: Magnitude {
    integer.isZero ? .zero : .powerOfTwo(top)
  }

  /// The nearest Double to the middle of the bound, for estimates only.
  var approximation: Double {
    nearest(in: .float64)
  }

  static prefix func - (x: BigFloat) -> BigFloat {
    var result = x
    result.isNegative.toggle()
    return result
  }

  static func + (x: BigFloat, y: BigFloat) -> BigFloat {
    let error = x.error + y.error
    if x.integer.isZero { return y.widened(by: x.error) }
    if y.integer.isZero { return x.widened(by: y.error) }
    let (large, small) = x.top >= y.top ? (x, y) : (y, x)
    // So far below that it only blurs the last place: no need to line the two up.
    if large.top - small.top > P.bits + 64 {
      return large.widened(by: small.error + small.magnitudeBound)
    }
    let exponent = min(x.exponent, y.exponent)
    let a = x.integer << (x.exponent - exponent)
    let b = y.integer << (y.exponent - exponent)
    if x.isNegative == y.isNegative {
      return BigFloat(isNegative: x.isNegative, integer: a + b, exponent: exponent, error: error)
    }
    return a < b
      ? BigFloat(isNegative: y.isNegative, integer: b - a, exponent: exponent, error: error)
      : BigFloat(isNegative: x.isNegative, integer: a - b, exponent: exponent, error: error)
  }

  static func * (x: BigFloat, y: BigFloat) -> BigFloat {
    let error = x.magnitudeBound * y.error + y.magnitudeBound * x.error + x.error * y.error
    return BigFloat(
      isNegative: x.isNegative != y.isNegative, integer: x.integer * y.integer,
      exponent: x.exponent + y.exponent, error: error)
  }

  static func / (x: BigFloat, y: BigFloat) -> BigFloat {
    // |y| ≥ 2^(top - 1); where its bound is at most half of that, the divisor is at least 2^(top - 2).
    let least = Magnitude.powerOfTwo(y.top - 2)
    guard !y.integer.isZero, y.error.isZero || y.error.exponent < y.top - 2 else {
      return BigFloat(within: .unbounded)
    }
    let shift = max(0, P.bits + 1 + y.integer.bitWidth - x.integer.bitWidth)
    let (quotient, isExact) = (x.integer << shift).divided(by: y.integer)
    let exponent = x.exponent - shift - y.exponent
    let middle = BigFloat(
      isNegative: x.isNegative != y.isNegative, integer: quotient, exponent: exponent,
      error: isExact ? .zero : .powerOfTwo(exponent))
    let carried = y.error.isZero ? x.error : x.error + middle.magnitudeBound * y.error
    return middle.widened(by: carried / least)
  }

  func rounded(to format: FloatFormat) -> Double? {
    if error.isZero { return nearest(in: format) }
    // A bound below 2⁻⁵⁰⁰⁰ is as good as 2⁻⁵⁰⁰⁰, and lines up in fewer bits.
    let radius = error.exponent < -5000 ? Magnitude.powerOfTwo(-5000) : error
    guard radius.exponent < top + 64 || radius.exponent < format.leastExponent + 64 else { return nil }
    let margin = BigFloat<Unlimited>(radius.significand).scaled(byPowerOfTwo: radius.exponent)
    let middle = BigFloat<Unlimited>(
      isNegative: isNegative, integer: integer, exponent: exponent, error: .zero)
    let lower = (middle - margin).nearest(in: format)
    let upper = (middle + margin).nearest(in: format)
    return lower == upper ? lower : nil
  }

  func nearest(in format: FloatFormat) -> Double {
    if integer.isZero { return 0 }
    let sign: FloatingPointSign = isNegative ? .minus : .plus
    guard top - 1 <= format.greatestExponent else { return isNegative ? -.infinity : .infinity }
    let quantum = max(top - format.precision, format.leastExponent)
    let shift = quantum - exponent
    if shift > integer.bitWidth { return 0 }
    var kept = shift <= 0 ? integer << -shift : integer >> shift
    if shift > 0, integer.bit(shift - 1), kept.bit(0) || integer.trailingZeroBitCount < shift - 1 {
      kept = kept + BigNatural(1)
    }
    let result = Double(sign: sign, exponent: quantum, significand: Double(kept.limbs.first ?? 0))
    // Rounding up may have reached the next power of two, which Double still holds and Float does not.
    let overflows = result.magnitude.exponent > format.greatestExponent
    if overflows { return isNegative ? -.infinity : .infinity }
    return result == 0 ? 0 : result
  }
}

/// For additions that must not be cut: more bits than the exponents of two numbers to be rounded can be apart.
private enum Unlimited: Precision {
  static let bits = 1 << 16
  static var ln2: BigFloat<Unlimited> { BigFloat<Unlimited>.naturalLogarithmOfTwo() }
}

/// An upper bound on a magnitude, with an exponent that cannot overflow: `significand` · 2^`exponent`.
///
/// A bound of `BigFloat`, whose exponents go far beyond Double's, to a little over 2²⁷: see `exp`. Every operation rounds up.
struct Magnitude: Equatable {
  /// In [1, 2), or 0.
  private(set) var significand: Double
  private(set) var exponent: Int

  static let zero = Magnitude(significand: 0, exponent: 0)
  /// More than any number there is: what is known of a value whose bound has been lost. Twice its exponent fits in 32 bits.
  static let unbounded = Magnitude(significand: 1, exponent: 1 << 28)

  static func powerOfTwo(_ exponent: Int) -> Magnitude {
    Magnitude(significand: 1, exponent: exponent)
  }

  /// `value` · 2^`exponent`, rounded up; `value` is finite and not negative.
  init(_ value: Double, exponent: Int = 0) {
    guard value > 0 else {
      self = .zero
      return
    }
    let up = value.nextUp
    self.init(significand: up.significand, exponent: exponent + Int(up.exponent))
  }

  private init(significand: Double, exponent: Int) {
    self.significand = significand
    self.exponent = min(exponent, 1 << 28)
  }

  var isZero: Bool { significand == 0 }

  static func + (a: Magnitude, b: Magnitude) -> Magnitude {
    if a.isZero { return b }
    if b.isZero { return a }
    let (large, small) = a.exponent >= b.exponent ? (a, b) : (b, a)
    // Beyond 60 bits the smaller one is below the last place of the larger, which `init` rounds up by.
    let shift = max(small.exponent - large.exponent, -60)
    let sum = large.significand + Double(sign: .plus, exponent: shift, significand: small.significand)
    return Magnitude(sum, exponent: large.exponent)
  }

  static func * (a: Magnitude, b: Magnitude) -> Magnitude {
    if a.isZero || b.isZero { return .zero }
    return Magnitude(a.significand * b.significand, exponent: a.exponent + b.exponent)
  }

  /// An upper bound on a / b, where b is a *lower* bound on the divisor.
  static func / (a: Magnitude, b: Magnitude) -> Magnitude {
    if a.isZero { return .zero }
    if b.isZero { return .unbounded }
    return Magnitude((a.significand / b.significand).nextUp, exponent: a.exponent - b.exponent)
  }
}

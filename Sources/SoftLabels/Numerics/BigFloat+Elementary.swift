/// exp, log and log1p to the whole precision. Every rounding, and every remainder of a series, goes into the bound.
extension BigFloat {
  static func exp(_ x: BigFloat) -> BigFloat {
    if x.isExactlyZero { return .one }
    guard x.error.isZero || x.error.exponent < -8 else { return BigFloat(within: .unbounded) }
    // Below -2¹³, eˣ < 2⁻¹¹⁸¹⁸ can only matter by being there: where the rest of a sum is exactly a tie, it breaks it. Any
    // positive number that small breaks it the same way, so one stands for all.
    if x.isNegative, x.top > 13 { return BigFloat.one.scaled(byPowerOfTwo: -12_000) }
    // From 2²⁶ on, eˣ is beyond every format, and exponents are to fit in 32 bits. One number stands for all, beside which
    // every smaller power of e is nothing. A sum of two of them is not promised its sign: only the logarithm of a target
    // above 1 gets here, which no valid input has.
    if x.top > 26 { return BigFloat.one.scaled(byPowerOfTwo: 1 << 27) }
    let k = (x.approximation * Double.log2e).nearestInteger
    let remainder = x - BigFloat(k) * P.ln2
    // Halving s times makes the series short, squaring s times undoes it.
    let s = P.bits < 1000 ? 8 : P.bits < 4000 ? 16 : 32
    let r = remainder.scaled(byPowerOfTwo: -s)
    // |r| < 2⁻ˢ/2 · 1.01, so n terms leave less than 2⁻ⁿ⁽ˢ⁺¹⁾.
    let terms = P.bits / (s + 1) + 2
    var sum = BigFloat.one.widened(by: .powerOfTwo(-P.bits))
    for n in stride(from: terms, through: 1, by: -1) {
      sum = .one + r * sum / BigFloat(Double(n))
    }
    for _ in 0..<s { sum = sum * sum }
    return sum.scaled(byPowerOfTwo: Int(k))
  }

  static func log(_ x: BigFloat) -> BigFloat {
    if (x - .one).isExactlyZero { return .zero }
    // x = 2ᵏ m with m near 1. With y = log m to 50 bits, log x = k log 2 + y + log1p(m e⁻ʸ - 1).
    guard !x.isNegative, !x.integer.isZero else { return BigFloat(within: .unbounded) }
    guard x.error.isZero || x.error.exponent < x.top - 16 else { return BigFloat(within: .unbounded) }
    let k = x.top == 1 || x.top == 0 ? 0 : x.top
    let m = x.scaled(byPowerOfTwo: -k)
    let y = BigFloat(Double.log(m.approximation))
    let z = m * exp(-y) - .one
    return BigFloat(Double(k)) * P.ln2 + (y + smallLog1p(z))
  }

  static func log1p(_ x: BigFloat) -> BigFloat {
    if x.isExactlyZero { return .zero }
    let isSmall = x.top < -10 && (x.error.isZero || x.error.exponent < -12)
    return isSmall ? smallLog1p(x) : log(.one + x)
  }

  /// log(1 + z) for |z| < 2⁻¹⁰: z (1 - z/2 + z²/3 - …).
  private static func smallLog1p(_ z: BigFloat) -> BigFloat {
    let width = max(z.integer.isZero ? -P.bits : z.top, z.error.isZero ? -P.bits : z.error.exponent + 1)
    guard width < -9 else { return BigFloat(within: .unbounded) }
    let terms = P.bits / -width + 2
    var sum = BigFloat.zero.widened(by: .powerOfTwo(-P.bits))
    for n in stride(from: terms, through: 1, by: -1) {
      sum = .one / BigFloat(Double(n)) - z * sum
    }
    return z * sum
  }

  /// log 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749).
  static func naturalLogarithmOfTwo() -> BigFloat {
    inverseHyperbolicTangent(ofReciprocal: 26) * BigFloat(18)
      - inverseHyperbolicTangent(ofReciprocal: 4801) * BigFloat(2)
      + inverseHyperbolicTangent(ofReciprocal: 8749) * BigFloat(8)
  }

  /// atanh(1/n) = Σ 1 / ((2i + 1) n²ⁱ⁺¹); what is left after a term is below half of it.
  private static func inverseHyperbolicTangent(ofReciprocal n: Double) -> BigFloat {
    let square = BigFloat(n * n)
    var power = BigFloat.one / BigFloat(n)
    var sum = power
    var denominator = 1.0
    while power.top > -P.bits {
      power = power / square
      denominator += 2
      sum = sum + power / BigFloat(denominator)
    }
    return sum.widened(by: .powerOfTwo(-P.bits))
  }
}

/// exp, log and log1p without a branch, so that loops over them vectorise.
///
/// The formulas are the same for Float and Double; what differs stands with the types, polynomials above all.
extension FusedScalar {
  /// eˣ for x ≤ 0, within 1.1 ULP, also where it is subnormal.
  @inline(__always)
  static func fusedExp(_ x: Self) -> Self {
    let d = x > leastExponent ? x : leastExponent
    // The nearest integer to x log₂e, with the exponent bias in the bits below it, and what a subnormal power needs besides:
    // it is taken back last.
    let shift = integerShift + (exponentBias + subnormalOctaves)
    let shifted = d * log2e + shift
    let k = shifted - shift
    let r = (d - k * ln2High) - k * ln2Low
    return (1 + expMinusOne(r)) * power(shifted) * (1 / subnormalScale)
  }

  /// 2ᵏ, of a number whose low bits are k and the exponent bias.
  @inline(__always)
  static func power(_ shifted: Self) -> Self {
    Self(bitPattern: shifted.bitPattern &<< Bits(truncatingIfNeeded: significandBitCount))
  }

  /// log x for x ≥ 0, within 1.3 ULP; -inf at 0.
  @inline(__always)
  static func fusedLog(_ x: Self) -> Self {
    let isSubnormal = x < leastNormalMagnitude
    let (k, f) = reduced(isSubnormal ? x * subnormalScale : x)
    let log = logarithm(exponent: k + (isSubnormal ? -subnormalOctaves : 0), fraction: f)
    return x == 0 ? -.infinity : log
  }

  /// The same for an x that is not below the least normal number: anything finite there.
  @inline(__always)
  static func fusedLog(ofNormal x: Self) -> Self {
    let (k, f) = reduced(x)
    return logarithm(exponent: k, fraction: f)
  }

  /// log(1 + x) for x in [0, 1], within 1.35 ULP, however small: 2 atanh s with s = x / (2 + x), and 2 s = x - s x.
  @inline(__always)
  static func fusedLog1p(_ x: Self) -> Self {
    let s = x / (2 + x)
    return x - s * (x - atanhRest(s * s))
  }

  /// -log(1 - x) for x in [0, ½], within 1.2 ULP, however small.
  @inline(__always)
  static func fusedMinusLog1m(_ x: Self) -> Self {
    let s = x / (2 - x)
    return x + s * (x + atanhRest(s * s))
  }

  /// x = 2ᵏ (1 + f) with f in [√½ - 1, √2 - 1], of a normal x.
  @inline(__always)
  static func reduced(_ x: Self) -> (exponent: Self, fraction: Self) {
    let places = Bits(truncatingIfNeeded: significandBitCount)
    // The exponent of x / √½, so that the significand falls in [√½, √2).
    let bits = x.bitPattern &+ (Self(1).bitPattern &- rootOfHalf.bitPattern)
    let k = Self(bitPattern: (bits &>> places) | integerShift.bitPattern) - (integerShift + exponentBias)
    let f = Self(bitPattern: (bits & ((1 &<< places) &- 1)) &+ rootOfHalf.bitPattern) - 1
    return (k, f)
  }

  /// k log 2 + log(1 + f) for such an f.
  @inline(__always)
  static func logarithm(exponent k: Self, fraction f: Self) -> Self {
    k * ln2High + (k * ln2Low + (f - remainder(ofFraction: f)))
  }

  /// f - log(1 + f) for such an f.
  @inline(__always)
  static func remainder(ofFraction f: Self) -> Self {
    let s = f / (2 + f)
    return s * (f - atanhRest(ofFraction: s * s))
  }
}

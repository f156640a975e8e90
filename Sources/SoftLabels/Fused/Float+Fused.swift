/// exp, log and log1p in Float, without a branch and without a wider type.
///
/// The polynomials interpolate at Chebyshev's nodes and are rounded to Float; each line says how far off that is.
extension Float {
  /// log 2 = `ln2High` + `ln2Low`; 12 bits in the first, so that k · `ln2High` is exact for |k| < 2¹².
  private static let ln2High: Float = 0x1.62ep-1
  private static let ln2Low: Float = 0x1.0bfbe8p-15

  @inline(__always)
  static func fusedExp(_ x: Float) -> Float {
    let d = x > -88 ? x : -88
    let shifted = d * 0x1.715476p+0 + 0x1.8000fep+23
    let k = shifted - 0x1.8000fep+23
    let r = (d - k * ln2High) - k * ln2Low
    let r2 = r * r
    // (eʳ - 1 - r) / r², to within 2⁻²⁶·⁵ of eʳ.
    let q = (0.5 + r * 0x1.5554dcp-3) + r2 * ((0x1.555518p-5 + r * 0x1.120be2p-7) + r2 * 0x1.6d117cp-10)
    return (1 + (r + r2 * q)) * Float(bitPattern: shifted.bitPattern &<< 23)
  }

  @inline(__always)
  static func fusedLog(_ x: Float) -> Float {
    let isSubnormal = x < 0x1p-126
    let normal = isSubnormal ? x * 0x1p24 : x
    // The exponent of x / √½, so that the significand falls in [√½, √2).
    let bits = normal.bitPattern &+ (0x3f80_0000 &- 0x3f35_04f3)
    let biased = Float(bitPattern: (bits &>> 23) | 0x4b00_0000) - 0x1p23
    let k = biased - (isSubnormal ? 151 : 127)
    let f = Float(bitPattern: (bits & 0x007f_ffff) &+ 0x3f35_04f3) - 1
    let sum = logarithm(exponent: k, fraction: f)
    return x == 0 ? -.infinity : sum
  }

  @inline(__always)
  static func fusedLog1p(_ x: Float) -> Float {
    let isSmall = x < 0x1.a8279ap-2
    return logarithm(exponent: isSmall ? 0 : 1, fraction: isSmall ? x : (x - 1) * 0.5)
  }

  @inline(__always)
  static func fusedLog1m(_ x: Float) -> Float {
    let isSmall = x < 0x1.2bec34p-2
    return logarithm(exponent: isSmall ? 0 : -1, fraction: isSmall ? -x : 1 - 2 * x)
  }

  /// k log 2 + log(1 + f) for f in [√½ - 1, √2 - 1].
  @inline(__always)
  private static func logarithm(exponent k: Float, fraction f: Float) -> Float {
    let f2 = f * f
    let f4 = f2 * f2
    // (log(1 + f) - f + f²/2) / f³, to within 2⁻²⁸ of log(1 + f).
    let low = (0x1.555554p-2 + f * -0x1.fffffcp-3) + f2 * (0x1.999d6ep-3 + f * -0x1.555b8ap-3)
    let high = (0x1.23cf82p-3 + f * -0x1.fce3e2p-4) + f2 * (0x1.dec7e6p-4 + f * -0x1.d6cd68p-4)
    let r = low + f4 * (high + f4 * 0x1.1debbap-4)
    let log = f - f2 * (0.5 - f * r)
    return k * ln2High + (k * ln2Low + log)
  }
}

/// exp, log and log1p in Float, without a branch and without a wider type.
///
/// The polynomials are rounded to Float; each line says how far off that is.
extension Float {
  /// log 2 = `ln2High` + `ln2Low`; 12 bits in the first, so that k · `ln2High` is exact for |k| < 2¹².
  private static let ln2High: Float = 0x1.62ep-1
  private static let ln2Low: Float = 0x1.0bfbe8p-15

  @inline(__always)
  static func fusedExp(_ x: Float) -> Float {
    let d = x > -104 ? x : -104
    // The nearest integer to x log₂e, with 127 + 24 in the bits below it: what a subnormal power needs is taken back last.
    let shifted = d * 0x1.715476p+0 + 0x1.80012ep+23
    let k = shifted - 0x1.80012ep+23
    let r = (d - k * ln2High) - k * ln2Low
    let r2 = r * r
    // (eʳ - 1 - r) / r², to within 2⁻²⁶·⁵ of eʳ.
    let q = (0.5 + r * 0x1.5554dcp-3) + r2 * ((0x1.555518p-5 + r * 0x1.120be2p-7) + r2 * 0x1.6d117cp-10)
    return (1 + (r + r2 * q)) * Float(bitPattern: shifted.bitPattern &<< 23) * 0x1p-24
  }

  @inline(__always)
  static func fusedLog(_ x: Float) -> Float {
    let isSubnormal = x < 0x1p-126
    let log = logarithm(ofNormal: isSubnormal ? x * 0x1p24 : x, exponent: isSubnormal ? -24 : 0)
    return x == 0 ? -.infinity : log
  }

  @inline(__always)
  static func fusedLog(ofNormal x: Float) -> Float { logarithm(ofNormal: x, exponent: 0) }

  /// A Double that was a Float is not subnormal.
  @inline(__always)
  static func fusedDifference(logOf x: Float, _ q: Float) -> (difference: Double, least: Double) {
    let log = Double.fusedLog(ofNormal: Double(x))
    return (log - Double(q), log.magnitude * 0x1p-27)
  }

  /// log x + k log 2, of a normal x.
  @inline(__always)
  private static func logarithm(ofNormal x: Float, exponent k: Float) -> Float {
    // The exponent of x / √½, in its place among the bits: what is left when x is divided by it falls in [√½, √2).
    let exponent = (x.bitPattern &- 0x3f35_04f3) & 0xff80_0000
    let significand = Float(bitPattern: x.bitPattern &- exponent)
    let k = Float(Int32(bitPattern: exponent)) * 0x1p-23 + k
    let f = significand - 1
    let s = f / (significand + 1)
    let z = s * s
    // 2 (atanh s - s) / s, to within 2⁻³⁰ of the logarithm.
    let r = z * (0x1.55557ap-1 + z * (0x1.995ed8p-2 + z * 0x1.31e03cp-2))
    return k * ln2High + (k * ln2Low + (f - s * (f - r)))
  }

  @inline(__always)
  static func fusedLog1p(_ x: Float) -> Float {
    let s = x / (2 + x)
    return x - s * (x - remainder(s))
  }

  @inline(__always)
  static func fusedMinusLog1m(_ x: Float) -> Float {
    let s = x / (2 - x)
    return x + s * (x + remainder(s))
  }

  /// 2 (atanh s - s) / s for |s| ≤ 1/3, to within 2⁻²⁷·⁷ of 2 atanh s.
  @inline(__always)
  private static func remainder(_ s: Float) -> Float {
    let z = s * s
    return z * ((0x1.555502p-1 + z * 0x1.99d1ccp-2) + (z * z) * (0x1.1ec03ep-2 + z * 0x1.1eca32p-2))
  }
}

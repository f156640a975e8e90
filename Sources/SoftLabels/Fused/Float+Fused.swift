/// The polynomials are rounded to Float; each line says how far off that is.
extension Float: FusedScalar {
  typealias Lanes = SIMD8<Float>

  static var ln2High: Float { 0x1.62ep-1 }
  static var ln2Low: Float { 0x1.0bfbe8p-15 }
  static var log2e: Float { 0x1.715476p+0 }
  static var leastExponent: Float { -104 }
  static var exactLogitLimit: Float { 256 }
  static var scaleExponent: Float { 60 }
  static var leastSafeSum: Double { 0x1p-100 }

  @inline(__always)
  static func expMinusOne<Number: FusedNumber>(_ r: Number) -> Number where Number.Scalar == Float {
    let r2 = r * r
    // (eʳ - 1 - r) / r², to within 2⁻²⁶·⁵ of eʳ.
    let low = 0.5 + r * 0x1.5554dcp-3
    let high = 0x1.555518p-5 + r * 0x1.120be2p-7
    return r + r2 * (low + r2 * (high + r2 * 0x1.6d117cp-10))
  }

  /// To within 2⁻³⁰ of the logarithm.
  @inline(__always)
  static func atanhRest(ofFraction z: Float) -> Float {
    z * (0x1.55557ap-1 + z * (0x1.995ed8p-2 + z * 0x1.31e03cp-2))
  }

  /// To within 2⁻²⁷·⁷ of 2 atanh s.
  @inline(__always)
  static func atanhRest(_ z: Float) -> Float {
    z * ((0x1.555502p-1 + z * 0x1.99d1ccp-2) + (z * z) * (0x1.1ec03ep-2 + z * 0x1.1eca32p-2))
  }

  /// A Double that was a Float is not subnormal.
  @inline(__always)
  static func fusedDifference(logOf x: Float, _ q: Float) -> (difference: Double, least: Double) {
    let log = Double.fusedLog(ofNormal: Double(x))
    return (log - Double(q), log.magnitude * 0x1p-27)
  }

  @inline(__always)
  static func wideExpMinusOne(_ r: Double) -> Double {
    let r2 = r * r
    // (eʳ - 1 - r) / r², to within 2⁻³² of eʳ.
    let low = 0x1.0000000b9129bp-1 + r * 0x1.5555555a78ed4p-3
    let middle = 0x1.5554e9063586ep-5 + r * 0x1.1110e0f238322p-7
    let high = 0x1.6d43246b523b4p-10 + r * 0x1.a124f19fe89acp-13
    return r + r2 * (low + r2 * (middle + r2 * high))
  }

  @inline(__always)
  static func wideLog1p(_ x: Double) -> Double {
    let (k, fraction) = Double.reduced(1 + x)
    let f = x < 0.4 ? x : fraction
    let s = f / (2 + f)
    let t = s * s
    // (atanh s / s - 1) / s², to within 2⁻³⁵ of the logarithm.
    let low = 0x1.5555554bb2b2cp-2 + t * 0x1.9999eb5d84f14p-3
    let high = 0x1.245c438323e9ap-3 + t * 0x1.ddced7078dd3ap-4
    return k * 0x1.62e42fefa39efp-1 + (f - s * (f - 2 * t * (low + (t * t) * high)))
  }
}

/// Functions of one number a row, in Double: as exactly as a kernel of the element type needs them, and no more.
protocol FusedWide {
  /// eʳ - 1 for |r| ≤ log(2)/2.
  static func wideExpMinusOne(_ r: Double) -> Double
  /// log(1 + x) for x ≥ 0.
  static func wideLog1p(_ x: Double) -> Double
}

extension Double: FusedWide {
  @inline(__always)
  static func wideExpMinusOne(_ r: Double) -> Double { expMinusOne(r) }

  @inline(__always)
  static func wideLog1p(_ x: Double) -> Double { fusedLog1pOfAny(x) }
}

extension Float: FusedWide {
  @inline(__always)
  static func wideExpMinusOne(_ r: Double) -> Double {
    let r2 = r * r
    // (eʳ - 1 - r) / r², to within 2⁻³² of eʳ.
    let low = 0x1.0000000b9129bp-1 + r * 0x1.5555555a78ed4p-3
    let middle = 0x1.5554e9063586ep-5 + r * 0x1.1110e0f238322p-7
    let high = 0x1.6d43246b523b4p-10 + r * 0x1.a124f19fe89acp-13
    return r + r2 * (low + r2 * (middle + r2 * high))
  }

  /// 1 + x = 2ᵏ (1 + f) with f in [√½ - 1, √2 - 1], and log(1 + f) = 2 atanh s with s = f / (2 + f).
  @inline(__always)
  static func wideLog1p(_ x: Double) -> Double {
    let bits = (1 + x).bitPattern &+ (0x3ff0_0000_0000_0000 &- 0x3fe6_a09e_667f_3bcd)
    let k = Double(bitPattern: (bits &>> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
    let fraction = Double(bitPattern: (bits & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_667f_3bcd) - 1
    let f = x < 0.4 ? x : fraction
    let s = f / (2 + f)
    let t = s * s
    // (atanh s / s - 1) / s², to within 2⁻³⁵ of the logarithm.
    let low = 0x1.5555554bb2b2cp-2 + t * 0x1.9999eb5d84f14p-3
    let high = 0x1.245c438323e9ap-3 + t * 0x1.ddced7078dd3ap-4
    return k * 0x1.62e42fefa39efp-1 + (f - s * (f - 2 * t * (low + (t * t) * high)))
  }
}

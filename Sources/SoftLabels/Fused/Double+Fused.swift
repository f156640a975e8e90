/// exp, log and log1p in Double, without a branch, so that loops over them vectorise.
extension Double {
  @inline(__always)
  static func fusedExp(_ x: Double) -> Double {
    let d = x > -746 ? x : -746
    // The nearest integer to x log₂e, with 1023 + 64 in the bits below it: what a subnormal power needs is taken back last.
    let shifted = d * 0x1.71547652b82fep+0 + 0x1.800000000043fp52
    let k = shifted - 0x1.800000000043fp52
    let r = (d - k * ln2High) - k * ln2Low
    return (1 + expMinusOne(r)) * Double(bitPattern: shifted.bitPattern &<< 52) * 0x1p-64
  }

  /// eʳ - 1 for |r| ≤ log(2)/2.
  @inline(__always)
  static func expMinusOne(_ r: Double) -> Double {
    let r2 = r * r
    let r4 = r2 * r2
    // (eʳ - 1 - r) / r², to within 2⁻⁶¹ of eʳ.
    let low = (0.5 + r * 0x1.5555555555557p-3) + r2 * (0x1.5555555555556p-5 + r * 0x1.11111111100bep-7)
    let middle =
      (0x1.6c16c16c162c3p-10 + r * 0x1.a01a01abf85abp-13) + r2 * (0x1.a01a01a6e1e2ap-16 + r * 0x1.71de01fdbf9cap-19)
    let high = (0x1.27e4db46cddd1p-22 + r * 0x1.af4e554377204p-26) + r2 * 0x1.1f7340dbc337ep-29
    return r + r2 * (low + r4 * (middle + r4 * high))
  }

  @inline(__always)
  static func fusedLog(_ x: Double) -> Double {
    let isSubnormal = x < 0x1p-1022
    let log = logarithm(ofNormal: isSubnormal ? x * 0x1p53 : x, exponent: isSubnormal ? -53 : 0)
    return x == 0 ? -.infinity : log
  }

  /// The parts of the logarithm are added up with what their sums lose, so that only the error of the last one counts,
  /// which is the smallest: about 3 · 2⁻⁵³ of it.
  @inline(__always)
  static func fusedDifference(logOf x: Double, _ q: Double) -> (difference: Double, least: Double) {
    let isSubnormal = x < 0x1p-1022
    let (exponent, f) = reduced(isSubnormal ? x * 0x1p53 : x)
    let k = exponent + (isSubnormal ? -53 : 0)
    let rest = remainder(ofFraction: f)
    let first = k * ln2High - q
    let back = first - k * ln2High
    let lostFirst = (k * ln2High - (first - back)) - (q + back)
    let second = first + f
    let forth = second - first
    let lostSecond = (first - (second - forth)) + (f - forth)
    let difference = second + ((lostFirst + lostSecond) + (k * ln2Low - rest))
    return (difference, 2 * rest + 0x1p-20)
  }

  @inline(__always)
  static func fusedLog(ofNormal x: Double) -> Double { logarithm(ofNormal: x, exponent: 0) }

  @inline(__always)
  static func fusedLog1p(_ x: Double) -> Double {
    let s = x / (2 + x)
    return x - s * (x - remainder(s))
  }

  @inline(__always)
  static func fusedMinusLog1m(_ x: Double) -> Double {
    let s = x / (2 - x)
    return x + s * (x + remainder(s))
  }

  /// 2 (atanh s - s) / s for |s| ≤ 1/3, to within 2⁻⁵⁹ of 2 atanh s.
  @inline(__always)
  private static func remainder(_ s: Double) -> Double {
    let z = s * s
    let z2 = z * z
    let z4 = z2 * z2
    let low = (0x1.5555555555535p-1 + z * 0x1.99999999a074dp-2) + z2 * (0x1.249249208d08fp-2 + z * 0x1.c71c741ba85c3p-3)
    let middle =
      (0x1.745cb431bb1bap-3 + z * 0x1.3b1dd5109eefap-3) + z2 * (0x1.10683a0ce427ap-3 + z * 0x1.efcef700a625dp-4)
    let high = 0x1.55e297145d67dp-4 + z * 0x1.5c43aebf71536p-3
    return z * (low + z4 * (middle + z4 * high))
  }

  /// log(1 + x) for any x ≥ 0 that is finite, within 2 ULP: what 1 + x rounds away is carried into the fraction.
  @inline(__always)
  static func fusedLog1pOfAny(_ x: Double) -> Double {
    let sum = 1 + x
    let back = sum - x
    let lost = (1 - back) + (x - (sum - back))
    let bits = sum.bitPattern &+ (0x3ff0_0000_0000_0000 &- 0x3fe6_a09e_667f_3bcd)
    let biased = bits &>> 52
    let k = Double(bitPattern: biased | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
    let f = Double(bitPattern: (bits & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_667f_3bcd) - 1
    // 2⁻ᵏ, exact: k is between 0 and 1023, and where it is 1023 nothing was lost.
    let scale = Double(bitPattern: UInt64((2046 &- biased) & 0x7ff) &<< 52)
    return logarithm(exponent: k, fraction: f + lost * scale)
  }

  /// log x + k log 2, of a normal x.
  @inline(__always)
  private static func logarithm(ofNormal x: Double, exponent more: Double) -> Double {
    let (k, f) = reduced(x)
    return logarithm(exponent: k + more, fraction: f)
  }

  /// x = 2ᵏ (1 + f) with f in [√½ - 1, √2 - 1], of a normal x.
  @inline(__always)
  private static func reduced(_ x: Double) -> (exponent: Double, fraction: Double) {
    // The exponent of x / √½, so that the significand falls in [√½, √2).
    let bits = x.bitPattern &+ (0x3ff0_0000_0000_0000 &- 0x3fe6_a09e_667f_3bcd)
    let k = Double(bitPattern: (bits &>> 52) | 0x4330_0000_0000_0000) - (0x1p52 + 1023)
    return (k, Double(bitPattern: (bits & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_667f_3bcd) - 1)
  }

  /// k log 2 + log(1 + f) for f in [√½ - 1, √2 - 1].
  @inline(__always)
  private static func logarithm(exponent k: Double, fraction f: Double) -> Double {
    k * ln2High + (k * ln2Low + (f - remainder(ofFraction: f)))
  }

  /// f - log(1 + f) for f in [√½ - 1, √2 - 1]: with s = f / (2 + f), log(1 + f) = 2 atanh s, and 2s = f - s f.
  @inline(__always)
  private static func remainder(ofFraction f: Double) -> Double {
    let s = f / (2 + f)
    let t = s * s
    let t2 = t * t
    // (atanh s / s - 1) / s², to within 2⁻⁶⁰ of the logarithm.
    let low = (0x1.5555555555555p-2 + t * 0x1.9999999999a4dp-3) + t2 * (0x1.2492492473a6dp-3 + t * 0x1.c71c7206dfb6fp-4)
    let high =
      (0x1.745cf6bb5d40fp-4 + t * 0x1.3b1cb09409089p-4) + t2 * (0x1.0fb1cf24fcde1p-4 + t * 0x1.0c880966f199ep-4)
    return s * (f - 2 * t * (low + (t2 * t2) * high))
  }
}

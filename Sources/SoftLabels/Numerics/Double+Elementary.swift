/// exp, log and log1p of our own, so that a result has the same bits on every platform.
///
/// Only + - · / on Doubles, in a fixed order, without fused multiply-add. Each is within 2 ULP over its whole domain
/// (measured: see the accuracy suite); what needs more is evaluated in `DoubleDouble`.
extension Double {
  /// log 2 = `ln2High` + `ln2Low`; the 21 low bits of `ln2High` are 0, so k · `ln2High` is exact for |k| < 2²¹.
  static let ln2High = 0x1.62e42fee00000p-1
  static let ln2Low = 0x1.a39ef35793c76p-33
  /// 1 / log 2.
  static let log2e = 0x1.71547652b82fep+0

  /// eˣ, within 2 ULP; 0 below the range, +inf above it, NaN at NaN.
  ///
  /// x = k log 2 + r with |r| ≤ log(2)/2, and the Taylor series of eʳ up to r¹³/13!: the remainder is below 2⁻⁵⁷.
  @inline(__always)
  package static func exp(_ x: Double) -> Double {
    guard x > -746 else { return x.isNaN ? x : 0 }
    guard x < 710 else { return x.isNaN ? x : .infinity }
    // Adding 1.5 · 2⁵² leaves the nearest integer in the low bits.
    let shifted = x * log2e + 0x1.8p52
    let k = shifted - 0x1.8p52
    let r = (x - k * ln2High) - k * ln2Low
    let r2 = r * r
    let r4 = r2 * r2
    let low = (0.5 + r * 0x1.5555555555555p-3) + r2 * (0x1.5555555555555p-5 + r * 0x1.1111111111111p-7)
    let middle =
      (0x1.6c16c16c16c17p-10 + r * 0x1.a01a01a01a01ap-13)
      + r2 * (0x1.a01a01a01a01ap-16 + r * 0x1.71de3a556c734p-19)
    let high =
      (0x1.27e4fb7789f5cp-22 + r * 0x1.ae64567f544e4p-26)
      + r2 * (0x1.1eed8eff8d898p-29 + r * 0x1.6124613a86d09p-33)
    let expMinusOne = r + r2 * (low + r4 * (middle + r4 * high))
    let exponent = Int(Int32(truncatingIfNeeded: shifted.bitPattern))
    // Two factors of 2ᵏ, since 2ᵏ alone may lie outside the range of Double where the product does not.
    let half = exponent >> 1
    return (1 + expMinusOne) * powerOfTwo(half) * powerOfTwo(exponent &- half)
  }

  /// The nearest integer, ties to even, for |self| < 2⁵¹: adding 1.5 · 2⁵² leaves no room for a fraction. (`rounded()`
  /// would call libm.)
  @inline(__always)
  var nearestInteger: Double { (self + 0x1.8p52) - 0x1.8p52 }

  /// 2ᵏ for -1022 ≤ k ≤ 1023.
  @inline(__always)
  static func powerOfTwo(_ k: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: k &+ 1023) &<< 52)
  }

  /// log x, within 2 ULP; -inf at 0, NaN below 0, +inf at +inf.
  ///
  /// x = 2ᵏ m with m in [√½, √2); with s = (m - 1) / (m + 1), log m = 2 (s + s³/3 + s⁵/5 + …) up to s²³/23: the
  /// remainder is below 2⁻⁶³ of the sum.
  package static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    var k = Double(x.exponent)
    var m = x.significand
    if m > 0x1.6a09e667f3bcdp0 {
      m /= 2
      k += 1
    }
    let f = m - 1
    let s = f / (2 + f)
    let t = s * s
    let series = atanhTail(t)
    // 2s = f - s f, and f is exact: the correction is small beside it.
    let logM = f - s * (f - 2 * t * series)
    return k == 0 ? logM : k * ln2High + (k * ln2Low + logM)
  }

  /// 1/3 + t/5 + t²/7 + …: with t = s², atanh s = s + s t · `atanhTail(t)`.
  private static func atanhTail(_ t: Double) -> Double {
    var (sum, denominator) = (1.0 / 23, 21.0)
    // A stride of Doubles would call libm's fma.
    while denominator > 1 {
      sum = sum * t + 1 / denominator
      denominator -= 2
    }
    return sum
  }

  /// log(1 + x), within 2 ULP; -inf at -1, NaN below -1, +inf at +inf.
  ///
  /// Where 1 + x is rounded to u, log(1 + x) = log u + (1 + x - u) / u to first order, and 1 + x - u is exact.
  package static func log1p(_ x: Double) -> Double {
    guard x > -1 else { return x == -1 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    // For |x| < 0.29 no exponent is involved: s = x / (2 + x), without forming 1 + x at all.
    if x.magnitude < 0.29 {
      let s = x / (2 + x)
      let t = s * s
      return x - s * (x - 2 * t * atanhTail(t))
    }
    let sum = DoubleDouble.twoSum(1, x)
    return log(sum.high) + sum.low / sum.high
  }
}

/// exp, log and log1p to about 98 bits: a relative error below 2⁻⁹⁸.
extension DoubleDouble {
  /// log 2 in three parts. The first two have 42 bits, so k times each is exact for |k| < 2¹¹; what the third leaves is below
  /// 2⁻¹⁴⁰.
  private static let ln2First = 0x1.62e42fefa3800p-1
  private static let ln2Second = 0x1.ef35793c76000p-45
  private static let ln2Third = 0x1.cc01f97b57a08p-87

  /// eˣ for -600 < x < 700; further down the low part of the result is lost to underflow.
  ///
  /// x = k log 2 + r with |r| < 0.35. For k ≠ 0, x.high is a multiple of 2⁻⁵⁴, so its difference to k `ln2First`, below ½, is
  /// exact.
  static func exp(_ x: DoubleDouble) -> DoubleDouble {
    let k = (x.high * Double.log2e).nearestInteger
    let r = twoSum(x.high - k * ln2First, -k * ln2Second) + twoSum(x.low, -k * ln2Third)
    return (DoubleDouble(1) + expMinusOne(r)).scaled(byPowerOfTwo: Int(k))
  }

  /// eˣ - 1 for |x| < 0.35, to within 2⁻¹⁰⁰ of it.
  ///
  /// x = 32 r with |r| < 2⁻⁶·⁵. The Taylor series of eʳ - 1 stops at r¹²/12!, with a remainder below 2⁻¹¹⁰ of it; from
  /// r⁷/7! on, 2⁻⁵¹ of it, plain Doubles are exact enough. Five times e²ʳ - 1 = 2 (eʳ - 1) + (eʳ - 1)² brings it back. Of
  /// these, step n adds 2n + 3 times 2⁻¹⁰⁶, since the low part grows by half an ulp in each.
  static func expMinusOne(_ x: DoubleDouble) -> DoubleDouble {
    let r = DoubleDouble(high: x.high * 0x1p-5, low: x.low * 0x1p-5)
    let h = r.high
    let from11 = 0x1.ae64567f544e4p-26 + h * 0x1.1eed8eff8d898p-29
    let from9 = 0x1.71de3a556c734p-19 + h * (0x1.27e4fb7789f5cp-22 + h * from11)
    let from7 = h * (0x1.a01a01a01a01ap-13 + h * (0x1.a01a01a01a01ap-16 + h * from9))
    let from6 = fastTwoSum(0x1.6c16c16c16c17p-10, from7)
    let sum = DoubleDouble(high: from6.high, low: from6.low - 0x1.f49f49f49f49fp-65)
      .times(r, plus: DoubleDouble(high: 0x1.1111111111111p-7, low: 0x1.1111111111111p-63))
      .times(r, plus: DoubleDouble(high: 0x1.5555555555555p-5, low: 0x1.5555555555555p-59))
      .times(r, plus: DoubleDouble(high: 0x1.5555555555555p-3, low: 0x1.5555555555555p-57))
      .times(r, plus: DoubleDouble(0.5))
      .times(r, plus: DoubleDouble(1))
    var e = r * sum
    for _ in 0..<5 { e = e.times(e, plus: DoubleDouble(high: 2 * e.high, low: 2 * e.low)) }
    return fastTwoSum(e.high, e.low)
  }

  /// self · y + c where the product is the smaller. The high parts alone are chained, and the low ones follow: that, not the
  /// count of operations, makes it fast. The low part of the result may be a few times half an ulp.
  @inline(__always)
  private func times(_ y: DoubleDouble, plus c: DoubleDouble) -> DoubleDouble {
    let product = DoubleDouble.twoProduct(high, y.high)
    let sum = DoubleDouble.fastTwoSum(c.high, product.high)
    return DoubleDouble(high: sum.high, low: sum.low + (c.low + (product.low + (high * y.low + low * y.high))))
  }

  /// log x for every finite x > 0; below 2⁻¹⁰⁰⁰ it has no low part to speak of.
  ///
  /// x = 2ᵏ m with m in [√½, √2], so that log m does not cancel k log 2; m - 1 is exact.
  static func log(_ x: DoubleDouble) -> DoubleDouble {
    let k = Double(x.high.exponent) + (x.high.significand > 0x1.6a09e667f3bcdp0 ? 1 : 0)
    let m = x.scaled(byPowerOfTwo: -Int(k))
    let kLog2 = twoSum(k * ln2First, k * ln2Second) + DoubleDouble(k * ln2Third)
    return kLog2 + logNearOne(twoSum(m.high - 1, m.low))
  }

  /// log(1 + x) for -1 < x < 2¹⁰⁰⁰. Of an x below 2⁻¹¹⁰ it is x, to within as much.
  static func log1p(_ x: DoubleDouble) -> DoubleDouble {
    if x.high.magnitude < 0x1p-110 { return x }
    return x.high > -0.29 && x.high < 0.41 ? logNearOne(x) : log(x + DoubleDouble(1))
  }

  /// log(1 + x) for 1 + x in [√½, √2], relative to it however small x is.
  ///
  /// With y = log1p(x) to within 2⁻⁵⁰ of it, log(1 + x) = y + log1p(z) for z = (1 + x) e⁻ʸ - 1 = x + E + x E, where
  /// E = e⁻ʸ - 1. No more than 2⁻⁵⁰ y in magnitude, z is its own log1p, to within 2⁻¹⁰² of y.
  private static func logNearOne(_ x: DoubleDouble) -> DoubleDouble {
    let y = Double.log1p(x.high)
    let e = expMinusOne(DoubleDouble(-y))
    return DoubleDouble(y) + (x + e + x * e)
  }
}

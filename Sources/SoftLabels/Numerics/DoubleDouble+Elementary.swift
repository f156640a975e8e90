/// exp, log and log1p to about 98 bits: a relative error below 2⁻⁹⁸.
extension DoubleDouble {
  /// log 2 in three parts. The first two have 42 bits, so k times each is exact for |k| < 2¹¹.
  private static let ln2First = 0x1.62e42fefa3800p-1
  private static let ln2Second = 0x1.ef35793c76000p-45
  private static let ln2Third = DoubleDouble(high: 0x1.cc01f97b57a08p-87, low: -0x1.979b31ace93a5p-141)

  /// 1/3!, 1/4!, 1/5!, 1/6!.
  private static let inverseFactorials: [DoubleDouble] = [
    DoubleDouble(high: 0x1.5555555555555p-3, low: 0x1.5555555555555p-57),
    DoubleDouble(high: 0x1.5555555555555p-5, low: 0x1.5555555555555p-59),
    DoubleDouble(high: 0x1.1111111111111p-7, low: 0x1.1111111111111p-63),
    DoubleDouble(high: 0x1.6c16c16c16c17p-10, low: -0x1.f49f49f49f49fp-65),
  ]

  /// eˣ for -600 < x < 700; further down the low part of the result is lost to underflow.
  ///
  /// x = k log 2 + 512 r with |r| < 2⁻¹⁰·⁵. The Taylor series of eʳ - 1 stops at r¹⁰/10!, with a remainder below 2⁻¹¹⁵
  /// of it; from r⁷/7! on, 2⁻⁷⁵ of it, plain Doubles are exact enough. Nine times e²ʳ - 1 = 2 (eʳ - 1) + (eʳ - 1)²
  /// brings it back; each costs a few times 2⁻¹⁰⁴, and keeping the 1 out until the end keeps small x accurate.
  static func exp(_ x: DoubleDouble) -> DoubleDouble {
    let k = (x.high * Double.log2e).nearestInteger
    let reduced =
      ((x - DoubleDouble(k * ln2First)) - DoubleDouble(k * ln2Second)) - DoubleDouble(k) * ln2Third
    let r = reduced.scaled(byPowerOfTwo: -9)
    let h = r.high
    let tail =
      h
      * (0x1.a01a01a01a01ap-13
        + h * (0x1.a01a01a01a01ap-16 + h * (0x1.71de3a556c734p-19 + h * 0x1.27e4fb7789f5cp-22)))
    var sum = inverseFactorials[3] + DoubleDouble(tail)
    sum = sum * r + inverseFactorials[2]
    sum = sum * r + inverseFactorials[1]
    sum = sum * r + inverseFactorials[0]
    sum = sum * r + DoubleDouble(0.5)
    var expMinusOne = r + r * r * sum
    for _ in 0..<9 {
      expMinusOne = expMinusOne.scaled(byPowerOfTwo: 1) + expMinusOne * expMinusOne
    }
    return (DoubleDouble(1) + expMinusOne).scaled(byPowerOfTwo: Int(k))
  }

  /// log x for 2⁻¹⁰⁰⁰ < x < 2¹⁰⁰⁰.
  ///
  /// Near 1, `log1p` of the exact difference. Elsewhere x = 2ᵏ m with m in [1/2, 2): with y = log m to 52 bits,
  /// log x = k log 2 + y + log1p(m e⁻ʸ - 1), whose argument z is below 2⁻⁴⁰: z - z²/2 + z³/3 leaves 2⁻¹⁶⁰. Next to 1, m
  /// is x itself, so nothing cancels against k log 2.
  static func log(_ x: DoubleDouble) -> DoubleDouble {
    let difference = x - DoubleDouble(1)
    if difference.high.magnitude < 0x1p-5 { return log1p(difference) }
    let isNearOne = x.high > 0.5 && x.high < 2
    let k = isNearOne ? 0 : Int(x.high.exponent)
    let m = x.scaled(byPowerOfTwo: -k)
    let y = DoubleDouble(Double.log(m.high))
    let z = m * exp(-y) - DoubleDouble(1)
    let z2 = z * z
    let logM = y + (z - z2.scaled(byPowerOfTwo: -1) + DoubleDouble(z2.high * z.high / 3))
    if k == 0 { return logM }
    let kExact = Double(k)
    let kLog2 = DoubleDouble.twoSum(kExact * ln2First, kExact * ln2Second) + DoubleDouble(kExact) * ln2Third
    return kLog2 + logM
  }

  /// log(1 + x) for -1 < x < 2¹⁰⁰⁰.
  ///
  /// Below 2⁻⁵, 2 atanh(s) with s = x / (2 + x): s², below 2⁻¹¹·⁹, is taken to its eighth power, which leaves 2⁻¹¹¹.
  /// Elsewhere log(1 + x) itself, at least 2⁻⁵·¹, loses at most six bits of the 105 that 1 + x carries.
  static func log1p(_ x: DoubleDouble) -> DoubleDouble {
    guard x.high.magnitude < 0x1p-5 else { return log(x + DoubleDouble(1)) }
    let s = x / (x + DoubleDouble(2))
    let t = s * s
    var sum = DoubleDouble(1) / DoubleDouble(17)
    for denominator in stride(from: 15, through: 3, by: -2) {
      sum = sum * t + DoubleDouble(1) / DoubleDouble(Double(denominator))
    }
    return (s + s * t * sum).scaled(byPowerOfTwo: 1)
  }
}

extension Double: FusedScalar {
  typealias Lanes = SIMD4<Double>

  // `log2e`, `ln2High` and `ln2Low` are those of the reference.
  static var leastExponent: Double { -746 }
  static var exactLogitLimit: Double { 2048 }
  static var scaleExponent: Double { 400 }
  static var leastSafeSum: Double { 0x1p-900 }

  @inline(__always)
  static func expMinusOne<Number: FusedNumber>(_ r: Number) -> Number where Number.Scalar == Double {
    let r2 = r * r
    let r4 = r2 * r2
    // (eʳ - 1 - r) / r², to within 2⁻⁶¹ of eʳ.
    let low = (0.5 + r * 0x1.5555555555557p-3) + r2 * (0x1.5555555555556p-5 + r * 0x1.11111111100bep-7)
    let middle =
      (0x1.6c16c16c162c3p-10 + r * 0x1.a01a01abf85abp-13) + r2 * (0x1.a01a01a6e1e2ap-16 + r * 0x1.71de01fdbf9cap-19)
    let high = (0x1.27e4db46cddd1p-22 + r * 0x1.af4e554377204p-26) + r2 * 0x1.1f7340dbc337ep-29
    return r + r2 * (low + r4 * (middle + r4 * high))
  }

  /// To within 2⁻⁶⁰ of the logarithm.
  @inline(__always)
  static func atanhRest(ofFraction z: Double) -> Double {
    let z2 = z * z
    let low = (0x1.5555555555555p-2 + z * 0x1.9999999999a4dp-3) + z2 * (0x1.2492492473a6dp-3 + z * 0x1.c71c7206dfb6fp-4)
    let high =
      (0x1.745cf6bb5d40fp-4 + z * 0x1.3b1cb09409089p-4) + z2 * (0x1.0fb1cf24fcde1p-4 + z * 0x1.0c880966f199ep-4)
    return 2 * z * (low + (z2 * z2) * high)
  }

  /// To within 2⁻⁵⁹ of 2 atanh s.
  @inline(__always)
  static func atanhRest(_ z: Double) -> Double {
    let z2 = z * z
    let z4 = z2 * z2
    let low = (0x1.5555555555535p-1 + z * 0x1.99999999a074dp-2) + z2 * (0x1.249249208d08fp-2 + z * 0x1.c71c741ba85c3p-3)
    let middle =
      (0x1.745cb431bb1bap-3 + z * 0x1.3b1dd5109eefap-3) + z2 * (0x1.10683a0ce427ap-3 + z * 0x1.efcef700a625dp-4)
    let high = 0x1.55e297145d67dp-4 + z * 0x1.5c43aebf71536p-3
    return z * (low + z4 * (middle + z4 * high))
  }

  /// The parts of the logarithm are added up with what their sums lose, so that only the error of the last one counts,
  /// which is the smallest: about 3 · 2⁻⁵³ of it.
  @inline(__always)
  static func fusedDifference(logOf x: Double, _ q: Double) -> (difference: Double, least: Double) {
    let isSubnormal = x < leastNormalMagnitude
    let (exponent, f) = reduced(isSubnormal ? x * subnormalScale : x)
    let k = exponent + (isSubnormal ? -subnormalOctaves : 0)
    let rest = remainder(ofFraction: f)
    let first = DoubleDouble.twoSum(k * ln2High, -q)
    let second = DoubleDouble.twoSum(first.high, f)
    return (second.high + ((first.low + second.low) + (k * ln2Low - rest)), 2 * rest + 0x1p-20)
  }

  @inline(__always)
  static func wideExpMinusOne(_ r: Double) -> Double { expMinusOne(r) }

  /// For any finite x within 2 ULP: what 1 + x rounds away is carried into the fraction.
  @inline(__always)
  static func wideLog1p(_ x: Double) -> Double {
    let sum = DoubleDouble.twoSum(x, 1)
    let (k, f) = reduced(sum.high)
    // 2⁻ᵏ, exact: k is between 0 and 1023, and where it is 1023 nothing was lost.
    let scale = power(integerShift + (exponentBias - k))
    return logarithm(exponent: k, fraction: f + sum.low * scale)
  }
}

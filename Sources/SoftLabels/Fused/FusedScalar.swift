#if hasFeature(Embedded)
  typealias LaneScalar = SIMDScalar
#else
  /// Vectors are Codable where anything is.
  typealias LaneScalar = SIMDScalar & Codable
#endif

/// A number, or a vector of numbers that are computed alike: what is written in these operations is written once for both.
protocol FusedNumber {
  associatedtype Scalar
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func + (a: Scalar, b: Self) -> Self
  static func * (a: Self, b: Scalar) -> Self
}

/// What the fused kernels need of Float and Double: vectors of a fixed *logical* width, and the polynomials and constants
/// of elementary functions without a branch (`FusedFunctions`), which the compiler turns into whatever vectors the
/// processor has.
///
/// Only + - · / and integer operations, each rounded alone, in an order that the source fixes. So a result has the same
/// bits on every instruction set.
protocol FusedScalar: LossScalar, LaneScalar, FusedNumber where Scalar == Self, SIMD4Storage: BitwiseCopyable {
  /// 8 Floats or 4 Doubles.
  associatedtype Lanes: FusedLanes where Lanes.Scalar == Self

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self

  /// UInt32 or UInt64.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger
  var bitPattern: Bits { get }
  init(bitPattern: Bits)

  /// eʳ - 1 for |r| ≤ log(2)/2, of a number or of a vector.
  static func expMinusOne<Number: FusedNumber>(_ r: Number) -> Number where Number.Scalar == Self
  /// 2 (atanh s - s) / s of z = s², for |s| ≤ 3 - 2√2: what a fraction in [√½, √2) asks for.
  static func atanhRest(ofFraction z: Self) -> Self
  /// The same for |s| ≤ 1/3.
  static func atanhRest(_ z: Self) -> Self
  /// log x - q in Double, for x > 0, and how large it has to be at least to be good to 2 ULP of this type; anything at
  /// x = 0, and NaN where q is not finite and this type has none wider.
  static func fusedDifference(logOf x: Self, _ q: Self) -> (difference: Double, least: Double)

  // Of one number a row, in Double: as exactly as a kernel of this type needs it, and no more.

  /// eʳ - 1 for |r| ≤ log(2)/2.
  static func wideExpMinusOne(_ r: Double) -> Double
  /// log(1 + x) for x ≥ 0.
  static func wideLog1p(_ x: Double) -> Double

  /// log 2 = `ln2High` + `ln2Low`; the first has so few bits that its product with an exponent is exact.
  static var ln2High: Self { get }
  static var ln2Low: Self { get }
  /// 1 / log 2.
  static var log2e: Self { get }
  /// From here on down, eˣ is 0.
  static var leastExponent: Self { get }

  /// Logits of at most this magnitude are reduced as they are; beyond it, after the row's maximum has been subtracted.
  ///
  /// Subtracting would round where x and the maximum differ in scale, and e^(x - m) would show it: half an ULP of the
  /// difference, 64 ULP of the result at a difference of 88. Where the maximum is beyond the limit, every x that counts
  /// lies within a factor of 2 of it, and the difference is exact (Sterbenz).
  static var exactLogitLimit: Self { get }
  /// The exponent of the scale 2ᵇ that exponentials are kept at: what underflows then is below 2^-(126 + b) of the
  /// peak, and no sum of it shows.
  static var scaleExponent: Self { get }
  /// Products below this have lost bits to underflow; a row whose distances sum to less goes to the reference kernel.
  static var leastSafeSum: Double { get }
}

extension FusedScalar {
  /// √½.
  static var rootOfHalf: Self { Self(0.5).squareRoot() }
  /// The exponent bias of the format.
  static var exponentBias: Self { Self((1 << (exponentBitCount - 1)) - 1) }
  /// 1.5 · 2ᵖ⁻¹: adding it leaves the nearest integer in the low bits.
  static var integerShift: Self { 1.5 / ulpOfOne }
  /// What lifts a subnormal number, and the power that comes out subnormal, among the normal ones: 2ⁿ and n.
  static var subnormalScale: Self { power(integerShift + (exponentBias + subnormalOctaves)) }
  static var subnormalOctaves: Self { Self(Bits.bitWidth) }

  /// True where a factor has all its bits in this type; a 0, where it is one and has not become one.
  static func keeps(_ factor: Double, isZero: Bool) -> Bool {
    let magnitude = factor.magnitude
    return isZero
      ? magnitude == 0 : magnitude >= Double(leastNormalMagnitude) && magnitude <= Double(greatestFiniteMagnitude)
  }

  /// True where a sum of distances is 0 or large enough for none of its terms to have lost bits that count.
  static func isSafe(_ distance: Double) -> Bool { distance == 0 || distance > leastSafeSum }
}

#if hasFeature(Embedded)
  typealias LaneScalar = SIMDScalar
#else
  /// Vectors are Codable where anything is.
  typealias LaneScalar = SIMDScalar & Codable
#endif

/// What the fused kernels need of Float and Double: vectors of a fixed *logical* width, and elementary functions without
/// a branch, which the compiler turns into whatever vectors the processor has.
///
/// Only + - · / and integer operations, each rounded alone, in an order that the source fixes. So a result has the same
/// bits on every instruction set.
protocol FusedScalar: LossScalar, FusedWide, LaneScalar where SIMD4Storage: BitwiseCopyable {
  /// 8 Floats or 4 Doubles.
  associatedtype Lanes: FusedLanes where Lanes.Scalar == Self

  /// UInt32 or UInt64.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger
  var bitPattern: Bits { get }

  /// eˣ for x ≤ 0, within 1.1 ULP, also where it is subnormal.
  static func fusedExp(_ x: Self) -> Self
  /// log x for x ≥ 0, within 1.3 ULP; -inf at 0.
  static func fusedLog(_ x: Self) -> Self
  /// The same for an x that is not below the least normal number: anything finite there.
  static func fusedLog(ofNormal x: Self) -> Self
  /// log x - q in Double, for x > 0, and how large it has to be at least to be good to 2 ULP of this type; anything at
  /// x = 0, and NaN where q is not finite and this type has none wider.
  static func fusedDifference(logOf x: Self, _ q: Self) -> (difference: Double, least: Double)
  /// log(1 + x) for x in [0, 1], within 1.35 ULP, however small.
  static func fusedLog1p(_ x: Self) -> Self
  /// -log(1 - x) for x in [0, ½], within 1.2 ULP, however small.
  static func fusedMinusLog1m(_ x: Self) -> Self

  /// Logits of at most this magnitude are reduced as they are; beyond it, after the row's maximum has been subtracted.
  ///
  /// Subtracting would round where x and the maximum differ in scale, and e^(x - m) would show it: half an ULP of the
  /// difference, 64 ULP of the result at a difference of 88. Where the maximum is beyond the limit, every x that counts
  /// lies within a factor of 2 of it, and the difference is exact (Sterbenz).
  static var exactLogitLimit: Self { get }
  /// The exponent of the scale 2ᵇ that exponentials are kept at: what underflows then is below 2^-(126 + b) of the
  /// peak, and no sum of it shows.
  static var scaleExponent: Self { get }
  /// The exponent bias of the format.
  static var exponentBias: Self { get }
  /// 1.5 · 2ᵖ⁻¹: adding it leaves the nearest integer in the low bits.
  static var integerShift: Self { get }
  /// Products below this have lost bits to underflow; a row whose distances sum to less goes to the reference kernel.
  static var leastSafeSum: Double { get }

  static func borrow(_ storage: Storage) -> [Self]
}

extension Float: FusedScalar {
  typealias Lanes = SIMD8<Float>
  static var exactLogitLimit: Float { 256 }
  static var scaleExponent: Float { 60 }
  static var exponentBias: Float { 127 }
  static var integerShift: Float { 0x1.8p23 }
  static var leastSafeSum: Double { 0x1p-100 }

  static func borrow(_ storage: Storage) -> [Float] {
    guard case .float(let values) = storage else { fatalError("a Float kernel over Doubles") }
    return values
  }
}

extension Double: FusedScalar {
  typealias Lanes = SIMD4<Double>
  static var exactLogitLimit: Double { 2048 }
  static var scaleExponent: Double { 400 }
  static var exponentBias: Double { 1023 }
  static var integerShift: Double { 0x1.8p52 }
  static var leastSafeSum: Double { 0x1p-900 }

  static func borrow(_ storage: Storage) -> [Double] {
    guard case .double(let values) = storage else { fatalError("a Double kernel over Floats") }
    return values
  }
}

/// A vector of fixed logical width, with the few operations that the row kernels need.
///
/// The standard library's own `pointwiseMax` and conversions run lane by lane; the loops here are put together to one
/// instruction a register (`make vectorised` checks).
protocol FusedLanes: SIMD where Scalar: FusedScalar, MaskStorage: SIMD {
  associatedtype Total: FusedTotal where Total.Lanes == Self
  associatedtype Columns: FusedColumnTotal where Columns.Lanes == Self

  /// The vector at `index`.
  static func load(_ source: Span<Scalar>, _ index: Int) -> Self
  /// Writes the vector to `index`.
  func store(_ destination: inout MutableSpan<Scalar>, _ index: Int)
  /// The larger of two lanes; `b` where `a` is NaN.
  static func larger(_ a: Self, _ b: Self) -> Self
  /// `same` in the lanes where `a` equals `b`, `different` in the others.
  static func choose(_ a: Self, equals b: Self, _ same: Self, _ different: Self) -> Self
  /// The largest lane.
  var largest: Scalar { get }
  /// e^(x - n log 2 + …) scaled: with k the integer nearest to x log₂e, e^(x - k log 2) · 2^(k + bits of `shift`).
  static func exponential(_ x: Self, shift: Self, least: Self) -> Self
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
}

extension FusedLanes {
  @inline(__always)
  static func choose(_ a: Self, equals b: Self, _ same: Self, _ different: Self) -> Self {
    var lanes = Self()
    for l in 0..<scalarCount { lanes[l] = a[l] == b[l] ? same[l] : different[l] }
    return lanes
  }

  @inline(__always)
  var largest: Scalar {
    var result = self[0]
    for l in 1..<Self.scalarCount where self[l] > result { result = self[l] }
    return result
  }
}

/// Writes a vector with one store; the bounds are checked.
///
/// Unsafe: raw bytes may be given patterns that the element type forbids, and Float and Double forbid none. Stores lane
/// by lane are not put together to one: the gradient takes twice as long.
@inline(__always)
private func storeBytes<Lanes: SIMD & BitwiseCopyable>(
  of lanes: Lanes, to destination: inout MutableSpan<Lanes.Scalar>, at index: Int
) where Lanes.Scalar: BitwiseCopyable {
  var bytes = unsafe destination.mutableBytes
  bytes.storeBytes(of: lanes, toByteOffset: index &* MemoryLayout<Lanes.Scalar>.stride, as: Lanes.self)
}

/// A running sum of vectors, wider than the vectors.
protocol FusedTotal: Sendable {
  associatedtype Lanes: FusedLanes
  init()
  /// Adds all lanes.
  mutating func add(_ lanes: Lanes)
  /// The sum of everything added.
  var sum: CompensatedSum { get }
}

/// Running sums lane by lane, wider than the vectors.
protocol FusedColumnTotal {
  associatedtype Lanes: FusedLanes
  init()
  mutating func add(_ lanes: Lanes)
  /// Writes the sums of all lanes to `index`.
  func store(_ destination: inout MutableSpan<Double>, _ index: Int)
}

struct FloatColumns: FusedColumnTotal {
  private var lanes = SIMD16<Double>()

  @inline(__always)
  mutating func add(_ more: SIMD16<Float>) {
    for l in 0..<16 { lanes[l] += Double(more[l]) }
  }

  @inline(__always)
  func store(_ destination: inout MutableSpan<Double>, _ index: Int) {
    storeBytes(of: lanes, to: &destination, at: index)
  }
}

struct DoubleColumns: FusedColumnTotal {
  private var high = SIMD8<Double>()
  private var low = SIMD8<Double>()

  @inline(__always)
  mutating func add(_ more: SIMD8<Double>) {
    let sum = high + more
    let back = sum - high
    low += (high - (sum - back)) + (more - back)
    high = sum
  }

  @inline(__always)
  func store(_ destination: inout MutableSpan<Double>, _ index: Int) {
    storeBytes(of: high + low, to: &destination, at: index)
  }
}

extension SIMD16<Float>: FusedLanes {
  typealias Total = FloatTotal
  typealias Columns = FloatColumns

  @inline(__always)
  static func load(_ source: Span<Float>, _ index: Int) -> Self {
    let window = source.extracting(index..<index &+ 16)
    var lanes = Self()
    for l in 0..<16 { lanes[l] = window[l] }
    return lanes
  }

  @inline(__always)
  func store(_ destination: inout MutableSpan<Float>, _ index: Int) {
    storeBytes(of: self, to: &destination, at: index)
  }

  @inline(__always)
  static func larger(_ a: Self, _ b: Self) -> Self {
    var lanes = Self()
    for l in 0..<16 { lanes[l] = a[l] > b[l] ? a[l] : b[l] }
    return lanes
  }

  @inline(__always)
  static func exponential(_ x: Self, shift: Self, least: Self) -> Self {
    let d = larger(x, least)
    let shifted = d * 0x1.715476p+0 + shift
    let k = shifted - shift
    let p = 1 + polynomial((d - k * 0x1.62ep-1) - k * 0x1.0bfbe8p-15)
    return p * powers(shifted)
  }

  /// eʳ - 1: see `Float.fusedExp`.
  @inline(__always)
  private static func polynomial(_ r: Self) -> Self {
    let r2 = r * r
    let low = 0.5 + r * 0x1.5554dcp-3
    return r + r2 * (low + r2 * ((0x1.555518p-5 + r * 0x1.120be2p-7) + r2 * 0x1.6d117cp-10))
  }

  /// The low bits of the lanes, as exponents.
  @inline(__always)
  private static func powers(_ shifted: Self) -> Self {
    var lanes = Self()
    for l in 0..<16 { lanes[l] = Float(bitPattern: shifted[l].bitPattern &<< 23) }
    return lanes
  }
}

/// Sums of Floats in Double: four lanes are left of sixteen before they are widened, so widening is cheap.
struct FloatTotal: FusedTotal {
  private var lanes = SIMD4<Double>()

  @inline(__always)
  mutating func add(_ sixteen: SIMD16<Float>) {
    let eight = sixteen.lowHalf + sixteen.highHalf
    let four = eight.lowHalf + eight.highHalf
    for l in 0..<4 { lanes[l] += Double(four[l]) }
  }

  var sum: CompensatedSum { CompensatedSum((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) }
}

extension SIMD8<Double>: FusedLanes {
  typealias Total = DoubleTotal
  typealias Columns = DoubleColumns

  @inline(__always)
  static func load(_ source: Span<Double>, _ index: Int) -> Self {
    let window = source.extracting(index..<index &+ 8)
    var lanes = Self()
    for l in 0..<8 { lanes[l] = window[l] }
    return lanes
  }

  @inline(__always)
  func store(_ destination: inout MutableSpan<Double>, _ index: Int) {
    storeBytes(of: self, to: &destination, at: index)
  }

  @inline(__always)
  static func larger(_ a: Self, _ b: Self) -> Self {
    var lanes = Self()
    for l in 0..<8 { lanes[l] = a[l] > b[l] ? a[l] : b[l] }
    return lanes
  }

  @inline(__always)
  static func exponential(_ x: Self, shift: Self, least: Self) -> Self {
    let d = larger(x, least)
    let shifted = d * 0x1.71547652b82fep+0 + shift
    let k = shifted - shift
    let p = 1 + polynomial((d - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33)
    return p * powers(shifted)
  }

  /// eʳ - 1: see `Double.expMinusOne`.
  @inline(__always)
  private static func polynomial(_ r: Self) -> Self {
    let r2 = r * r
    let r4 = r2 * r2
    let low = (0.5 + r * 0x1.5555555555557p-3) + r2 * (0x1.5555555555556p-5 + r * 0x1.11111111100bep-7)
    let middle =
      (0x1.6c16c16c162c3p-10 + r * 0x1.a01a01abf85abp-13) + r2 * (0x1.a01a01a6e1e2ap-16 + r * 0x1.71de01fdbf9cap-19)
    let high = (0x1.27e4db46cddd1p-22 + r * 0x1.af4e554377204p-26) + r2 * 0x1.1f7340dbc337ep-29
    return r + r2 * (low + r4 * (middle + r4 * high))
  }

  @inline(__always)
  private static func powers(_ shifted: Self) -> Self {
    var lanes = Self()
    for l in 0..<8 { lanes[l] = Double(bitPattern: shifted[l].bitPattern &<< 52) }
    return lanes
  }
}

/// Sums of Doubles with their rounding errors kept beside them.
struct DoubleTotal: FusedTotal {
  private var high = SIMD4<Double>()
  private var low = SIMD4<Double>()

  @inline(__always)
  mutating func add(_ eight: SIMD8<Double>) {
    let four = eight.lowHalf + eight.highHalf
    let sum = high + four
    let back = sum - high
    low += (high - (sum - back)) + (four - back)
    high = sum
  }

  var sum: CompensatedSum {
    var total = CompensatedSum()
    for l in 0..<4 {
      total.add(high[l])
      total.add(low[l])
    }
    return total
  }
}

/// A sum with the error of its additions beside it (Knuth's two-sum): what rows and blocks are added up in.
struct CompensatedSum: Sendable {
  private(set) var high = 0.0
  private(set) var low = 0.0

  init(_ value: Double = 0) { high = value }

  @inline(__always)
  mutating func add(_ value: Double) {
    let sum = high + value
    let back = sum - high
    low += (high - (sum - back)) + (value - back)
    high = sum
  }

  @inline(__always)
  mutating func add(_ other: CompensatedSum) {
    add(other.high)
    low += other.low
  }

  /// The sum, rounded.
  @inline(__always)
  var value: Double {
    let sum = high + low
    return high.isFinite ? sum : high
  }
}

/// A vector of fixed logical width, with the few operations that the row kernels need.
///
/// The standard library's own `pointwiseMax` and conversions run lane by lane; the loops here are put together to one
/// instruction a register (`make vectorised` checks).
protocol FusedLanes: SIMD, FusedNumber, BitwiseCopyable
where Scalar: FusedScalar, Scalar.Lanes == Self, MaskStorage: SIMD {
  associatedtype Total: FusedTotal where Total.Lanes == Self
  associatedtype Columns: FusedColumnTotal where Columns.Lanes == Self
}

extension SIMD8<Float>: FusedNumber, FusedLanes {
  typealias Total = FloatTotal
  typealias Columns = FloatColumns
}

extension SIMD4<Double>: FusedNumber, FusedLanes {
  typealias Total = DoubleTotal
  typealias Columns = DoubleTotal
}

// Vectors are read and written as raw bytes: lane by lane they are put together to one load or store in some loops and
// not in others, and those take up to twice as long.
//
// Unsafe: raw bytes may be patterns that the type read forbids, and vectors of Float and Double forbid none.
extension SIMD where Self: BitwiseCopyable, Scalar: BitwiseCopyable {
  /// The vector at `index`; the bounds are checked.
  @inline(__always)
  static func load(_ source: Span<Scalar>, _ index: Int) -> Self {
    unsafe source.bytes.unsafeLoadUnaligned(fromByteOffset: index &* MemoryLayout<Scalar>.stride, as: Self.self)
  }

  /// The vector at `index`, for loops whose bounds were checked before them: checked again at every step, they take a
  /// tenth longer.
  @unsafe @inline(__always)
  static func load(_ source: Span<Scalar>, unchecked index: Int) -> Self {
    unsafe source.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: index &* MemoryLayout<Scalar>.stride, as: Self.self)
  }

  /// Writes the vector to `index`, for loops like these.
  @unsafe @inline(__always)
  func store(_ destination: inout MutableSpan<Scalar>, unchecked index: Int) {
    var bytes = unsafe destination.mutableBytes
    unsafe bytes.storeBytes(of: self, toUncheckedByteOffset: index &* MemoryLayout<Scalar>.stride, as: Self.self)
  }

  /// Writes the vector to `index`; the bounds are checked.
  @inline(__always)
  func store(_ destination: inout MutableSpan<Scalar>, _ index: Int) {
    var bytes = unsafe destination.mutableBytes
    bytes.storeBytes(of: self, toByteOffset: index &* MemoryLayout<Scalar>.stride, as: Self.self)
  }
}

extension SIMD where Scalar: FloatingPoint {
  /// The smaller of two lanes; `b` where `a` is NaN.
  @inline(__always)
  static func smaller(_ a: Self, _ b: Self) -> Self {
    var lanes = Self()
    for l in 0..<scalarCount { lanes[l] = a[l] < b[l] ? a[l] : b[l] }
    return lanes
  }

  /// The larger of two lanes; `b` where `a` is NaN.
  @inline(__always)
  static func larger(_ a: Self, _ b: Self) -> Self {
    var lanes = Self()
    for l in 0..<scalarCount { lanes[l] = a[l] > b[l] ? a[l] : b[l] }
    return lanes
  }
}

extension FusedLanes {
  /// The first `count` lanes from `index` on, `padding` in the others.
  @inline(__always)
  static func load(_ source: Span<Scalar>, _ index: Int, count: Int, padding: Scalar) -> Self {
    if count == scalarCount { return load(source, index) }
    var lanes = Self(repeating: padding)
    for l in 0..<count { lanes[l] = source[index &+ l] }
    return lanes
  }

  /// Writes the first `count` lanes to `index`.
  @inline(__always)
  func store(_ destination: inout MutableSpan<Scalar>, _ index: Int, count: Int) {
    if count == Self.scalarCount { return store(&destination, index) }
    for l in 0..<count { destination[index &+ l] = self[l] }
  }

  /// eˣ times the power of 2 that `shift` brings in its low bits; 0 from `least` on down, NaN for NaN. See `FusedRow.Constants`.
  @inline(__always)
  static func exponential(_ x: Self, shift: Self, least: Self) -> Self {
    let d = larger(least, x)
    let shifted = d * Scalar.log2e + shift
    let k = shifted - shift
    let p = 1 + Scalar.expMinusOne((d - k * Scalar.ln2High) - k * Scalar.ln2Low)
    var powers = Self()
    for l in 0..<scalarCount { powers[l] = Scalar.power(shifted[l]) }
    return p * powers
  }

  /// These times a factor and more by an offset, in Double, rounded once.
  @inline(__always)
  func combined(_ factor: Double, _ offset: Double) -> Self {
    var lanes = Self()
    for l in 0..<Self.scalarCount { lanes[l] = Scalar(factor * Double(self[l]) + offset) }
    return lanes
  }

  /// The same by the factors and the offsets from `index` on, for loops whose bounds were checked before them.
  @unsafe @inline(__always)
  func combined(_ factors: Span<Double>, _ offsets: Span<Double>, unchecked index: Int) -> Self {
    var lanes = Self()
    for l in 0..<Self.scalarCount {
      lanes[l] = Scalar(unsafe factors[unchecked: index &+ l] * Double(self[l]) + offsets[unchecked: index &+ l])
    }
    return lanes
  }

  /// `same` in the lanes where `a` equals `b`, `different` in the others.
  @inline(__always)
  static func choose(_ a: Self, equals b: Self, _ same: Self, _ different: Self) -> Self {
    var lanes = Self()
    for l in 0..<scalarCount { lanes[l] = a[l] == b[l] ? same[l] : different[l] }
    return lanes
  }

  /// The largest lane.
  @inline(__always)
  var largest: Scalar {
    var lanes = self
    var count = Self.scalarCount / 2
    while count > 0 {
      for l in 0..<count { lanes[l] = lanes[l] > lanes[l &+ count] ? lanes[l] : lanes[l &+ count] }
      count /= 2
    }
    return lanes[0]
  }
}

/// A choice that is made where a loop is compiled: each of its two forms is a loop of its own without a branch in it.
///
/// Of a `Bool` the compiler makes one loop for both forms, and the branch is back.
protocol FusedChoice {
  static var value: Bool { get }
}

enum Yes: FusedChoice { static var value: Bool { true } }
enum No: FusedChoice { static var value: Bool { false } }

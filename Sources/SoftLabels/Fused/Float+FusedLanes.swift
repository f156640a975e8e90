extension SIMD8<Float>: FusedLanes {
  typealias Total = FloatTotal
  typealias Columns = FloatColumns

  @inline(__always)
  static func larger(_ a: Self, _ b: Self) -> Self {
    var lanes = Self()
    for l in 0..<8 { lanes[l] = a[l] > b[l] ? a[l] : b[l] }
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
    for l in 0..<8 { lanes[l] = Float(bitPattern: shifted[l].bitPattern &<< 23) }
    return lanes
  }
}

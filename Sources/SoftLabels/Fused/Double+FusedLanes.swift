extension SIMD4<Double>: FusedLanes {
  typealias Total = DoubleTotal
  typealias Columns = DoubleTotal

  @inline(__always)
  static func larger(_ a: Self, _ b: Self) -> Self {
    var lanes = Self()
    for l in 0..<4 { lanes[l] = a[l] > b[l] ? a[l] : b[l] }
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
    for l in 0..<4 { lanes[l] = Double(bitPattern: shifted[l].bitPattern &<< 52) }
    return lanes
  }
}

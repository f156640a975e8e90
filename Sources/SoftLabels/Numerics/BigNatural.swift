/// Natural numbers of any size, as 64-bit limbs, the least significant first: the integer arithmetic under `BigFloat`.
///
/// There is no leading zero limb; zero has no limbs at all.
struct BigNatural: Equatable {
  private(set) var limbs: [UInt64]

  init(_ value: UInt64) {
    limbs = value == 0 ? [] : [value]
  }

  private init(limbs: [UInt64]) {
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
  }

  var isZero: Bool { limbs.isEmpty }

  var bitWidth: Int {
    limbs.isEmpty ? 0 : limbs.count * 64 - limbs[limbs.count - 1].leadingZeroBitCount
  }

  var trailingZeroBitCount: Int {
    guard let index = limbs.firstIndex(where: { $0 != 0 }) else { return 0 }
    return index * 64 + limbs[index].trailingZeroBitCount
  }

  func bit(_ index: Int) -> Bool {
    index >> 6 < limbs.count && limbs[index >> 6] >> UInt64(index & 63) & 1 == 1
  }

  static func << (a: BigNatural, shift: Int) -> BigNatural {
    if a.isZero || shift == 0 { return a }
    let (words, bits) = (shift >> 6, UInt64(shift & 63))
    var result = [UInt64](repeating: 0, count: words + a.limbs.count + 1)
    for i in a.limbs.indices {
      result[words + i] |= a.limbs[i] << bits
      result[words + i + 1] = bits == 0 ? 0 : a.limbs[i] >> (64 - bits)
    }
    return BigNatural(limbs: result)
  }

  /// The bits from `shift` on: rounds towards 0.
  static func >> (a: BigNatural, shift: Int) -> BigNatural {
    let (words, bits) = (shift >> 6, UInt64(shift & 63))
    if shift == 0 { return a }
    guard words < a.limbs.count else { return BigNatural(0) }
    var result = [UInt64](a.limbs[words...])
    if bits > 0 {
      for i in result.indices {
        let next = i + 1 < result.count ? result[i + 1] << (64 - bits) : 0
        result[i] = result[i] >> bits | next
      }
    }
    return BigNatural(limbs: result)
  }

  static func < (a: BigNatural, b: BigNatural) -> Bool {
    if a.limbs.count != b.limbs.count { return a.limbs.count < b.limbs.count }
    for i in a.limbs.indices.reversed() where a.limbs[i] != b.limbs[i] { return a.limbs[i] < b.limbs[i] }
    return false
  }

  static func + (a: BigNatural, b: BigNatural) -> BigNatural {
    let (long, short) = a.limbs.count >= b.limbs.count ? (a.limbs, b.limbs) : (b.limbs, a.limbs)
    var result = long
    var carry: UInt64 = 0
    for i in long.indices {
      if i >= short.count && carry == 0 { break }
      (carry, result[i]) = sum(of: 1, times: long[i], i < short.count ? short[i] : 0, carry)
    }
    if carry == 1 { result.append(1) }
    return BigNatural(limbs: result)
  }

  /// a - b, where a ≥ b.
  static func - (a: BigNatural, b: BigNatural) -> BigNatural {
    var result = a.limbs
    var borrow: UInt64 = 0
    for i in result.indices {
      if i >= b.limbs.count && borrow == 0 { break }
      let (partial, first) = result[i].subtractingReportingOverflow(i < b.limbs.count ? b.limbs[i] : 0)
      let (difference, second) = partial.subtractingReportingOverflow(borrow)
      result[i] = difference
      borrow = first || second ? 1 : 0
    }
    return BigNatural(limbs: result)
  }

  static func * (a: BigNatural, b: BigNatural) -> BigNatural {
    var result = [UInt64](repeating: 0, count: a.limbs.count + b.limbs.count)
    for i in a.limbs.indices {
      var carry: UInt64 = 0
      for j in b.limbs.indices {
        (carry, result[i + j]) = sum(of: a.limbs[i], times: b.limbs[j], result[i + j], carry)
      }
      result[i + b.limbs.count] = carry
    }
    return BigNatural(limbs: result)
  }

  /// a b + c + d, which is at most 2¹²⁸ - 1. In `UInt128` a debug build would take ten times as long, and climbs through
  /// the precisions are most of what the tests do.
  @inline(__always)
  private static func sum(of a: UInt64, times b: UInt64, _ c: UInt64, _ d: UInt64) -> (high: UInt64, low: UInt64) {
    let product = a.multipliedFullWidth(by: b)
    let (partial, first) = product.low.addingReportingOverflow(c)
    let (low, second) = partial.addingReportingOverflow(d)
    return (product.high + (first ? 1 : 0) + (second ? 1 : 0), low)
  }

  /// The quotient, rounded down, and whether there is no remainder; b is not 0.
  ///
  /// Knuth, The Art of Computer Programming 2, 4.3.1, algorithm D.
  func divided(by b: BigNatural) -> (quotient: BigNatural, isExact: Bool) {
    if self < b { return (BigNatural(0), isZero) }
    let shift = b.limbs[b.limbs.count - 1].leadingZeroBitCount
    let divisor = (b << shift).limbs
    var remainder = (self << shift).limbs
    while remainder.count <= limbs.count { remainder.append(0) }
    let n = divisor.count
    let m = remainder.count - n - 1
    var quotient = [UInt64](repeating: 0, count: m + 1)
    for j in stride(from: m, through: 0, by: -1) {
      var digit = Self.estimate(remainder, at: j + n, divisor)
      var isNegative = Self.subtractProduct(of: divisor, and: digit, from: &remainder, at: j)
      while isNegative {
        digit -= 1
        isNegative = !Self.addBack(divisor, to: &remainder, at: j)
      }
      quotient[j] = digit
    }
    return (BigNatural(limbs: quotient), remainder.allSatisfy { $0 == 0 })
  }

  /// A quotient digit from the leading limbs: right, or at most two too large.
  private static func estimate(_ u: [UInt64], at top: Int, _ v: [UInt64]) -> UInt64 {
    let first = v[v.count - 1]
    guard u[top] < first else { return .max }
    var (digit, rest) = first.dividingFullWidth((u[top], u[top - 1]))
    guard v.count > 1 else { return digit }
    let second = v[v.count - 2]
    while true {
      let product = digit.multipliedFullWidth(by: second)
      guard product.high > rest || (product.high == rest && product.low > u[top - 2]) else { return digit }
      digit -= 1
      let (sum, overflow) = rest.addingReportingOverflow(first)
      if overflow { return digit }
      rest = sum
    }
  }

  /// True where the difference would be negative; the limbs then stand in two's complement.
  private static func subtractProduct(
    of v: [UInt64], and digit: UInt64, from u: inout [UInt64], at j: Int
  ) -> Bool {
    var carry: UInt64 = 0
    for i in 0...v.count {
      let (high, low) = sum(of: digit, times: i < v.count ? v[i] : 0, carry, 0)
      let (difference, borrow) = u[i + j].subtractingReportingOverflow(low)
      u[i + j] = difference
      carry = high + (borrow ? 1 : 0)
    }
    return carry != 0
  }

  /// True where the sum carries out: the remainder is no longer negative.
  private static func addBack(_ v: [UInt64], to u: inout [UInt64], at j: Int) -> Bool {
    var carry: UInt64 = 0
    for i in 0...v.count {
      (carry, u[i + j]) = sum(of: 1, times: u[i + j], i < v.count ? v[i] : 0, carry)
    }
    return carry == 1
  }
}

import TestSupport
import Testing

@testable import SoftLabels

/// The arithmetic that has the last word. Its bounds are tested by asking the next wider precision.
@Suite struct `Arithmetic with a bound on its error` {
  typealias Narrow = BigFloat<Bits256>
  typealias Wide = BigFloat<Bits1216>

  /// True where the wide value lies within the narrow one's bound.
  func contains(_ narrow: Narrow, _ wide: Wide) -> Bool {
    let difference = Wide(exactly: narrow) - wide
    let reach = difference.integer.isZero ? Magnitude.zero : .powerOfTwo(difference.top)
    // A factor of 4 for powers of two in place of the numbers themselves.
    let bound = (narrow.error + wide.error) * .powerOfTwo(2)
    return reach.isZero || reach.exponent < bound.exponent + 1
  }

  @Test(arguments: UInt64(1)...10)
  func `division is multiplication undone, and knows when it is exact`(seed: UInt64) {
    var random = SeededRandom(seed)
    for _ in 0..<50 {
      var (a, b) = (BigNatural(1), BigNatural(1))
      for _ in 0..<Int(random.next() % 9) { a = (a << 61) + BigNatural(random.next() >> random.next() % 60) }
      for _ in 0..<Int(random.next() % 9) { b = (b << 61) + BigNatural(random.next() >> random.next() % 60) }
      let (product, isExact) = (a * b).divided(by: b)
      #expect(product == a && isExact)
      let (quotient, _) = a.divided(by: b)
      let remainder = a - quotient * b
      #expect(remainder < b)
      #expect((a * b + BigNatural(1)).divided(by: b).isExact == (b == BigNatural(1)))
    }
  }

  @Test func `quotient digits that are estimated too large are put right`() {
    // Knuth's rare case: a divisor of all ones below its leading limb.
    let b = (BigNatural(1 << 63) << 64) + BigNatural(.max)
    let a = ((BigNatural(1 << 63) << 128) + (BigNatural(.max) << 64)) - BigNatural(1)
    for shift in [0, 64, 128] {
      let a = a << shift
      let quotient = a.divided(by: b).quotient
      #expect(!(a < quotient * b) && a - quotient * b < b)
    }
  }

  @Test(arguments: UInt64(1)...inDebug(4, release: 10))
  func `exp, log and log1p lie within their bounds`(seed: UInt64) {
    var random = SeededRandom(seed)
    for _ in 0..<8 {
      let x = random.symmetric(1) * Double.powerOfTwo(Int(random.next() % 40) - 30)
      #expect(contains(.exp(Narrow(x)), .exp(Wide(x))))
      #expect(contains(.log(Narrow(x.magnitude)), .log(Wide(x.magnitude))))
      #expect(contains(.log1p(Narrow(x.magnitude)), .log1p(Wide(x.magnitude))))
      let small = x * 0x1p-12
      #expect(contains(.log1p(Narrow(small)), .log1p(Wide(small))))
      // And tight: more than 200 of the 256 bits.
      let e = Narrow.exp(Narrow(x))
      #expect(e.error.exponent < e.top - 200)
    }
  }

  @Test(arguments: UInt64(1)...10)
  func `the logarithm undoes the exponential`(seed: UInt64) {
    var random = SeededRandom(seed)
    let x = random.symmetric(300)
    let back = Narrow.log(.exp(Narrow(x))) - Narrow(x)
    #expect(back.integer.isZero || back.top < -230)
  }

  @Test func `log 2 is the logarithm of two`() {
    let doubled = Narrow.log(Narrow(3)) + Bits256.ln2 - Narrow.log(Narrow(6))
    #expect(doubled.integer.isZero || doubled.top < -250)
    #expect(Bits256.ln2.rounded(to: .float64) == 0.6931471805599453)
  }

  @Test func `what is exact stays exact`() {
    #expect((Narrow(0.1) + Narrow(0.2) - Narrow(0.2) - Narrow(0.1)).isExactlyZero)
    #expect((Narrow(3) / Narrow(4) - Narrow(0.75)).isExactlyZero)
    #expect((Narrow(0.1) * Narrow(0.3) / Narrow(0.3) - Narrow(0.1)).isExactlyZero)
    #expect(!(Narrow(1) / Narrow(3) * Narrow(3) - Narrow(1)).error.isZero)
    #expect(Narrow.exp(.zero).rounded(to: .float64) == 1)
    #expect(Narrow.log(.one).isExactlyZero && Narrow.log1p(.zero).isExactlyZero)
  }

  @Test(arguments: [FloatFormat.float32, .float64])
  func `rounding goes to the nearest number, and ties to the even one`(format: FloatFormat) {
    let ulp = Double.powerOfTwo(1 - format.precision)
    func round(_ units: Double, _ extra: Double = 0) -> Double? {
      (Narrow(1) + Narrow(units) * Narrow(ulp) + Narrow(extra)).rounded(to: format)
    }
    #expect(round(0.5) == 1)
    #expect(round(1.5) == 1 + 2 * ulp)
    #expect(round(0.5, 0x1p-200) == 1 + ulp)
    #expect(round(0.5, -0x1p-200) == 1)
    let least =
      Double.powerOfTwo(format.leastExponent / 2) * Double.powerOfTwo(format.leastExponent - format.leastExponent / 2)
    let (a, b) = (Double.powerOfTwo(-500), Double.powerOfTwo(format.leastExponent + 500))
    #expect((Narrow(a) * Narrow(b)).rounded(to: format) == least)
    #expect((Narrow(a) * Narrow(b) / Narrow(2)).rounded(to: format) == 0)
    #expect((Narrow(a) * Narrow(b) * Narrow(1.5) / Narrow(2)).rounded(to: format) == least)
    #expect((Narrow(-0x1p900) * Narrow(0x1p900)).rounded(to: format) == -.infinity)
    let top = Double.powerOfTwo(format.greatestExponent)
    let half = Narrow(top * ulp / 2)
    #expect((Narrow((2 - ulp) * top) + half).rounded(to: format) == .infinity)
    #expect((Narrow((2 - ulp) * top) + half * Narrow(0.75)).rounded(to: format) == (2 - ulp) * top)
  }

  @Test func `a number too close to a tie is left undecided, not guessed`() {
    let tie = Narrow(1) + Narrow(0x1p-53)
    #expect(tie.rounded(to: .float64) == 1)
    #expect(tie.widened(by: .powerOfTwo(-250)).rounded(to: .float64) == nil)
    #expect(tie.widened(by: .powerOfTwo(-9000)).rounded(to: .float64) == nil)
    #expect(Narrow(1).widened(by: .powerOfTwo(-250)).rounded(to: .float64) == 1)
  }

  @Test func `a divisor that may be 0, or half of what it seems, leaves nothing known of the quotient`() {
    func error(_ exponent: Int) -> Magnitude { (Narrow(1) / Narrow(1).widened(by: .powerOfTwo(exponent))).error }
    for exponent in -1...2 { #expect(error(exponent).exponent == Magnitude.unbounded.exponent) }
    #expect(error(-2).exponent <= 0)
  }

  @Test func `the logarithm of what may be 0 is not known at all`() {
    for x in [Narrow(within: .powerOfTwo(-900)), Narrow(0), Narrow(1).widened(by: .powerOfTwo(0)), Narrow(-1)] {
      #expect(Narrow.log(x).error.exponent == Magnitude.unbounded.exponent)
    }
  }

  @Test func `an exponential beyond every format is beyond all others, and exponents fit in 32 bits`() {
    let (below, beyond) = (Narrow.exp(Narrow(0x1p26 - 4096)), Narrow.exp(Narrow(0x1p26)))
    #expect(below.top == 96_811_717)
    #expect(beyond.top > below.top + 2200)
    #expect(Narrow.exp(Narrow(1.7e308)).top == beyond.top)
    #expect((beyond - below).rounded(to: .float64) == .infinity && (below - beyond).rounded(to: .float64) == -.infinity)
    let limit = Magnitude.unbounded
    #expect(limit.exponent > beyond.top + 2200 && 2 * limit.exponent < Int(Int32.max))
    for more in [limit * limit, limit + limit, limit / .powerOfTwo(-5000)] { #expect(more.exponent == limit.exponent) }
  }

  /// 3 - 2⁵⁴ is a tie that would go to 4 - 2⁵⁴, the even one; the other class pulls log-softmax below it by exp(-2⁵⁴).
  @Test func `a tie is broken by a term too small for any number`() throws {
    #expect(try logSoftmax([0x1p54, 3] as Logits<Double>).scalars == [0, 2 - 0x1p54])
    #expect(try logSoftmax([0x1p25, 3] as Logits<Float>).scalars == [0, 2 - 0x1p25])
    let loss = try CrossEntropy(logits: [[0x1p54, 3]] as Logits<Double>, targets: [1])
    #expect(try loss.mean == 0x1p54 - 2)
  }
}

extension BigFloat {
  /// The middle of a narrower number, exactly.
  fileprivate init<Other: Precision>(exactly other: BigFloat<Other>) {
    var sum = BigFloat.zero
    var rest = other.integer
    var exponent = other.exponent
    while !rest.isZero {
      let low = (rest - ((rest >> 32) << 32)).limbs.first ?? 0
      sum = sum + BigFloat(Double(low)).scaled(byPowerOfTwo: exponent)
      rest = rest >> 32
      exponent += 32
    }
    self = other.isNegative ? -sum : sum
  }
}

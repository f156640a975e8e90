import TestSupport
import Testing

@testable import SoftLabels

/// The faster working types: their bounds must hold the truth, and decide nearly always.
@Suite struct `Working precisions hold what they promise` {
  /// True where a 256-bit value lies within the bound of a narrower one.
  func holds(_ narrow: Enclosure<DoubleDouble>, _ truth: BigFloat<Bits256>) -> Bool {
    let middle = BigFloat<Bits256>(narrow.value.high) + BigFloat(narrow.value.low)
    return (middle - truth).approximation.magnitude <= narrow.error
  }

  func holds(_ narrow: Enclosure<Double>, _ truth: BigFloat<Bits256>) -> Bool {
    (BigFloat<Bits256>(narrow.value) - truth).approximation.magnitude <= narrow.error
  }

  @Test(arguments: UInt64(1)...inDebug(6, release: 20))
  func `every operation keeps the truth within its bound`(seed: UInt64) {
    var random = SeededRandom(seed)
    for _ in 0..<20 {
      let scale = Double.powerOfTwo(Int(random.next() % 20) - 10)
      let (a, b) = (random.symmetric(scale), random.symmetric(1) + 1.5)
      let (x, y) = (Enclosure<DoubleDouble>(a) / Enclosure(3), Enclosure<DoubleDouble>(b) / Enclosure(7))
      let (u, v) = (Enclosure<Double>(a) / Enclosure(3), Enclosure<Double>(b) / Enclosure(7))
      let (p, q) = (BigFloat<Bits256>(a) / BigFloat(3), BigFloat<Bits256>(b) / BigFloat(7))
      #expect(holds(x + y, p + q) && holds(u + v, p + q))
      #expect(holds(x - y, p - q) && holds(u - v, p - q))
      #expect(holds(x * y, p * q) && holds(u * v, p * q))
      #expect(holds(x / y, p / q) && holds(u / v, p / q))
      #expect(holds(.exp(x), .exp(p)) && holds(.exp(u), .exp(p)))
      #expect(holds(.log(y), .log(q)) && holds(.log(v), .log(q)))
      #expect(holds(.log1p(y), .log1p(q)) && holds(.log1p(v), .log1p(q)))
      let (tiny, tinyTruth) = (x * Enclosure(0x1p-40), p * BigFloat(0x1p-40))
      #expect(holds(.log1p(tiny), .log1p(tinyTruth)))
    }
  }

  /// What is only known to lie within a wide bound may be either end of it.
  @Test(arguments: UInt64(1)...5)
  func `every operation holds what it makes of both ends`(seed: UInt64) {
    var random = SeededRandom(seed)
    typealias Wide = Enclosure<DoubleDouble>
    for _ in 0..<4 {
      let (a, b) = (0.1 + 3 * random.unit(), 0.1 + 3 * random.unit())
      let (d, e) = (a * random.unit(), b * random.unit())
      // Just within: a bound is itself rounded, and holds twice what is proven.
      func ends(_ value: Double, _ error: Double) -> [BigFloat<Bits256>] {
        [-1, 1].map { BigFloat(value) + BigFloat($0 * error * (1 - 0x1p-45)) }
      }
      for sign in [1.0, -1] {
        let (x, y) = (Wide(value: DoubleDouble(sign * a), error: d), Wide(value: DoubleDouble(b), error: e))
        for p in ends(sign * a, d) {
          #expect(holds(.exp(x), .exp(p)))
          if sign > 0 { #expect(holds(.log(x), .log(p))) }
          if sign > 0 || a < 1 { #expect(holds(.log1p(x), .log1p(p))) }
          for q in ends(b, e) {
            #expect(holds(x + y, p + q) && holds(x - y, p - q) && holds(x * y, p * q) && holds(x / y, p / q))
          }
        }
      }
    }
  }

  @Test func `what is known exactly stays so`() {
    func check<Real: BoundedReal>(_: Real.Type) {
      #expect(Real.log1p(.zero).isExactlyZero && Real.log(.one).isExactlyZero)
      #expect((Real.exp(.zero) - .one).isExactlyZero)
      #expect((Real.zero * Real(3)).isExactlyZero && (Real.zero / Real(3)).isExactlyZero)
      #expect((Real(3) + .zero - Real(3)).isExactlyZero && !(Real.one / Real(3) + .zero).isExactlyZero)
    }
    check(Enclosure<Double>.self)
    check(Enclosure<DoubleDouble>.self)
    check(BigFloat<Bits256>.self)
  }

  @Test func `a tie that is known exactly is decided, and one that is not is left open`() {
    // Halfway between 1 and the next number of the format, and between that and the one after it: to even.
    for (half, format) in [(0x1p-24, FloatFormat.float32), (0x1p-53, .float64)] {
      for (low, rounded) in [(half, 1), (-half / 2, 1), (3 * half, 1 + 4 * half)] {
        let tie = DoubleDouble.twoSum(1, low)
        #expect(Enclosure(value: tie, error: 0).rounded(to: format) == rounded)
        if low > 0 { #expect(Enclosure(value: tie, error: 0x1p-90).rounded(to: format) == nil) }
        if half == 0x1p-24 { #expect(Enclosure<Double>(1 + low).rounded(to: format) == rounded) }
      }
    }
  }

  @Test(arguments: UInt64(1)...10)
  func `the sums over a row hold the truth, whatever the row`(seed: UInt64) {
    var random = SeededRandom(seed)
    for scale in [0.01, 1, 30, 600, 1e6] {
      var x = (0..<37).map { _ in random.symmetric(scale) }
      var t = (0..<37).map { _ in random.symmetric(1) }
      (x[5], t[5], t[6]) = (-.infinity, 0, 0)
      let m = x.max()!
      let peak = x.firstIndex(of: m)!
      let rest = Double.sumOfExponentials(x, below: m, except: peak)
      #expect(holds(rest, .termwiseSumOfExponentials(x, below: m, except: peak)))
      let sums = Double.sumsOfDistances(x, below: m, weighedBy: t)
      let truth = BigFloat<Bits256>.termwiseSumsOfDistances(x, below: m, weighedBy: t)
      #expect(holds(sums.distance, truth.distance) && holds(sums.total, truth.total))
      // And tight enough for Float to decide.
      #expect(sums.total.error < 0x1p-40)
    }
  }

  @Test func `a sum of exact numbers is off by its own rounding`() {
    let sum = Enclosure<Double>(1) + Enclosure(0x1p-60)
    #expect(holds(sum, BigFloat(1) + BigFloat(0x1p-60)))
    let wide = Enclosure<DoubleDouble>(1) + Enclosure(0x1p-60) + Enclosure(0x1p-150)
    #expect(holds(wide, BigFloat(1) + BigFloat(0x1p-60) + BigFloat(0x1p-150)))
    // What is known to be 0 adds nothing, and no error.
    #expect((Enclosure<Double>(1) + Enclosure(0)).error == 0 && (Enclosure<Double>(0) + Enclosure(1)).error == 0)
  }

  @Test func `the bound of a sum over a row forgets no place of it`() {
    for place in 0..<21 {
      var (x, t) = ([Double](repeating: 0, count: 21), [Double](repeating: 0, count: 21))
      (x[place], t[place]) = (-3, -0.5)
      let sums = Double.sumsOfDistances(x, below: 0, weighedBy: t)
      #expect(sums.distance.value == -1.5 && sums.distance.error >= 1.5 * 0x1p-52)
      #expect(sums.total.value == -0.5 && sums.total.error >= 0.5 * 0x1p-52)
    }
  }

  @Test func `the rounding of ordinary rows is decided at the first step`() throws {
    var random = SeededRandom(11)
    var (undecidedFloats, undecidedDoubles) = (0, 0)
    let rows = 400
    for _ in 0..<rows {
      let x = try Logits(rows: random.logits(1, 100, scale: 8) as [[Float]])
      let y = try Distributions(rows: random.distributions(1, 100) as [[Float]])
      let targets = try CrossEntropy(logits: x, targets: y).targets
      let kernel = try CrossEntropyKernel(logits: Storage(x.tensor), targets: targets)
      var reader = kernel.reader()
      reader.load(0)
      if reader.loss(in: Enclosure<Double>.self).rounded(to: .float32) == nil { undecidedFloats += 1 }
      if reader.loss(in: Enclosure<DoubleDouble>.self).rounded(to: .float64) == nil { undecidedDoubles += 1 }
    }
    // The bound of a Float row is about 2⁻⁴⁰ of it: one row in 2¹⁵ is expected to need more.
    #expect(undecidedFloats <= 1)
    #expect(undecidedDoubles == 0)
  }

  @Test func `exp, log and log1p in Double stay within 2 ULP`() {
    var random = SeededRandom(3)
    var worst = (exp: 0.0, log: 0.0, log1p: 0.0)
    func error(_ value: Double, _ truth: BigFloat<Bits256>) -> Double {
      (BigFloat<Bits256>(value) - truth).approximation.magnitude / truth.approximation.ulp
    }
    for step in 0..<300 {
      let x = random.symmetric(step % 3 == 0 ? 700 : 1)
      worst.exp = max(worst.exp, error(.exp(x), .exp(BigFloat(x))))
      let p = step % 2 == 0 ? random.unit() : 1 + random.symmetric(Double.powerOfTwo(-step % 50))
      worst.log = max(worst.log, p == 1 ? 0 : error(.log(p), .log(BigFloat(p))))
      let t = random.symmetric(Double.powerOfTwo(-step % 60)) * 0.99
      worst.log1p = max(worst.log1p, error(.log1p(t), .log1p(BigFloat(t))))
    }
    #expect(worst.exp < 2 && worst.log < 2 && worst.log1p < 2)
  }

  @Test func `exp, log and log1p keep the edges of their domains`() {
    #expect(Double.exp(-.infinity) == 0 && Double.exp(.infinity) == .infinity && Double.exp(.nan).isNaN)
    #expect(Double.exp(0) == 1 && Double.exp(-745) == .leastNonzeroMagnitude && Double.exp(709.7) < .infinity)
    #expect(Double.log(0) == -.infinity && Double.log(-1).isNaN && Double.log(1) == 0)
    #expect(Double.log(.leastNonzeroMagnitude) == -744.4400719213812)
    #expect(Double.log1p(-1) == -.infinity && Double.log1p(-2).isNaN && Double.log1p(0) == 0)
    #expect(Double.log1p(.leastNonzeroMagnitude) == .leastNonzeroMagnitude && Double.log1p(1e-20) == 1e-20)
  }

  @Test func `the exact sum of many Doubles is exact`() {
    var random = SeededRandom(9)
    var sum = ExactSum()
    var truth = BigFloat<Bits4608>.zero
    for _ in 0..<300 {
      let value = random.symmetric(1) * Double.powerOfTwo(Int(random.next() % 2000) - 1000)
      sum.add(value)
      truth = truth + BigFloat(value)
    }
    #expect((sum.value(in: BigFloat<Bits4608>.self) - truth).isExactlyZero)
    sum.add(1.5e308)
    sum.add(-1.5e308)
    #expect((sum.value(in: BigFloat<Bits4608>.self) - truth).isExactlyZero)
  }

  @Test func `a sum of 0 is 0 though its parts are kept apart`() {
    var sum = ExactSum(0x1p899)
    sum.add(-0x1p900)
    #expect(!sum.isZero && sum.sign == -1)
    sum.add(0x1p899)
    #expect(sum.isZero && sum.sign == 0)
  }

  @Test func `the exact sum of products is exact where a product leaves the range of Double`() {
    var random = SeededRandom(10)
    var sum = ExactSum()
    var truth = BigFloat<Bits4608>.zero
    for step in 0..<300 {
      let scale = [-1040, -600, 0, 500, 1000][step % 5]
      let (a, b) = (random.symmetric(1) * 0x1p-30, Double.powerOfTwo(scale < 0 ? -1000 : 0) * random.unit())
      let factor = a * Double.powerOfTwo(max(scale, -900))
      sum.add(productOf: factor, scale > 0 ? 1e300 * b : b)
      truth = truth + BigFloat(factor) * BigFloat(scale > 0 ? 1e300 * b : b)
    }
    #expect((sum.value(in: BigFloat<Bits4608>.self) - truth).isExactlyZero)
    #expect(!sum.isZero)
  }

  @Test func `a mean survives weights whose product overflows or underflows`() throws {
    let (x, y): (Logits<Double>, ClassIndices) = ([[0.5, 1, 2], [1, 0, 3]], [2, 0])
    let plain = try CrossEntropy(logits: x, targets: y).mean
    for weight in [1e300, 1e-300] {
      let weights: Weights<Double> = [.number(weight), .number(weight), .number(weight)]
      let loss = try CrossEntropy(
        logits: x, targets: y, classWeights: weights, sampleWeights: [.number(weight), .number(weight)])
      #expect(try loss.mean == plain)
    }
  }
}

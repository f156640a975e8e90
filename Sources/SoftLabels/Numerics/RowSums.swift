/// The sums over a row of classes that cross-entropy is made of.
///
/// Every `BoundedReal` can add them term by term. In Double the bound of a whole sum is known beforehand, so the loops
/// are plain ones, which the compiler vectorises: nearly every row of Floats is decided here.
extension BoundedReal {
  static func sumOfExponentials(_ x: [Double], below m: Double, except peak: Int) -> Self {
    termwiseSumOfExponentials(x, below: m, except: peak)
  }

  static func sumsOfDistances(_ x: [Double], below m: Double, weighedBy t: [Double]) -> (distance: Self, total: Self) {
    termwiseSumsOfDistances(x, below: m, weighedBy: t)
  }

  /// Σ_{j≠peak} exp(x_j - m), term by term; an x_j of -inf adds 0.
  static func termwiseSumOfExponentials(_ x: [Double], below m: Double, except peak: Int) -> Self {
    var sum = Self.zero
    for j in x.indices where j != peak && x[j] > -.infinity { sum += .exp(Self(x[j]) - Self(m)) }
    return sum
  }

  /// Σ t_j (m - x_j) and Σ t_j, term by term; where t_j = 0, x_j may be anything.
  static func termwiseSumsOfDistances(
    _ x: [Double], below m: Double, weighedBy t: [Double]
  ) -> (distance: Self, total: Self) {
    var (distance, total) = (Self.zero, Self.zero)
    for j in x.indices where t[j] != 0 {
      distance += Self(t[j]) * (Self(m) - Self(x[j]))
      total += Self(t[j])
    }
    return (distance, total)
  }
}

extension WorkingNumber {
  static func sumOfExponentials(_ x: [Double], below m: Double, except peak: Int) -> Enclosure<Self> {
    Enclosure.termwiseSumOfExponentials(x, below: m, except: peak)
  }

  static func sumsOfDistances(
    _ x: [Double], below m: Double, weighedBy t: [Double]
  ) -> (distance: Enclosure<Self>, total: Enclosure<Self>) {
    Enclosure.termwiseSumsOfDistances(x, below: m, weighedBy: t)
  }
}

extension Double {
  /// Σ_{j≠peak} exp(x_j - m) with a bound on its error: 2⁻⁴¹ of each term for `roughExp` and the rounded difference, and
  /// 2⁻⁵³ of the sum for each of n additions. What lies below e⁻⁷⁰⁸ counts as e⁻⁷⁰⁸ < 2⁻¹⁰²⁰.
  static func sumOfExponentials(_ x: [Double], below m: Double, except peak: Int) -> Enclosure<Double> {
    var terms = x
    terms[peak] = -.infinity
    for j in terms.indices { terms[j] = roughExp(terms[j] - m) }
    let sum = eightfoldSum(terms).sum
    let count = Double(x.count)
    return Enclosure(value: sum, error: sum * (0x1p-41 + count * 0x1p-52) + count * 0x1p-1019)
  }

  /// Σ t_j (m - x_j) and Σ t_j with bounds: a product is within 2⁻⁵² of its value, and n additions add n 2⁻⁵³ of the sum
  /// of the magnitudes.
  static func sumsOfDistances(
    _ x: [Double], below m: Double, weighedBy t: [Double]
  ) -> (distance: Enclosure<Double>, total: Enclosure<Double>) {
    var products = x
    weigh(&products, below: m, by: t)
    let (distance, total) = (eightfoldSum(products), eightfoldSum(t))
    let unit = Double(x.count + 4) * 0x1p-52
    // A sum of zeros is exact, which `isExactlyZero` has to see.
    return (
      distance: Enclosure(
        value: distance.sum, error: distance.magnitudes == 0 ? 0 : distance.magnitudes * unit + 0x1p-1000),
      total: Enclosure(value: total.sum, error: total.magnitudes * unit)
    )
  }

  /// x_j becomes t_j (m - x_j), and 0 where t_j is.
  private static func weigh(_ x: inout [Double], below m: Double, by t: [Double]) {
    // One precondition in place of two bounds checks in every step: without those, the loop vectorises.
    let weights = t.span
    var products = x.mutableSpan
    let count = products.count
    precondition(weights.count == count)
    for j in 0..<count {
      let weight = weights[j]
      let product = weight * (m - products[j])
      products[j] = weight == 0 ? 0 : product
    }
  }

  /// eˣ for x ≤ 0 to within 2⁻⁴²; below -708, where 2ᵏ would leave the normal range, e⁻⁷⁰⁸. No branches.
  ///
  /// The Taylor series up to r¹⁰/10! leaves 2⁻⁴². k log 2 is one rounded product, off by at most 708 · 2⁻⁵³ < 2⁻⁴³: as
  /// much as the rounding of x itself, and Float leaves room for both.
  @inline(__always)
  private static func roughExp(_ argument: Double) -> Double {
    let x = argument > -708 ? argument : -708
    // Adding 1.5 · 2⁵² leaves the nearest integer in the low bits.
    let shifted = x * log2e + 0x1.8p52
    let r = x - (shifted - 0x1.8p52) * 0x1.62e42fefa39efp-1
    let r2 = r * r
    let r4 = r2 * r2
    let low = (1 + r) + r2 * (0.5 + r * 0x1.5555555555555p-3)
    let middle =
      (0x1.5555555555555p-5 + r * 0x1.1111111111111p-7) + r2 * (0x1.6c16c16c16c17p-10 + r * 0x1.a01a01a01a01ap-13)
    let high = (0x1.a01a01a01a01ap-16 + r * 0x1.71de3a556c734p-19) + r2 * 0x1.27e4fb7789f5cp-22
    // Added to the exponent field, the low bits of `shifted` multiply by 2ᵏ.
    return Double(bitPattern: (low + r4 * (middle + r4 * high)).bitPattern &+ (shifted.bitPattern &<< 52))
  }

  /// The sum and the sum of the magnitudes. Eight running sums, so that no addition waits for the one before.
  private static func eightfoldSum(_ terms: [Double]) -> (sum: Double, magnitudes: Double) {
    var (sums, magnitudes) = (SIMD8<Double>(), SIMD8<Double>())
    let all = terms.span
    var j = 0
    while j + 8 <= all.count {
      let values = block(all, j)
      sums += values
      magnitudes += SIMD8(
        values[0].magnitude, values[1].magnitude, values[2].magnitude, values[3].magnitude, values[4].magnitude,
        values[5].magnitude, values[6].magnitude, values[7].magnitude)
      j += 8
    }
    var (sum, magnitude) = (0.0, 0.0)
    for lane in 0..<8 {
      sum += sums[lane]
      magnitude += magnitudes[lane]
    }
    for rest in j..<terms.count {
      sum += terms[rest]
      magnitude += terms[rest].magnitude
    }
    return (sum, magnitude)
  }

  /// Eight numbers from `j` on: one bounds check, and two vector loads.
  @inline(__always)
  private static func block(_ numbers: Span<Double>, _ j: Int) -> SIMD8<Double> {
    let b = numbers.extracting(j..<j + 8)
    return SIMD8(b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7])
  }
}

/// The place of the first of the largest numbers of a row.
func peak(of row: [Double]) -> Int {
  var peak = 0
  var maximum = row[0]
  for j in row.indices where row[j] > maximum {
    maximum = row[j]
    peak = j
  }
  return peak
}

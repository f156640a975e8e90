/// exp, log and log(1 - x) of many Doubles at a time, over all of Double, and their sums: what a program needs that computes
/// something else than our losses of millions of numbers. Within 4 ULP; eˣ above x = 708, where e⁻ˣ has lost bits, within 8.
package enum FusedArrays {
  /// eˣ of each.
  package static func exp(_ values: [Double]) -> [Double] {
    if let range = range(values), range.upperBound <= 0 { return map(values) { Double.fusedExp($0) } }
    return map(values) { x in
      let power = Double.fusedExp(-x.magnitude)
      let value = x > 0 ? 1 / power : power
      return x.isNaN ? x : value
    }
  }

  /// log x of each; NaN below 0.
  package static func log(_ values: [Double]) -> [Double] {
    let range = range(values)
    return log(values, in: range)
  }

  /// log(x + ε) of each, where `range` is theirs.
  private static func log(_ values: [Double], in range: ClosedRange<Double>?, plus ε: Double = 0) -> [Double] {
    if let range, range.lowerBound + ε >= .leastNormalMagnitude {
      return map(values) { Double.fusedLog(ofNormal: $0 + ε) }
    }
    return map(values) { logarithm($0 + ε) }
  }

  /// log(1 - x) of each; NaN above 1. What 1 - x rounds away is added to its logarithm, to first order.
  package static func log1m(_ values: [Double]) -> [Double] {
    if let range = range(values), range.lowerBound >= 0, range.upperBound <= 0.5 {
      return map(values) { -Double.fusedMinusLog1m($0) }
    }
    return map(values) { x in
      let difference = 1 - x
      let rest = (1 - difference - x) / difference
      return logarithm(difference) + (difference > 0 && difference < .infinity ? rest : 0)
    }
  }

  /// log(1 + exp(-|x|)) of each, and log 1 of NaN.
  package static func softplusRest(_ values: [Double]) -> [Double] {
    if let range = range(values), range.lowerBound >= -1, range.upperBound <= 1 { return softplusRest(ofSmall: values) }
    // In one loop the compiler does not make vectors of it.
    return map(map(values) { Double.fusedExp(-$0.magnitude) }) { Double.fusedLog1p($0) }
  }

  /// log(1 + exp(-|x|)) = log(2 cosh(x / 2)) - |x| / 2 for x in [-1, 1], where the first part is a polynomial in x².
  private static func softplusRest(ofSmall values: [Double]) -> [Double] {
    map(values) { x in
      let z = x * x
      let z2 = z * z
      let low =
        (0x1.ffffffffffffcp-4 - z * 0x1.5555555552ac5p-8) + z2 * (0x1.6c16c167a4733p-12 - z * 0x1.ba1b9edbabc7ap-16)
      let middle = (0x1.1ea55c8443197p-19 - z * 0x1.8327ce3d17f9dp-23)
      let high = (0x1.0bdc8dbc9270fp-26 - z * 0x1.6a2cdd0f9d5e6p-30) + z2 * 0x1.72149feefa51ep-34
      return Double.ln2High + (Double.ln2Low + (z * (low + (z2 * z2) * (middle + z2 * high)) - 0.5 * x.magnitude))
    }
  }

  /// For each ε, which is above 0, Σ t log(x + ε) without the terms of t = 0; given log x, if that is known.
  ///
  /// Where x is 16 ε or more, log(x + ε) = log x + u - u²/2 + … with u = ε / x, and the sums of the powers of 1 / x do
  /// for all ε: nine of them, which leave 2⁻⁴³ of t at most. The few numbers that are too small for it are summed on
  /// their own.
  package static func logSums(
    _ t: [Double], _ x: [Double], plus epsilons: [Double], logarithms: [Double]? = nil
  ) -> [Double] {
    let range = range(x)
    func logSum(_ ε: Double) -> Double { dot(t, log(x, in: range, plus: ε)) }
    guard let range, range.lowerBound >= 0 else { return epsilons.map(logSum) }
    // About an eighth of the numbers is below this one.
    let sample = stride(from: 0, to: x.count, by: 64).map { x[$0] }.sorted()
    let bound = sample[sample.count / 8]
    let small = epsilons.filter { 16 * $0 <= bound }
    if small.isEmpty { return epsilons.map(logSum) }
    var (large, below) = ((t: t, x: x), (t: [Double](), x: [Double]()))
    for i in 0..<min(t.count, x.count) where x[i] < bound {
      below.t.append(t[i])
      below.x.append(x[i])
      (large.t[i], large.x[i]) = (0, bound)
    }
    let base = dot(large.t, logarithms ?? log(x))
    let moments = moments(large.t, map(large.x) { bound / $0 })
    let rest =
      below.x.count <= x.count / 4
      ? logSums(below.t, below.x, plus: small)
      : small.map { dot(below.t, log(below.x, in: range, plus: $0)) }
    return epsilons.map { ε in
      guard let place = small.firstIndex(of: ε) else { return logSum(ε) }
      var (value, power) = (base + rest[place], 1.0)
      for index in moments.indices {
        power *= -ε / bound
        value -= power * moments[index] / Double(index + 1)
      }
      return value
    }
  }

  /// Σ t r, Σ t r², … Σ t r⁹.
  private static func moments(_ t: [Double], _ r: [Double]) -> [Double] {
    let (t, r) = (t.span, r.span)
    var sums = InlineArray<9, Double.Lanes>(repeating: .zero)
    var rest = InlineArray<9, Double>(repeating: 0)
    var i = 0
    while i &+ 4 <= r.count {
      var power = Double.Lanes.load(t, i)
      let ratio = Double.Lanes.load(r, i)
      for place in sums.indices {
        power = power * ratio
        sums[place] = sums[place] + power
      }
      i &+= 4
    }
    while i < r.count {
      var power = t[i]
      for place in sums.indices {
        power *= r[i]
        rest[place] += power
      }
      i &+= 1
    }
    return sums.indices.map { rest[$0] + sums[$0].sum() }
  }

  /// From the least of them to the greatest, where all are finite; nil for none.
  package static func range(_ values: [Double]) -> ClosedRange<Double>? {
    let values = values.span
    guard !values.isEmpty else { return nil }
    var least = Double.Lanes(repeating: values[0])
    var (greatest, oddity) = (least, Double.Lanes.zero)
    @inline(__always)
    func look(_ lanes: Double.Lanes) {
      least = .smaller(lanes, least)
      greatest = .larger(lanes, greatest)
      oddity = oddity + (lanes - lanes)
    }
    var i = 0
    while i &+ 4 <= values.count {
      look(.load(values, i))
      i &+= 4
    }
    look(.load(values, i, count: values.count &- i, padding: values[0]))
    return oddity == .zero ? -(Double.Lanes.zero - least).largest...greatest.largest : nil
  }

  /// The sum of them all, compensated.
  package static func sum(_ values: Span<Double>) -> Double { Double.total(values).value }

  /// Σ t x without the terms of t = 0, compensated.
  package static func dot(_ t: [Double], _ x: [Double]) -> Double {
    let (t, x) = (t.span, x.span)
    let count = min(t.count, x.count)
    @inline(__always)
    func products(_ i: Int) -> Double.Lanes {
      let factors = Double.Lanes.load(t, i)
      return .choose(factors, equals: .zero, .zero, factors * .load(x, i))
    }
    var total = Double.Lanes.Total()
    var i = 0
    while i &+ 8 <= count {
      total.add(products(i) + products(i &+ 4))
      i &+= 8
    }
    var sum = total.sum
    while i < count {
      if t[i] != 0 { sum.add(t[i] * x[i]) }
      i &+= 1
    }
    let value = sum.value
    // An infinite term has no rounding error to be kept.
    return value.isNaN ? (0..<count).reduce(0) { t[$1] == 0 ? $0 : $0 + t[$1] * x[$1] } : value
  }

  @inline(__always)
  private static func logarithm(_ x: Double) -> Double {
    let log = Double.fusedLog(x)
    let value = x < .infinity ? log : x
    return x >= 0 ? value : .nan
  }

  /// Unsafe: the result is written once, and every place of it.
  @inline(__always)
  private static func map(_ values: [Double], _ function: (Double) -> Double) -> [Double] {
    unsafe [Double](unsafeUninitializedCapacity: values.count) { result, count in
      let values = values.span
      for i in values.indices { unsafe result[i] = function(values[i]) }
      count = values.count
    }
  }
}

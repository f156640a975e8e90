/// exp, log and log1p of many Doubles at a time, over all of Double, and their sums: what a program needs that computes
/// something else than our losses of millions of numbers. Within 4 ULP; eˣ above x = 708, where e⁻ˣ has lost bits, within 8.
package enum FusedArrays {
  /// eˣ of each.
  package static func exp(_ values: consuming [Double]) -> [Double] {
    map(values) { x in
      let power = Double.fusedExp(-x.magnitude)
      let value = x > 0 ? 1 / power : power
      return x.isNaN ? x : value
    }
  }

  /// log x of each; NaN below 0.
  package static func log(_ values: consuming [Double]) -> [Double] { map(values, logarithm) }

  /// log(1 + x) of each; NaN below -1. What 1 + x rounds away is added to its logarithm, to first order.
  package static func log1p(_ values: consuming [Double]) -> [Double] {
    map(values) { x in
      let sum = 1 + x
      let rest = (x - (sum - 1)) / sum
      return logarithm(sum) + (sum > 0 && sum < .infinity ? rest : 0)
    }
  }

  /// log(1 + exp(-|x|)) of each, and log 1 of NaN.
  package static func softplusRest(_ values: consuming [Double]) -> [Double] {
    map(values) { Double.fusedLog1p(Double.fusedExp(-$0.magnitude)) }
  }

  /// For each ε, which is above 0, Σ t log(x + ε) without the terms of t = 0.
  ///
  /// Where no x is below 64 ε, log(x + ε) = log x + u - u²/2 + … with u = ε / x, and the sums of the powers of 1 / x do
  /// for all ε: seven of them, which leave 2⁻⁵¹ of t.
  package static func logSums(_ t: [Double], _ x: [Double], plus epsilons: [Double]) -> [Double] {
    var least = Double.infinity
    var isSound = true
    for value in x {
      isSound = isSound && value >= 0 && value < .infinity
      least = value < least ? value : least
    }
    func logSum(_ ε: Double) -> Double {
      dot(
        t,
        isSound && least + ε >= .leastNormalMagnitude
          ? map(x) { Double.fusedLog(ofNormal: $0 + ε) } : map(x) { logarithm($0 + ε) })
    }
    let isSmall = { isSound && 64 * $0 <= least }
    guard epsilons.contains(where: isSmall) else { return epsilons.map(logSum) }
    let base = logSum(0)
    let ratios = map(x) { least / $0 }
    var powers = t
    let moments = (1...7).map { _ in
      var span = powers.mutableSpan
      let ratios = ratios.span
      for i in 0..<min(span.count, ratios.count) { span[i] *= ratios[i] }
      return self.sum(powers)
    }
    return epsilons.map { ε in
      if !isSmall(ε) { return logSum(ε) }
      var (value, power) = (base, 1.0)
      for (place, moment) in moments.enumerated() {
        power *= -ε / least
        value -= power * moment / Double(place + 1)
      }
      return value
    }
  }

  /// The sum of them all, compensated.
  package static func sum(_ values: [Double]) -> Double { Double.total(values.span).value }

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
    return sum.value
  }

  @inline(__always)
  private static func logarithm(_ x: Double) -> Double {
    let log = Double.fusedLog(x)
    let value = x < .infinity ? log : x
    return x >= 0 ? value : .nan
  }

  @inline(__always)
  private static func map(_ values: consuming [Double], _ function: (Double) -> Double) -> [Double] {
    var span = values.mutableSpan
    for i in 0..<span.count { span[i] = function(span[i]) }
    return values
  }
}

import SoftLabels

/// Functions and sums of many numbers: one by one, or fused, where there are millions. The two differ in the last digits.
struct Arithmetic {
  let isFused: Bool

  func exp(_ values: [Double]) -> [Double] { isFused ? FusedArrays.exp(values) : values.map(Double.exp) }

  func log(_ values: [Double]) -> [Double] { isFused ? FusedArrays.log(values) : values.map(Double.log) }

  /// log(1 - x).
  func log1m(_ values: [Double]) -> [Double] {
    isFused ? FusedArrays.log1m(values) : values.map { Double.log1p(-$0) }
  }

  /// The logarithms of sigmoid(x), log(1 / (1 + exp(-x))) without overflow, and of 1 less it.
  func logSigmoids(_ logits: [Double]) -> (yes: [Double], no: [Double]) {
    let rest =
      isFused ? FusedArrays.softplusRest(logits) : logits.map { Double.log1p(Double.exp(-$0.magnitude)) }
    return (logits.combined(rest) { min($0, 0) - $1 }, logits.combined(rest) { min(-$0, 0) - $1 })
  }

  /// The logarithms of p and 1 - p.
  func logarithms(_ probabilities: [Double]) -> (yes: [Double], no: [Double]) {
    (log(probabilities), log1m(probabilities))
  }

  /// The same of clip(p, 1e-7, greatest), given those of p: clipping and a logarithm may change places.
  func clipped(
    _ logarithms: (yes: [Double], no: [Double]), of p: [Double], to greatest: Double
  ) -> (yes: [Double], no: [Double]) {
    func clip(_ logarithms: [Double], _ log: (Double) -> Double) -> [Double] {
      let (low, high) = (log(Origin.kerasEpsilon), log(greatest))
      return p.combined(logarithms) { $0 < Origin.kerasEpsilon ? low : $0 > greatest ? high : $1 }
    }
    return (clip(logarithms.yes, Double.log), clip(logarithms.no) { Double.log1p(-$0) })
  }

  /// Σ x over some places.
  func sum(_ values: [Double], in places: Range<Int>) -> Double {
    isFused ? FusedArrays.sum(values.span.extracting(places)) : values[places].reduce(0, +)
  }

  /// Σ t x over all places, terms with t = 0 dropped; compensated.
  func dot(_ factors: (t: [Double], x: [Double])...) -> Double {
    if isFused { return factors.reduce(0) { $0 + FusedArrays.dot($1.t, $1.x) } }
    var sum = CompensatedSum()
    for (t, x) in factors { for i in 0..<min(t.count, x.count) where t[i] != 0 { sum.add(t[i] * x[i]) } }
    return sum.value
  }
}

extension [Double] {
  /// What a function makes of these numbers and of others beside them; a loop of vectors.
  @inline(__always)
  func combined(_ other: [Double], _ function: (Double, Double) -> Double) -> [Double] {
    var result = self
    var span = result.mutableSpan
    let others = other.span
    for i in 0..<Swift.min(span.count, others.count) { span[i] = function(span[i], others[i]) }
    return result
  }

  /// The same with others that begin anew as often as need be.
  @inline(__always)
  func combined(repeating other: [Double], _ function: (Double, Double) -> Double) -> [Double] {
    var result = self
    for start in Swift.stride(from: 0, to: count, by: other.count) {
      for i in 0..<Swift.min(other.count, count - start) { result[start + i] = function(self[start + i], other[i]) }
    }
    return result
  }
}

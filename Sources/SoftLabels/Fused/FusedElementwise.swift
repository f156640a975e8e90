/// A loss whose samples are single elements: plain loops over pieces that fit the first-level cache, which the compiler
/// turns into vectors by itself.
protocol FusedElementwise: FusedKernel {
  /// Element weights; nil for none.
  var weights: [Double]? { get }

  /// The losses of the elements in `range`, without their weights; and their gradients over `divisor` into `gradient`,
  /// from `offset` on, where that is not empty. Returns true where one of these may have overflowed.
  func run(
    _ range: Range<Int>, _ losses: inout MutableSpan<Scalar>, divisor: Scalar, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int
  ) -> Bool

  /// Losses that the fast formula has left as infinities or NaN are done again here. Called where the sum shows some.
  func correct(_ start: Int, _ losses: inout MutableSpan<Scalar>)

  /// Gradients that overflowed before their weights made them small are done again here.
  func correctGradient(_ range: Range<Int>, divisor: Scalar, _ gradient: inout MutableSpan<Scalar>, _ offset: Int)
}

extension FusedElementwise {
  var stride: Int { 1 }
  var divisor: Double { Double(samples) }
  var weights: [Double]? { nil }

  func correct(_: Int, _: inout MutableSpan<Scalar>) {}
  func correctGradient(_: Range<Int>, divisor _: Scalar, _: inout MutableSpan<Scalar>, _: Int) {}

  func block(
    _ samples: Range<Int>, divisor: Double, _ gradient: inout MutableSpan<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) -> CompensatedSum {
    let piece = 1024
    var storage = [Scalar](repeating: 0, count: min(piece, samples.count))
    var total = CompensatedSum()
    var start = samples.lowerBound
    while start < samples.upperBound {
      let range = start..<min(start + piece, samples.upperBound)
      let offset = start - samples.lowerBound
      if range.count < storage.count { storage.removeLast(storage.count - range.count) }
      var values = storage.mutableSpan
      let hasOverflowed = run(range, &values, divisor: Scalar(divisor), &gradient, offset)
      if let weights {
        let weights = weights.span.extracting(range)
        Self.weigh(&values, 0, by: weights)
        if !gradient.isEmpty { Self.weigh(&gradient, offset, by: weights) }
        if hasOverflowed { correctGradient(range, divisor: Scalar(divisor), &gradient, offset) }
      }
      var sum = Self.sum(values.span)
      if !sum.value.isFinite {
        correct(start, &values)
        sum = Self.sum(values.span)
      }
      if !losses.isEmpty { for i in 0..<range.count { losses[offset &+ i] = values[i] } }
      total.add(sum)
      start = range.upperBound
    }
    return total
  }

  @inline(never)
  private static func sum(_ values: Span<Scalar>) -> CompensatedSum {
    var total = Scalar.Lanes.Total()
    let width = Scalar.Lanes.scalarCount
    var i = 0
    while i &+ 4 &* width <= values.count {
      let a = Scalar.Lanes.load(values, i) + Scalar.Lanes.load(values, i &+ width)
      let b = Scalar.Lanes.load(values, i &+ 2 &* width) + Scalar.Lanes.load(values, i &+ 3 &* width)
      total.add(a + b)
      i &+= 4 &* width
    }
    var sum = total.sum
    while i < values.count {
      sum.add(Double(values[i]))
      i &+= 1
    }
    return sum
  }

  /// Multiplies by element weights, in Double, and drops what has none: 0 · inf is 0 here. Adding 0 leaves no -0 of a
  /// weight below 0, which only what lies below the validating types has.
  private static func weigh(_ values: inout MutableSpan<Scalar>, _ offset: Int, by weights: Span<Double>) {
    for i in 0..<weights.count {
      values[offset &+ i] = weights[i] == 0 ? 0 : Scalar(weights[i] * Double(values[offset &+ i])) + 0
    }
  }
}

/// A loss whose samples are single elements: plain loops over pieces that fit the first-level cache, which the compiler
/// turns into vectors by itself.
protocol FusedElementwise: FusedKernel {
  var count: Int { get }
  /// The losses of the elements from `start` on, as many as `losses` holds.
  func losses(_ start: Int, _ losses: inout MutableSpan<Scalar>)
  /// Their gradients over `divisor`, into `gradient` from `offset` on.
  func gradient(_ start: Int, divisor: Scalar, _ gradient: inout MutableSpan<Scalar>, _ offset: Int, count: Int)
  /// Both at once, for what they share to be computed once.
  func lossesAndGradient(
    _ start: Int, _ losses: inout MutableSpan<Scalar>, divisor: Scalar, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int)
  /// Elements that the fast formula does not do well are done again here; the losses and gradients are in place.
  func correct(
    _ start: Int, divisor: Double, _ losses: inout MutableSpan<Scalar>, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int)
}

extension FusedElementwise {
  var samples: Int { count }
  var stride: Int { 1 }
  var divisor: Double { Double(count) }

  func lossesAndGradient(
    _ start: Int, _ losses: inout MutableSpan<Scalar>, divisor: Scalar, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int
  ) {
    self.losses(start, &losses)
    self.gradient(start, divisor: divisor, &gradient, offset, count: losses.count)
  }

  func correct(
    _: Int, divisor: Double, _: inout MutableSpan<Scalar>, _: inout MutableSpan<Scalar>, _: Int
  ) {}

  func block(
    _ samples: Range<Int>, divisor: Double, _ gradient: inout MutableSpan<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) -> CompensatedSum {
    let piece = 1024
    var storage = [Scalar](repeating: 0, count: min(piece, samples.count))
    var total = CompensatedSum()
    var start = samples.lowerBound
    while start < samples.upperBound {
      let count = min(piece, samples.upperBound - start)
      let offset = start - samples.lowerBound
      if count < storage.count { storage.removeLast(storage.count - count) }
      var values = storage.mutableSpan
      if gradient.isEmpty {
        self.losses(start, &values)
      } else {
        lossesAndGradient(start, &values, divisor: Scalar(divisor), &gradient, offset)
      }
      correct(start, divisor: divisor, &values, &gradient, offset)
      if !losses.isEmpty { for i in 0..<count { losses[offset &+ i] = values[i] } }
      total.add(Self.sum(values.span))
      start += count
    }
    return total
  }

  @inline(never)
  static func sum(_ values: Span<Scalar>) -> CompensatedSum {
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
}

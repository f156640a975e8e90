/// A loss whose samples are single elements: plain loops over pieces that fit the first-level cache, which the compiler
/// turns into vectors by itself.
protocol FusedElementwise: FusedKernel {
  associatedtype Reference: ElementKernel
  /// The shape of the input.
  var shape: [Int] { get }
  /// Element weights; nil for none.
  var weights: [Double]? { get }
  /// What they have to be.
  static var inputKind: NumberKind { get }
  var targetKind: NumberKind { get }

  /// The losses of the elements in `range`, of which these are the input and the targets, without their weights; and their
  /// gradients over `divisor` into `gradient`, from `offset` on, where that is not empty. Returns whether one of these may
  /// have overflowed, and whether input that is not allowed would show in the losses.
  func run<Scalar: FusedScalar>(
    _ range: Range<Int>, _ input: Span<Scalar>, _ targets: Span<Scalar>, _ losses: inout MutableSpan<Scalar>,
    divisor: Scalar, _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) -> (mayHaveOverflowed: Bool, showsInput: Bool)

  /// Losses that the fast formula has left as infinities or NaN are done again here. Called where the sum shows some.
  func correct<Scalar: FusedScalar>(
    _ range: Range<Int>, _ input: Span<Scalar>, _ targets: Span<Scalar>, _ losses: inout MutableSpan<Scalar>)

  /// Gradients that overflowed before their weights made them small are done again here.
  func correctGradient<Scalar: FusedScalar>(
    _ input: Span<Scalar>, _ targets: Span<Scalar>, _ weights: Span<Double>, divisor: Scalar,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int)

  /// The reference kernel of some elements, with their weights.
  func reference(_ range: Range<Int>, _ input: Storage, _ targets: Storage) -> Reference
}

extension FusedElementwise {
  var samples: Int { shape.reduce(1, *) }
  var stride: Int { 1 }
  var divisor: Double { Double(samples) }
  var targetKind: NumberKind { .probability }

  func correct<Scalar: FusedScalar>(
    _: Range<Int>, _: Span<Scalar>, _: Span<Scalar>, _: inout MutableSpan<Scalar>
  ) {}

  func correctGradient<Scalar: FusedScalar>(
    _: Span<Scalar>, _: Span<Scalar>, _: Span<Double>, divisor _: Scalar, _: inout MutableSpan<Scalar>, _: Int
  ) {}

  func referenceTotal<Scalar: FusedScalar>(
    _ input: Span<Scalar>, _ targets: Span<Scalar>, over divisor: ExactSum
  ) -> Double {
    reference(0..<samples, input.storage, targets.storage).total(over: divisor)
  }

  func error<Scalar: FusedScalar>(_ sample: Int, _ input: Span<Scalar>, _ targets: Span<Scalar>) -> LossError? {
    Self.inputKind.error(in: input, sample..<sample + 1, shape: shape)
      ?? targetKind.error(in: targets, sample..<sample + 1, shape: shape)
  }

  func block<Scalar: FusedScalar>(
    _ samples: Range<Int>, _ input: Span<Scalar>, _ targets: Span<Scalar>, divisor: Double,
    _ gradient: inout MutableSpan<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) -> FusedSum {
    let piece = 1024
    var storage = [Scalar](repeating: 0, count: min(piece, samples.count))
    var total = FusedSum()
    for start in Swift.stride(from: samples.lowerBound, to: samples.upperBound, by: piece) {
      let range = start..<min(start + piece, samples.upperBound)
      let offset = start - samples.lowerBound
      if range.count < storage.count { storage.removeLast(storage.count - range.count) }
      var values = storage.mutableSpan
      let (x, t) = (input.extracting(range), targets.extracting(range))
      let (mayHaveOverflowed, showsInput) = run(range, x, t, &values, divisor: Scalar(divisor), &gradient, offset)
      if let weights {
        let weights = weights.span.extracting(range)
        Self.weigh(&values, 0, by: weights)
        if !gradient.isEmpty { Self.weigh(&gradient, offset, by: weights) }
        if mayHaveOverflowed { correctGradient(x, t, weights, divisor: Scalar(divisor), &gradient, offset) }
      }
      var sum = Scalar.total(values.span)
      if isChecking {
        let isSound =
          sum.value.isFinite && FusedSurvey(of: t).isAllowed(targetKind)
          && (showsInput || FusedSurvey(of: x).isAllowed(Self.inputKind))
        total.firstInvalid = isSound ? nil : range.first { error($0, input, targets) != nil }
        if total.firstInvalid != nil { return total }
      }
      if !sum.value.isFinite {
        correct(range, x, t, &values)
        sum = Scalar.total(values.span)
      }
      if !losses.isEmpty { for i in 0..<range.count { losses[offset &+ i] = values[i] } }
      total.sum.add(sum)
    }
    return total
  }

  /// Multiplies by element weights, in Double, and drops what has none: 0 · inf is 0 here. Adding 0 leaves no -0 of a
  /// weight below 0, which only what lies below the validating types has.
  private static func weigh<Scalar: FusedScalar>(
    _ values: inout MutableSpan<Scalar>, _ offset: Int, by weights: Span<Double>
  ) {
    for i in 0..<weights.count {
      values[offset &+ i] = weights[i] == 0 ? 0 : Scalar(weights[i] * Double(values[offset &+ i])) + 0
    }
  }
}

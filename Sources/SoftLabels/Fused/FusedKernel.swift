/// A fused kernel: everything about a loss but its numbers, which lie where the program has them.
protocol FusedKernel: Sendable {
  /// How many losses there are.
  var samples: Int { get }
  /// How many numbers of the input belong to a sample.
  var stride: Int { get }
  /// What `mean` divides by.
  var divisor: Double { get }
  /// True where input and targets come from outside and nobody has looked at them.
  var isChecking: Bool { get }

  /// The sum of the losses of some samples; also their gradient over `divisor`, and the losses, where the spans are not
  /// empty. Of a kernel that checks, nothing but the place of the first sample that is not valid, where there is one.
  func block<Scalar: FusedScalar>(
    _ samples: Range<Int>, _ input: Span<Scalar>, _ targets: Span<Scalar>, divisor: Double,
    _ gradient: inout MutableSpan<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) -> FusedSum

  /// What is wrong with a sample of numbers from outside; nil for a valid one.
  func error<Scalar: FusedScalar>(_ sample: Int, _ input: Span<Scalar>, _ targets: Span<Scalar>) -> LossError?

  /// The sum of the losses over `divisor` by the reference kernel.
  func referenceTotal<Scalar: FusedScalar>(_ input: Span<Scalar>, _ targets: Span<Scalar>, over divisor: ExactSum)
    -> Double
}

/// What becomes of a block of samples.
struct FusedSum {
  var sum = CompensatedSum()
  /// The first sample that is not valid.
  var firstInvalid: Int?
}

extension FusedKernel {
  func value<Scalar: FusedScalar>(
    _ reduction: Reduction, _ input: Span<Scalar>, _ targets: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>,
    _ losses: inout MutableSpan<Scalar>, _ threads: Int?
  ) throws(LossError) -> Double {
    let divisor = reduction == .mean ? self.divisor : 1
    // Where it is 0, what is wrong with a sample is still said first.
    let usable = divisor == 0 ? 1 : divisor
    let total = FusedBlocks.run(
      samples: samples, stride: stride, threads: threads, gradient: &gradient, losses: &losses
    ) { range, gradient, losses in
      block(range, input, targets, divisor: usable, &gradient, &losses)
    }
    if let sample = total.firstInvalid, let error = error(sample, input, targets) { throw error }
    guard divisor != 0 else { throw .meanOverNothing }
    // The sum may overflow where the mean does not; an infinite loss is infinite in both. And weights that make a divisor
    // this small may have made losses subnormal, which the division would lift out again with what they have lost.
    let sum = total.sum.value
    return sum.isFinite && divisor.magnitude > 0x1p-60
      ? sum / divisor + 0 : referenceTotal(input, targets, over: ExactSum(divisor))
  }
}

extension Span where Element: FusedScalar {
  /// A copy, for the reference kernel.
  var storage: Storage { Element.storage(of: (0..<count).map { self[$0] }) }
}

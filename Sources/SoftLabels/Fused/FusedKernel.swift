/// A fused kernel for one element type.
protocol FusedKernel<Scalar>: Sendable {
  associatedtype Scalar: FusedScalar
  /// How many losses there are.
  var samples: Int { get }
  /// How many numbers of the input belong to a sample.
  var stride: Int { get }
  /// What `mean` divides by.
  var divisor: Double { get }

  /// The sum of the losses of some samples; also their gradient over `divisor`, and the losses, where the spans are not
  /// empty.
  func block(
    _ samples: Range<Int>, divisor: Double, _ gradient: inout MutableSpan<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) -> CompensatedSum
}

/// The fused kernel behind a loss, of either element type; or the reference kernel, where there is no fused one.
///
/// A closure over the concrete kernel, and no existential: what is called through a generic type's witness table is not
/// specialised, and a thousand times slower.
struct FusedForm<Scalar: LossScalar>: Sendable {
  /// Returns the sum of the losses, and fills whichever of the arrays is not empty.
  typealias Run<Element> =
    @Sendable (
      _ divisor: Double, _ gradient: inout [Element], _ losses: inout [Element], _ threads: Int?
    ) -> CompensatedSum

  let run: Run<Scalar>
  let samples: Int
  let inputCount: Int
  let divisor: Double

  /// A kernel of this very `Scalar`, which its caller knows as Float.
  init(float kernel: some FusedKernel<Float>) {
    let run: Run<Float> = { kernel.run($0, &$1, &$2, $3) }
    self.init(run: run as Any as! Run<Scalar>, kernel)
  }

  /// A kernel of this very `Scalar`, which its caller knows as Double.
  init(double kernel: some FusedKernel<Double>) {
    let run: Run<Double> = { kernel.run($0, &$1, &$2, $3) }
    self.init(run: run as Any as! Run<Scalar>, kernel)
  }

  private init(run: @escaping Run<Scalar>, _ kernel: some FusedKernel) {
    self.run = run
    samples = kernel.samples
    inputCount = kernel.samples * kernel.stride
    divisor = kernel.divisor
  }

  init(_ reference: any ReferenceKernel) {
    run = { divisor, gradient, losses, _ in
      if !gradient.isEmpty { gradient = reference.gradient(over: ExactSum(divisor)).map { Scalar($0) } }
      if !losses.isEmpty { losses = reference.losses().map { Scalar($0) } }
      return CompensatedSum(reference.sum())
    }
    samples = reference.sampleCount
    inputCount = reference.inputCount
    divisor = reference.meanDivisor.rounded(to: .float64)
  }
}

extension FusedKernel {
  fileprivate func run(
    _ divisor: Double, _ gradient: inout [Scalar], _ losses: inout [Scalar], _ threads: Int?
  ) -> CompensatedSum {
    var gradientSpan = gradient.mutableSpan
    var lossSpan = losses.mutableSpan
    return FusedBlocks.run(
      samples: samples, stride: stride, threads: threads, gradient: &gradientSpan, losses: &lossSpan
    ) { range, gradient, losses in
      self.block(range, divisor: divisor, &gradient, &losses)
    }
  }
}

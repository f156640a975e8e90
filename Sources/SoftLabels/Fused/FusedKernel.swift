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
/// A closure for each element type, and no existential: what is called through a generic type's witness table is not
/// specialised, and a thousand times slower.
struct FusedForm: Sendable {
  typealias Run<Scalar> =
    @Sendable (
      _ divisor: Double, _ gradient: inout [Scalar], _ losses: inout [Scalar], _ threads: Int?
    ) -> CompensatedSum

  private enum Kernel: Sendable {
    case float(Run<Float>)
    case double(Run<Double>)
    case reference(any ReferenceKernel)
  }

  private let kernel: Kernel
  let samples: Int
  let inputCount: Int
  let divisor: Double

  init(float kernel: some FusedKernel<Float>) {
    self.init(.float { kernel.run($0, &$1, &$2, $3) }, of: kernel)
  }

  init(double kernel: some FusedKernel<Double>) {
    self.init(.double { kernel.run($0, &$1, &$2, $3) }, of: kernel)
  }

  private init(_ run: Kernel, of kernel: some FusedKernel) {
    self.kernel = run
    samples = kernel.samples
    inputCount = kernel.samples * kernel.stride
    divisor = kernel.divisor
  }

  init(_ reference: any ReferenceKernel) {
    kernel = .reference(reference)
    samples = reference.sampleCount
    inputCount = reference.inputCount
    divisor = reference.meanDivisor.rounded(to: .float64)
  }

  /// The sum of the losses. Fills whichever of the arrays is not empty; their element type must be the kernel's.
  func run<Scalar: LossScalar>(
    divisor: Double, gradient: inout [Scalar], losses: inout [Scalar], threads: Int?
  ) -> CompensatedSum {
    switch kernel {
    case .float(let run):
      return Self.recast(&gradient, &losses) { run(divisor, &$0, &$1, threads) }
    case .double(let run):
      return Self.recast(&gradient, &losses) { run(divisor, &$0, &$1, threads) }
    case .reference(let kernel):
      if !gradient.isEmpty { gradient = kernel.gradient(over: ExactSum(divisor)).map { Scalar($0) } }
      if !losses.isEmpty { losses = kernel.losses().map { Scalar($0) } }
      return CompensatedSum(kernel.sum())
    }
  }

  /// Hands two arrays on under another name of the same type: moved out, cast and moved back, so that none is copied.
  ///
  /// Through `Any`, because a cast from array to array is made element by element.
  private static func recast<Scalar, Own>(
    _ gradient: inout [Scalar], _ losses: inout [Scalar],
    _ body: (inout [Own], inout [Own]) -> CompensatedSum
  ) -> CompensatedSum {
    var (ownGradient, ownLosses) = (take(&gradient) as Any as! [Own], take(&losses) as Any as! [Own])
    let sum = body(&ownGradient, &ownLosses)
    (gradient, losses) = (ownGradient as Any as! [Scalar], ownLosses as Any as! [Scalar])
    return sum
  }

  private static func take<Element>(_ array: inout [Element]) -> [Element] {
    var taken: [Element] = []
    swap(&taken, &array)
    return taken
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

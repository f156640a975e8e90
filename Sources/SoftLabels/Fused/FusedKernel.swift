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

/// A fused kernel behind a closure, made where the kernel's type is known to the compiler.
///
/// Generic code is specialised only where all of its types are known: called through a witness table, or from an
/// initialiser that is generic over the element type as well, a kernel is a thousand times slower.
struct FusedRunner: Sendable {
  /// Returns the sum of the losses, and fills whichever of the arrays is not empty.
  typealias Run<Element> =
    @Sendable (
      _ divisor: Double, _ gradient: inout [Element], _ losses: inout [Element], _ threads: Int?
    ) -> CompensatedSum

  /// A `Run` of the kernel's element type.
  enum AnyRun: Sendable {
    case float(Run<Float>)
    case double(Run<Double>)
  }
  let run: AnyRun
  let samples: Int
  let inputCount: Int
  let divisor: Double

  init<Kernel: FusedKernel>(_ kernel: Kernel) where Kernel.Scalar == Float {
    run = .float { kernel.run($0, &$1, &$2, $3) }
    samples = kernel.samples
    inputCount = kernel.samples * kernel.stride
    divisor = kernel.divisor
  }

  init<Kernel: FusedKernel>(_ kernel: Kernel) where Kernel.Scalar == Double {
    run = .double { kernel.run($0, &$1, &$2, $3) }
    samples = kernel.samples
    inputCount = kernel.samples * kernel.stride
    divisor = kernel.divisor
  }
}

/// The fused kernel behind a loss, of either element type; or the reference kernel, where there is no fused one.
struct FusedForm<Scalar: LossScalar>: Sendable {
  let run: FusedRunner.Run<Scalar>
  let samples: Int
  let inputCount: Int
  let divisor: Double

  /// A kernel of this very `Scalar`.
  init(_ runner: FusedRunner) {
    // Moved to and fro, not copied: each array has one owner while the kernel writes to it.
    func run<Element: LossScalar>(_ run: @escaping FusedRunner.Run<Element>) -> FusedRunner.Run<Scalar> {
      { divisor, gradient, losses, threads in
        var (ownGradient, ownLosses) = (
          Element.scalars(in: Scalar.storage(of: gradient)), Element.scalars(in: Scalar.storage(of: losses))
        )
        (gradient, losses) = ([], [])
        let sum = run(divisor, &ownGradient, &ownLosses, threads)
        (gradient, losses) = (
          Scalar.scalars(in: Element.storage(of: ownGradient)), Scalar.scalars(in: Element.storage(of: ownLosses))
        )
        return sum
      }
    }
    self.run =
      switch runner.run {
      case .float(let float): run(float)
      case .double(let double): run(double)
      }
    samples = runner.samples
    inputCount = runner.inputCount
    divisor = runner.divisor
  }

  init(_ loss: some KernelLoss<Scalar>) {
    let reference = loss.kernel
    run = { divisor, gradient, losses, _ in
      if !gradient.isEmpty { gradient = reference.gradient(over: ExactSum(divisor)).map { Scalar($0) } }
      if !losses.isEmpty { losses = reference.losses().map { Scalar($0) } }
      return CompensatedSum(reference.total(over: ExactSum(1)))
    }
    samples = loss.lossShape.reduce(1, *)
    inputCount = loss.inputShape.reduce(1, *)
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

/// The losses that there are fused kernels for, each by the reference kernel that knows its numbers.
enum FusedLoss: Sendable {
  case crossEntropy(EitherKernel<CrossEntropyKernel, ProbabilityCrossEntropyKernel>)
  case binary(EitherKernel<BinaryFromLogits, BinaryFromProbabilities>)
  case divergence(KLDivergenceKernel)

  /// The reduced value; also its gradient and the losses, in those of the two arrays that are not empty.
  ///
  /// Generic code is specialised only where all of its types are known: here, where Float and Double part. Called through
  /// a witness table, or from what is generic over the element type, a kernel is a thousand times slower.
  func value(
    _ reduction: Reduction, gradient: inout Storage, losses: inout Storage, threads: Int?
  ) throws(LossError) -> Double {
    switch gradient {
    case .float: try value(reduction, &gradient, &losses, threads, Float.self)
    case .double: try value(reduction, &gradient, &losses, threads, Double.self)
    }
  }

  private func value<Scalar: FusedScalar>(
    _ reduction: Reduction, _ gradient: inout Storage, _ losses: inout Storage, _ threads: Int?, _: Scalar.Type
  ) throws(LossError) -> Double {
    var (ownGradient, ownLosses) = (Scalar.scalars(in: gradient), Scalar.scalars(in: losses))
    (gradient, losses) = (Scalar.storage(of: []), Scalar.storage(of: []))
    defer { (gradient, losses) = (Scalar.storage(of: ownGradient), Scalar.storage(of: ownLosses)) }
    switch self {
    case .crossEntropy(.fromLogits(let kernel)):
      guard let fused = FusedCrossEntropy<Scalar>(kernel) else {
        return try kernel.value(reduction, &ownGradient, &ownLosses)
      }
      return try fused.value(reduction, &ownGradient, &ownLosses, threads, kernel)
    case .crossEntropy(.fromProbabilities(let kernel)):
      return try kernel.value(reduction, &ownGradient, &ownLosses)
    case .binary(.fromLogits(let kernel)):
      let fused = FusedBinaryFromLogits<Scalar>(kernel)
      return try fused.value(reduction, &ownGradient, &ownLosses, threads, kernel)
    case .binary(.fromProbabilities(let kernel)):
      let fused = FusedBinaryFromProbabilities<Scalar>(kernel)
      return try fused.value(reduction, &ownGradient, &ownLosses, threads, kernel)
    case .divergence(let kernel):
      guard let fused = FusedKL<Scalar>(kernel) else { return try kernel.value(reduction, &ownGradient, &ownLosses) }
      return try fused.value(reduction, &ownGradient, &ownLosses, threads, kernel)
    }
  }
}

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

extension FusedKernel {
  fileprivate func value(
    _ reduction: Reduction, _ gradient: inout [Scalar], _ losses: inout [Scalar], _ threads: Int?,
    _ reference: some LossKernel
  ) throws(LossError) -> Double {
    let divisor = reduction == .mean ? self.divisor : 1
    guard divisor != 0 else { throw .meanOverNothing }
    var gradientSpan = gradient.mutableSpan
    var lossSpan = losses.mutableSpan
    let sum = FusedBlocks.run(
      samples: samples, stride: stride, threads: threads, gradient: &gradientSpan, losses: &lossSpan
    ) { range, gradient, losses in
      block(range, divisor: divisor, &gradient, &losses)
    }.value
    // The sum may overflow where the mean does not; an infinite loss is infinite in both. And weights that make a divisor
    // this small may have made losses subnormal, which the division would lift out again with what they have lost.
    return sum.isFinite && divisor.magnitude > 0x1p-60 ? sum / divisor + 0 : reference.total(over: ExactSum(divisor))
  }
}

extension LossKernel {
  /// The same by the reference kernel.
  fileprivate func value<Scalar: FusedScalar>(
    _ reduction: Reduction, _ gradient: inout [Scalar], _ losses: inout [Scalar]
  ) throws(LossError) -> Double {
    let divisor = try divisor(of: reduction)
    if !gradient.isEmpty { gradient = Scalar.scalars(in: .double(self.gradient(over: divisor))) }
    if !losses.isEmpty {
      losses = Scalar.scalars(in: .double(self.losses()))
      return 0
    }
    return total(over: divisor)
  }
}

/// The losses that there are fused kernels for.
enum FusedLoss: Sendable {
  case crossEntropy(FusedCrossEntropy)
  case binaryFromLogits(FusedBinaryFromLogits)
  case binaryFromProbabilities(FusedBinaryFromProbabilities)
  case divergence(FusedKL)

  /// The reduced value; also its gradient and the losses, in those of the two spans that are not empty.
  func value<Scalar: LossScalar>(
    _ reduction: Reduction, _ input: Span<Scalar>, _ targets: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>,
    _ losses: inout MutableSpan<Scalar>, threads: Int?
  ) throws(LossError) -> Scalar {
    let (input, targets) = unsafe (input.bytes, targets.bytes)
    var gradient = unsafe gradient.mutableBytes
    var losses = unsafe losses.mutableBytes
    return Scalar.self == Float.self
      ? Scalar(try value(reduction, input, targets, &gradient, &losses, threads, of: Float.self))
      : Scalar(try value(reduction, input, targets, &gradient, &losses, threads, of: Double.self))
  }

  /// Generic code is specialised only where all of its types are known: here, where Float and Double have parted. Called
  /// through a witness table, or from what is generic over the element type, a kernel is a thousand times slower.
  private func value<Scalar: FusedScalar>(
    _ reduction: Reduction, _ input: RawSpan, _ targets: RawSpan, _ gradient: inout MutableRawSpan,
    _ losses: inout MutableRawSpan, _ threads: Int?, of _: Scalar.Type
  ) throws(LossError) -> Double {
    // Unsafe: what is seen as Floats, or as Doubles, is just that.
    let input = unsafe input._unsafeView(as: Scalar.self)
    let targets = unsafe targets._unsafeView(as: Scalar.self)
    var gradient = unsafe gradient._unsafeMutableView(as: Scalar.self)
    var losses = unsafe losses._unsafeMutableView(as: Scalar.self)
    return switch self {
    case .crossEntropy(let kernel): try kernel.value(reduction, input, targets, &gradient, &losses, threads)
    case .binaryFromLogits(let kernel): try kernel.value(reduction, input, targets, &gradient, &losses, threads)
    case .binaryFromProbabilities(let kernel): try kernel.value(reduction, input, targets, &gradient, &losses, threads)
    case .divergence(let kernel): try kernel.value(reduction, input, targets, &gradient, &losses, threads)
    }
  }
}

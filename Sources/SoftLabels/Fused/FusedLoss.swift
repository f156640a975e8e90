/// The losses that there are fused kernels for.
enum FusedLoss: Sendable {
  case crossEntropy(FusedCrossEntropy)
  case binaryFromLogits(FusedBinaryFromLogits)
  case binaryFromProbabilities(FusedBinaryFromProbabilities)
  case divergence(FusedKL)

  /// That of rows from outside.
  ///
  /// - Throws: `shapeMismatch` where they are not contiguous.
  static func crossEntropy(checking targets: ClassTargets, format: FloatFormat) throws(LossError) -> FusedLoss {
    guard let kernel = FusedCrossEntropy(targets, format: format, isChecking: true) else {
      throw LossError(.shapeMismatch, "shape \(targets.axis.shape): expected [C] or [N, C], rows without further axes")
    }
    return .crossEntropy(kernel)
  }

  /// The reduced value; also its gradient and the losses, in those of the two spans that are not empty.
  ///
  /// Generic code is specialised only where all of its types are known: here, where Float and Double part. Called through
  /// a witness table, or from what is generic over the element type, a kernel is a thousand times slower.
  func value<Scalar: LossScalar>(
    _ reduction: Reduction, _ input: Span<Scalar>, _ targets: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>,
    _ losses: inout MutableSpan<Scalar>, threads: Int?
  ) throws(LossError) -> Double {
    // Unsafe: what is seen as Floats, or as Doubles, is just that.
    var gradientBytes = unsafe gradient.mutableBytes
    var lossBytes = unsafe losses.mutableBytes
    if Scalar.self == Float.self {
      var gradient = unsafe gradientBytes._unsafeMutableView(as: Float.self)
      var losses = unsafe lossBytes._unsafeMutableView(as: Float.self)
      return try value(
        reduction, unsafe input.bytes._unsafeView(as: Float.self), unsafe targets.bytes._unsafeView(as: Float.self),
        &gradient, &losses, threads)
    }
    var gradient = unsafe gradientBytes._unsafeMutableView(as: Double.self)
    var losses = unsafe lossBytes._unsafeMutableView(as: Double.self)
    return try value(
      reduction, unsafe input.bytes._unsafeView(as: Double.self), unsafe targets.bytes._unsafeView(as: Double.self),
      &gradient, &losses, threads)
  }

  private func value<Scalar: FusedScalar>(
    _ reduction: Reduction, _ input: Span<Scalar>, _ targets: Span<Scalar>, _ gradient: inout MutableSpan<Scalar>,
    _ losses: inout MutableSpan<Scalar>, _ threads: Int?
  ) throws(LossError) -> Double {
    switch self {
    case .crossEntropy(let kernel): try kernel.value(reduction, input, targets, &gradient, &losses, threads)
    case .binaryFromLogits(let kernel): try kernel.value(reduction, input, targets, &gradient, &losses, threads)
    case .binaryFromProbabilities(let kernel): try kernel.value(reduction, input, targets, &gradient, &losses, threads)
    case .divergence(let kernel): try kernel.value(reduction, input, targets, &gradient, &losses, threads)
    }
  }
}

/// A loss by its fused kernel: one pass over memory, vectors, and all cores. For training loops and large batches.
///
/// `loss` is the correctly rounded reference; `loss.fused` is the same loss, fast:
///
///     let loss = try CrossEntropy(logits: x, targets: y)
///     let mean = try loss.fused.mean                                 // within 4 ULP
///     let both = try loss.fused.value(.mean, gradient: &storage)     // one pass for both, into storage of your own
///
/// For valid input losses, sums and means are within 4 ULP of the truth where it is not subnormal. Gradients are within 8,
/// those from logits of the larger of their two terms: e_j Y₋ⱼ / Z and y_j E₋ⱼ / Z (exclusive sums) for cross-entropy,
/// (1 - y) p and w y (1 - p) for binary cross-entropy. A gradient close to 0 for its terms is therefore not as exact as
/// the reference's. What is below the least normal number may be 0.
///
/// The same bits on every instruction set and for every number of threads.
///
/// A loss that has no fused form is computed by the reference kernel: cross-entropy from probabilities, and logits with
/// further axes, [N, C, d1, …], whose rows are not contiguous.
public struct Fused<Scalar: LossScalar>: Loss {
  let kernel: FusedForm<Scalar>
  let reference: @Sendable (_ divisor: ExactSum) -> Double
  let lossShape: [Int]
  let inputShape: [Int]
  /// How many blocks may run at once, at least 1; nil, the default, for as many as there are cores. It does not change a
  /// bit.
  public var threads: Int?

  init<Reference: KernelLoss<Scalar>>(_ loss: Reference, _ form: FusedForm<Scalar>?) {
    kernel = form ?? FusedForm(loss)
    reference = { loss.kernel.total(over: $0) }
    lossShape = loss.lossShape
    inputShape = loss.inputShape
  }

  /// The losses before any reduction.
  public var losses: Tensor<Scalar> {
    var losses = [Scalar](repeating: 0, count: kernel.samples)
    var gradient: [Scalar] = []
    _ = kernel.run(1, &gradient, &losses, threads)
    return Tensor(uncheckedShape: lossShape, scalars: losses)
  }

  /// The sum of the losses.
  public var sum: Scalar { Scalar(total(over: 1)) }

  /// The sum of the losses over the divisor of the loss.
  ///
  /// - Throws: `emptyReduction` where the divisor is 0.
  public var mean: Scalar {
    get throws(LossError) { Scalar(total(over: try divisor(of: .mean))) }
  }

  /// See `Loss.gradient(of:)`.
  public func gradient(of reduction: Reduction = .mean) throws(LossError) -> Tensor<Scalar> {
    var gradient: [Scalar] = []
    _ = try value(reduction, gradient: &gradient)
    return Tensor(uncheckedShape: inputShape, scalars: gradient)
  }

  /// The reduced value, and its gradient into `gradient`: storage that is reused where it has the right length already.
  ///
  /// - Throws: `emptyReduction` for `mean` where the divisor is 0.
  public func value(_ reduction: Reduction = .mean, gradient: inout [Scalar]) throws(LossError) -> Scalar {
    let divisor = try divisor(of: reduction)
    if gradient.count != kernel.inputCount {
      gradient = [Scalar](repeating: 0, count: kernel.inputCount)
    }
    return Scalar(total(over: divisor, gradient: &gradient))
  }

  /// The divisor, or an error where it is 0.
  func divisor(of reduction: Reduction) throws(LossError) -> Double {
    guard reduction == .mean else { return 1 }
    let divisor = kernel.divisor
    guard divisor != 0 else { throw .meanOverNothing }
    return divisor
  }

  func total(over divisor: Double) -> Double {
    var gradient: [Scalar] = []
    return total(over: divisor, gradient: &gradient)
  }

  func total(over divisor: Double, gradient: inout [Scalar]) -> Double {
    var losses: [Scalar] = []
    let sum = kernel.run(divisor, &gradient, &losses, threads).value
    // The sum may overflow where the mean does not; an infinite loss is infinite in both. And weights that make a divisor
    // this small may have made losses subnormal, which the division would lift out again with what they have lost.
    return sum.isFinite && divisor.magnitude > 0x1p-60 ? sum / divisor + 0 : reference(ExactSum(divisor))
  }
}

extension CrossEntropy {
  /// The same loss by its fused kernel. See `Fused`.
  public var fused: Fused<Scalar> { Fused(self, fusedForm) }

  private var fusedForm: FusedForm<Scalar>? {
    guard case .fromLogits(let kernel) = kernel else { return nil }
    return switch kernel.logits {
    case .float: FusedCrossEntropy<Float>(kernel).map { FusedForm(FusedRunner($0)) }
    case .double: FusedCrossEntropy<Double>(kernel).map { FusedForm(FusedRunner($0)) }
    }
  }
}

extension BinaryCrossEntropy {
  /// The same loss by its fused kernel. See `Fused`.
  public var fused: Fused<Scalar> { Fused(self, fusedForm) }

  private var fusedForm: FusedForm<Scalar> {
    switch kernel {
    case .fromLogits(let kernel):
      switch kernel.logits {
      case .float: FusedForm(FusedRunner(FusedBinaryFromLogits<Float>(kernel)))
      case .double: FusedForm(FusedRunner(FusedBinaryFromLogits<Double>(kernel)))
      }
    case .fromProbabilities(let kernel):
      switch kernel.probabilities {
      case .float: FusedForm(FusedRunner(FusedBinaryFromProbabilities<Float>(kernel)))
      case .double: FusedForm(FusedRunner(FusedBinaryFromProbabilities<Double>(kernel)))
      }
    }
  }
}

extension KLDivergence {
  /// The same divergence by its fused kernel. See `Fused`.
  ///
  /// Its elements may have either sign: a sum in which they cancel is as far off as a few ULP of the largest of them.
  public var fused: Fused<Scalar> { Fused(self, fusedForm) }

  private var fusedForm: FusedForm<Scalar>? {
    switch kernel.targets {
    case .float: FusedKL<Float>(kernel).map { FusedForm(FusedRunner($0)) }
    case .double: FusedKL<Double>(kernel).map { FusedForm(FusedRunner($0)) }
    }
  }
}

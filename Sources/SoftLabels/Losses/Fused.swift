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
/// These bounds are measured: the tests hold them against the reference, over rows of up to 600 classes of every kind in
/// which a formula could fail (confident, tied, masked, offset, huge, tiny and close ones); the worst of them are 3 ULP, and
/// 5.4 for gradients. Derived are the errors of the polynomials, each beside its own, and that no term cancels or
/// underflows unseen: a row in which one may is left to the reference.
///
/// The same bits on every instruction set and for every number of threads.
///
/// What has no fused form is computed by the reference kernel: cross-entropy and divergence from probabilities, cross-entropy
/// from log-probabilities, binary losses with smoothed labels, and logits whose rows are not contiguous, as where further
/// axes follow that of the classes.
public struct Fused<Scalar: LossScalar>: Loss {
  /// nil where there is no fused form.
  private let fused: FusedLoss?
  private let input: [Scalar]
  private let targets: [Scalar]
  /// The value by the reference; also the gradient or the losses, in those of the arrays that are not empty.
  private let reference: @Sendable (Reduction, inout [Scalar], inout [Scalar]) throws(LossError) -> Scalar
  private let lossShape: [Int]
  private let inputShape: [Int]
  /// How many blocks may run at once, at least 1; nil, the default, for as many as there are cores. It does not change a
  /// bit.
  public var threads: Int?

  fileprivate init(_ fused: FusedLoss?, _ input: Storage, _ targets: Storage, of loss: some KernelLoss<Scalar>) {
    lossShape = loss.lossShape
    inputShape = loss.inputShape
    self.fused = fused
    self.input = Scalar.scalars(in: input)
    self.targets = Scalar.scalars(in: targets)
    reference = { (reduction, gradient, losses) throws(LossError) in
      if !gradient.isEmpty { gradient = try loss.gradient(of: reduction).scalars }
      guard losses.isEmpty else {
        losses = loss.losses.scalars
        return 0
      }
      return try loss.value(reduction)
    }
  }

  /// The losses before any reduction.
  public var losses: Tensor<Scalar> {
    var losses = [Scalar](repeating: 0, count: lossShape.reduce(1, *))
    _ = sum(losses: &losses)
    return Tensor(uncheckedShape: lossShape, scalars: losses)
  }

  /// The sum of the losses.
  public var sum: Scalar {
    var losses: [Scalar] = []
    return sum(losses: &losses)
  }

  private func sum(losses: inout [Scalar]) -> Scalar {
    // A sum is over 1, which is not 0.
    trapping { () throws(LossError) in
      var gradient: [Scalar] = []
      return try value(.sum, &gradient, &losses)
    }
  }

  /// The sum of the losses over the divisor of the loss.
  ///
  /// - Throws: `emptyReduction` where the divisor is 0.
  public var mean: Scalar {
    get throws(LossError) {
      var (gradient, losses): ([Scalar], [Scalar]) = ([], [])
      return try value(.mean, &gradient, &losses)
    }
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
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func value(_ reduction: Reduction = .mean, gradient: inout [Scalar]) throws(LossError) -> Scalar {
    let count = inputShape.reduce(1, *)
    if gradient.count != count { gradient = [Scalar](repeating: 0, count: count) }
    var losses: [Scalar] = []
    return try value(reduction, &gradient, &losses)
  }

  /// The reduced value; also its gradient and the losses, in those of the two arrays that are not empty.
  private func value(
    _ reduction: Reduction, _ gradient: inout [Scalar], _ losses: inout [Scalar]
  ) throws(LossError) -> Scalar {
    guard let fused else { return try reference(reduction, &gradient, &losses) }
    var gradient = gradient.mutableSpan
    var losses = losses.mutableSpan
    return try fused.value(reduction, input.span, targets.span, &gradient, &losses, threads: threads)
  }
}

extension CrossEntropy {
  /// The same loss by its fused kernel. See `Fused`.
  public var fused: Fused<Scalar> {
    switch kernel {
    case .fromLogits(let kernel):
      let labels = if case .soft(let labels) = targets.labels { labels } else { Scalar.storage(of: []) }
      let fused = try? FusedCrossEntropy(targets, format: Scalar.format, isChecking: false)
      return Fused(fused.map { .crossEntropy($0) }, kernel.logits, labels, of: self)
    case .fromProbabilities: return Fused(nil, .double([]), .double([]), of: self)
    }
  }
}

extension BinaryCrossEntropy {
  /// The same loss by its fused kernel. See `Fused`.
  public var fused: Fused<Scalar> {
    switch kernel {
    case .fromLogits(let kernel):
      let fused = FusedBinaryFromLogits(
        shape: inputShape, weights: kernel.weights, positiveWeights: kernel.positiveWeights, isChecking: false)
      let isPlain = kernel.targets.smoothing == 0
      return Fused(isPlain ? .binaryFromLogits(fused) : nil, kernel.logits, kernel.targets.labels, of: self)
    case .fromProbabilities(let kernel):
      let fused = FusedBinaryFromProbabilities(shape: inputShape, weights: kernel.weights, isChecking: false)
      let isPlain = kernel.targets.smoothing == 0
      return Fused(
        isPlain ? .binaryFromProbabilities(fused) : nil, kernel.probabilities, kernel.targets.labels, of: self)
    }
  }
}

extension KLDivergence {
  /// The same divergence by its fused kernel. See `Fused`.
  ///
  /// Its elements may have either sign: a sum in which they cancel is as far off as a few ULP of the largest of them.
  public var fused: Fused<Scalar> {
    let areLogarithms = kernel.form == .logarithms
    // Logarithms of targets above 1, which valid input does not have, are left to the reference.
    let isOrdinary = !areLogarithms || kernel.targets.firstOffset(forbiddenTo: .logProbability) == nil
    let fused = FusedKL(
      shape: inputShape, weights: kernel.weights, targetsAreLogarithms: areLogarithms, isChecking: false)
    let hasForm = kernel.form != .probabilities && isOrdinary
    return Fused(hasForm ? .divergence(fused) : nil, kernel.input, kernel.targets, of: self)
  }
}

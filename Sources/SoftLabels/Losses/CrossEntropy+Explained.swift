extension CrossEntropy {
  /// The gradient of the reduced value with respect to the targets y, of their shape:
  /// ∂L/∂y_j = s w_j (1 - ε) (log Σ exp(x_i) - x_j) over the divisor, for losses from logits.
  ///
  /// It is -log softmax, weighted: what a target pays for each class. +inf at a logit of -inf.
  /// - Throws: `emptyReduction` for `mean` where the divisor is 0; `invalidOption` for a loss from probabilities, whose
  ///   gradient with respect to y is -log p.
  public func gradientOfTargets(of reduction: Reduction = .mean) throws(LossError) -> Tensor<Scalar> {
    guard case .fromLogits(let kernel) = kernel else {
      throw LossError(.invalidOption, "the gradient of the targets is defined here for losses from logits")
    }
    let divisor = try kernel.divisor(of: reduction)
    let entries = kernel.entries { reader in
      TargetGradient(reader: reader, divisor: divisor)
    } infinity: { reader, j in
      reader.isInfinitelyFar(j) ? .infinity : nil
    }
    return Tensor(shape: inputShape, rounded: entries)
  }

  /// The losses of a batch beside the least that they can be, in nats.
  public struct Parts: Sendable {
    /// See `CrossEntropy.losses`, `floors` and `divergences`.
    public let losses, floors, divergences: Tensor<Scalar>
    /// The three reduced: see `value(_:)`, `floor(of:)` and `divergence(of:)`.
    public let value, floor, divergence: Scalar
  }

  /// The losses, their floors and their divergences, and the three reduced: the same numbers as one by one.
  ///
  /// The exponentials and logarithms of a row are computed once for all, so this takes as long as `divergences` alone. On an
  /// x86-64 machine and rows of a hundred classes and more, that is some 35 ns an element from logits in Float and 330 in
  /// Double, 65 and 410 from probabilities. A divergence that is exactly 0 takes up to 2 µs an element; one that nearly
  /// vanishes beside its loss takes 256 bits, and some 90 µs.
  ///
  /// - Throws: `emptyReduction` for `mean` where the divisor is 0.
  public func parts(of reduction: Reduction = .mean) throws(LossError) -> Parts {
    let n = targets.axis.rows
    let numbers = parts(0..<3 * (n + 1), over: try kernel.divisor(of: reduction))
    func rows(_ part: Int) -> Tensor<Scalar> {
      Tensor(shape: lossShape, rounded: Array(numbers[part * (n + 1)..<part * (n + 1) + n]))
    }
    return Parts(
      losses: rows(0), floors: rows(1), divergences: rows(2),
      value: Scalar(numbers[n]), floor: Scalar(numbers[2 * n + 1]), divergence: Scalar(numbers[3 * n + 2]))
  }

  /// The least value of each loss over all predictions, in nats: T H(t / T), with T = Σ t_j.
  ///
  /// Without weights and smoothing it is the entropy of the targets. No prediction costs less; what `losses` lie above it
  /// is `divergences`.
  public var floors: Tensor<Scalar> { rows(ofPart: 1) }

  /// What each loss lies above its floor, in nats: T KL(t / T ‖ p). Computed as such, not as a difference of roundings.
  public var divergences: Tensor<Scalar> { rows(ofPart: 2) }

  /// The mean of the exact floors over the divisor of `mean`, rounded once.
  ///
  /// - Throws: `emptyReduction` where the divisor is 0.
  public func floor(of reduction: Reduction = .mean) throws(LossError) -> Scalar {
    try reduced(part: 1, reduction)
  }

  /// The mean of the exact divergences over the divisor of `mean`, rounded once.
  ///
  /// - Throws: `emptyReduction` where the divisor is 0.
  public func divergence(of reduction: Reduction = .mean) throws(LossError) -> Scalar {
    try reduced(part: 2, reduction)
  }

  private func rows(ofPart part: Int) -> Tensor<Scalar> {
    let first = part * (targets.axis.rows + 1)
    return Tensor(shape: lossShape, rounded: parts(first..<first + targets.axis.rows, over: ExactSum(1)))
  }

  private func reduced(part: Int, _ reduction: Reduction) throws(LossError) -> Scalar {
    let last = part * (targets.axis.rows + 1) + targets.axis.rows
    return Scalar(parts(last..<last + 1, over: try kernel.divisor(of: reduction))[0])
  }

  /// The parts with these numbers: see `BatchParts`.
  private func parts(_ numbers: Range<Int>, over divisor: ExactSum) -> [Double] {
    switch kernel {
    case .fromLogits(let kernel): kernel.parts(numbers, over: divisor)
    case .fromProbabilities(let kernel): kernel.parts(numbers, over: divisor)
    }
  }

  /// The prediction that each loss is least at: t / T. Weights and smoothing move it away from the targets.
  ///
  /// A row without any weight has no such prediction: it is all 0.
  public var minimisers: Tensor<Scalar> {
    var row = TargetRow(targets)
    var entries = [Double](repeating: 0, count: targets.axis.classes)
    var result = [Double](repeating: 0, count: targets.axis.rows * targets.axis.classes)
    for index in 0..<targets.axis.rows {
      row.load(index)
      Rounding.round(Minimiser(row: row), to: Scalar.format, into: &entries)
      let offset = targets.axis.offset(ofRow: index)
      for j in entries.indices { result[offset + j * targets.axis.inner] = entries[j] }
    }
    return Tensor(shape: inputShape, rounded: result)
  }

  /// What `mean` divides by.
  public var divisor: Scalar { Scalar(targets.meanDivisor.rounded(to: Scalar.format)) }
}

private struct TargetGradient: VectorFormula {
  let reader: CrossEntropyReader
  let divisor: ExactSum

  var count: Int { reader.gradientCount }

  func evaluate<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real.Sum) -> Void) {
    if reader.costsNothing { return indices.forEach { result($0, .zero) } }
    let divisor = divisor.value(in: Real.self)
    reader.targetGradient(in: Real.self, at: indices) { index, value in result(index, (value / divisor).asSum) }
  }
}

private struct Minimiser: VectorFormula {
  let row: TargetRow

  var count: Int { row.labels.count }

  func evaluate<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real.Sum) -> Void) {
    var total = Real.zero
    for j in row.labels.indices { total += row.multiple(j, in: Real.self) }
    for j in indices { result(j, total.isExactlyZero ? .zero : (row.multiple(j, in: Real.self) / total).asSum) }
  }
}

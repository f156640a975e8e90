/// Binary cross-entropy from logits: see `BinaryFromLogits` for the formulas.
struct FusedBinaryFromLogits: FusedElementwise {
  let shape: [Int]
  let weights: [Double]?
  let positiveWeights: [Double]?
  let isChecking: Bool
  static var inputKind: NumberKind { .logit }

  func reference(_ range: Range<Int>, _ input: Storage, _ targets: Storage) -> BinaryFromLogits {
    BinaryFromLogits(
      logits: input, targets: BinaryTargets(labels: targets, smoothing: 0), weights: weights.map { Array($0[range]) },
      positiveWeights: positiveWeights.map { Array($0[range]) })
  }

  func run<Scalar: FusedScalar>(
    _ range: Range<Int>, _ x: Span<Scalar>, _ y: Span<Scalar>, _ losses: inout MutableSpan<Scalar>, divisor: Scalar,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) -> (mayHaveOverflowed: Bool, showsInput: Bool) {
    let positiveWeights = positiveWeights ?? []
    let w = positiveWeights.span.extracting(positiveWeights.isEmpty ? 0..<0 : range)
    switch (w.isEmpty, gradient.isEmpty) {
    case (true, true): Self.run(x, y, w, &losses, divisor, &gradient, offset, No.self, No.self)
    case (true, false): Self.run(x, y, w, &losses, divisor, &gradient, offset, No.self, Yes.self)
    case (false, true): Self.run(x, y, w, &losses, divisor, &gradient, offset, Yes.self, No.self)
    case (false, false): Self.run(x, y, w, &losses, divisor, &gradient, offset, Yes.self, Yes.self)
    }
    // A sum that is not finite; a weight of 0 would hide it.
    return (false, weights == nil)
  }

  /// A logit of -inf is a loss of 0 where its coefficient is 0; the loops have NaN there, 0 · inf.
  func correct<Scalar: FusedScalar>(
    _: Range<Int>, _ x: Span<Scalar>, _: Span<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) {
    for i in 0..<x.count where losses[i].isNaN && x[i].magnitude == .infinity { losses[i] = 0 }
  }

  /// With a positive weight w the coefficients are n = 1 - y and w y, whose sum is not 1:
  ///
  ///     t |x| + (n + w y) log1p(exp(-|x|)),   t = n where x ≥ 0, w y elsewhere
  @inline(never)
  private static func run<Scalar: FusedScalar, Weighs: FusedChoice, ForGradient: FusedChoice>(
    _ x: Span<Scalar>, _ y: Span<Scalar>, _ w: Span<Double>, _ losses: inout MutableSpan<Scalar>, _ divisor: Scalar,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int, _: Weighs.Type, _: ForGradient.Type
  ) {
    precondition(x.count == losses.count && y.count == losses.count && (!Weighs.value || w.count == losses.count))
    precondition(!ForGradient.value || (offset >= 0 && offset <= gradient.count && x.count <= gradient.count - offset))
    for i in 0..<losses.count {
      let (x, y) = (x[i], y[i])
      let e = Scalar.fusedExp(-x.magnitude)
      let rest = Scalar.fusedLog1p(e)
      let numerator: Scalar
      if Weighs.value {
        let w = Scalar(w[i])
        let (negative, positive) = (1 - y, w * y)
        // w last: w y may be subnormal where w y |x| is not.
        let distance = x >= 0 ? negative * x.magnitude : y * x.magnitude * w
        losses[i] = distance + (negative + positive) * rest
        numerator = x >= 0 ? negative - positive * e : negative * e - positive
      } else {
        // The slope of what is linear in x is `step` - y, with nothing to cancel.
        let step: Scalar = x >= 0 ? 1 : 0
        losses[i] = x * (step - y) + rest
        // (1 - y) - y e where x ≥ 0, -y - (y - 1) e elsewhere.
        numerator = (step - y) - (step - 1 + y) * e
      }
      // Adding 0 leaves no -0 of a quotient too small for `Scalar`.
      if ForGradient.value { gradient[offset &+ i] = numerator / ((1 + e) * divisor) + 0 }
    }
  }
}

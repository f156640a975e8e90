/// KL divergence from log-probabilities q, elementwise: t (log t - q), or e^s (s - q) for targets given as logarithms s.
///
/// log t - q cancels where the distributions are close. For Float it is taken in Double; an element that cancels too far
/// even so is done by the reference kernel.
struct FusedKL: FusedElementwise {
  let shape: [Int]
  let weights: [Double]?
  let targetsAreLogarithms: Bool
  let isChecking: Bool
  static var inputKind: NumberKind { .logProbability }
  var targetKind: NumberKind { targetsAreLogarithms ? .logProbability : .probability }

  func reference(_ range: Range<Int>, _ input: Storage, _ targets: Storage) -> KLDivergenceKernel {
    KLDivergenceKernel(
      input: input, targets: targets, form: targetsAreLogarithms ? .logarithms : .logProbabilities,
      weights: weights.map { Array($0[range]) })
  }

  func run<Scalar: FusedScalar>(
    _: Range<Int>, _ q: Span<Scalar>, _ t: Span<Scalar>, _ losses: inout MutableSpan<Scalar>, divisor: Scalar,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) -> (mayHaveOverflowed: Bool, showsInput: Bool) {
    if targetsAreLogarithms { Self.fromLogarithms(q, t, &losses) } else { Self.fromTargets(q, t, &losses) }
    if !gradient.isEmpty { Self.writeGradient(t, areLogarithms: targetsAreLogarithms, 1 / divisor, &gradient, offset) }
    return (false, false)
  }

  @inline(never)
  private static func writeGradient<Scalar: FusedScalar>(
    _ t: Span<Scalar>, areLogarithms: Bool, _ scale: Scalar, _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    precondition(offset >= 0 && offset <= gradient.count && t.count <= gradient.count - offset)
    if areLogarithms {
      for i in 0..<t.count { gradient[offset &+ i] = -Scalar.fusedExp(t[i]) * scale + 0 }
    } else {
      for i in 0..<t.count { gradient[offset &+ i] = -t[i] * scale + 0 }
    }
  }

  /// NaN where the difference has lost too much: `correct` looks for it.
  @inline(never)
  private static func fromTargets<Scalar: FusedScalar>(
    _ q: Span<Scalar>, _ t: Span<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) {
    precondition(q.count == losses.count && t.count == losses.count)
    for i in 0..<losses.count {
      let (difference, least) = Scalar.fusedDifference(logOf: t[i], q[i])
      let isDecided = difference.magnitude >= least
      // Adding 0 leaves no -0 of a product too small for `Scalar`.
      let loss = Scalar(Double(t[i]) * difference) + 0
      losses[i] = t[i] == 0 ? 0 : isDecided ? loss : .nan
    }
  }

  @inline(never)
  private static func fromLogarithms<Scalar: FusedScalar>(
    _ q: Span<Scalar>, _ s: Span<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) {
    precondition(q.count == losses.count && s.count == losses.count)
    for i in 0..<losses.count {
      let difference = Double(s[i]) - Double(q[i])
      let loss = Scalar(Double.fusedExp(Double(s[i])) * difference) + 0
      // Below e⁻⁷⁰⁰ the exponential is near the end of Double's range, and a large difference may bring it back.
      losses[i] = s[i] == -.infinity ? 0 : s[i] < -700 ? .nan : loss
    }
  }

  func correct<Scalar: FusedScalar>(
    _ range: Range<Int>, _ q: Span<Scalar>, _ t: Span<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) {
    let kernel = reference(range, q.storage, t.storage)
    for i in 0..<q.count where losses[i].isNaN {
      let reader = ElementReader(kernel: kernel, index: i)
      losses[i] = Scalar(reader.infinity ?? Rounding.round(SampleLoss(reader: reader), to: Scalar.format))
    }
  }
}

/// Softmax cross-entropy from logits, in formulas in which nothing cancels.
///
/// With m = max x, k its place, r = Σ_{j≠k} exp(x_j - m) and T = Σ t_j:
///
///     loss       Σ t_j (m - x_j) + T log1p(r)
///
/// Every term is at least 0 for targets that are, so the sum is as accurate as its parts: the confident rows, in which
/// log(Σ exp) - x_k would lose everything, are exact to the last bit.
struct CrossEntropyKernel: ReferenceKernel {
  let logits: Storage
  let targets: ClassTargets
  let mayBeInfinite: Bool

  /// For rows of which none is all -inf.
  init(unchecked logits: Storage, targets: ClassTargets) {
    self.logits = logits
    self.targets = targets
    mayBeInfinite = logits.contains(-.infinity)
  }

  /// - Throws: `invalidLogit` for a row that is all -inf and not ignored.
  init(logits: Storage, targets: ClassTargets) throws(LossError) {
    self.init(unchecked: logits, targets: targets)
    guard mayBeInfinite else { return }
    var reader = CrossEntropyReader(kernel: self)
    for row in 0..<sampleCount {
      reader.load(row)
      guard reader.target.isIgnored || reader.maximum > -.infinity else {
        throw targets.axis.errorForMaskedRow(row)
      }
    }
  }

  var format: FloatFormat { logits.format }
  var sampleCount: Int { targets.axis.rows }
  var inputCount: Int { logits.count }
  var meanDivisor: ExactSum { targets.meanDivisor }
  func reader() -> CrossEntropyReader { CrossEntropyReader(kernel: self) }
}

struct CrossEntropyReader: RowReader {
  let kernel: CrossEntropyKernel
  private(set) var target: TargetRow
  private(set) var logits: [Double]
  private(set) var maximum = 0.0
  private var peak = 0

  init(kernel: CrossEntropyKernel) {
    self.kernel = kernel
    target = TargetRow(kernel.targets)
    logits = [Double](repeating: 0, count: kernel.targets.axis.classes)
  }

  mutating func load(_ row: Int) {
    target.load(row)
    if target.isIgnored { return }
    kernel.logits.load(row, of: kernel.targets.axis, into: &logits)
    peak = SoftLabels.peak(of: logits)
    maximum = logits[peak]
  }

  var infinity: Double? {
    if !kernel.mayBeInfinite || target.isIgnored { return nil }
    return target.infinity { -logits[$0] }
  }

  func loss<Real: BoundedReal>(in _: Real.Type) -> Real { Real(target.sampleWeight) * crossEntropy() }

  @inline(__always)
  private func crossEntropy<Real: BoundedReal>() -> Real {
    let rest: Real = .sumOfExponentials(logits, below: maximum, except: peak)
    let (distance, total): (Real, Real) =
      target.isPlain ? Real.sumsOfDistances(logits, below: maximum, weighedBy: target.labels) : weighedSums()
    return distance + total * .log1p(rest)
  }

  /// Softmax x = t / T takes equal logits and equal t_j: e to a rational number other than 0 is irrational, but t_i / t_j is
  /// not. At a logit of -inf both are 0.
  func isAtFloor<Real: BoundedReal>(in _: Real.Type) -> Bool {
    guard logits.allSatisfy({ $0 == maximum || $0 == -.infinity }) else { return false }
    let t = target.multiple(peak, in: Real.self)
    return logits.indices.allSatisfy {
      logits[$0] == -.infinity || (target.multiple($0, in: Real.self) - t).isExactlyZero
    }
  }

  /// Σ t_j (m - x_j) and Σ t_j, with weights and smoothing; where t_j = 0, x_j may be -inf.
  private func weighedSums<Real: BoundedReal>() -> (distance: Real, total: Real) {
    var (distance, total) = (Real.zero, Real.zero)
    for j in logits.indices {
      let t = target.coefficient(j, in: Real.self)
      if t.isExactlyZero { continue }
      distance += t * (Real(maximum) - Real(logits[j]))
      total += t
    }
    return (distance, total)
  }

  // MARK: Gradient

  /// ∂loss/∂x_j = T softmax_j - t_j = (T e_j - t_j Z) / Z, with e_j = exp(x_j - m) and Z = 1 + r.
  ///
  /// At the peak e = 1, and T - t_k Z cancels in confident rows; there it is (T₋ₖ - t_k r) / Z, with T₋ₖ summed without
  /// t_k. Elsewhere the two terms are close only where softmax is close to t / T, which no formula helps: only width.
  func gradient<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real) -> Void) {
    let m = Real(maximum)
    var rest = Real.zero
    var restOfTotal = Real.zero
    var exponentials: [Real] = []
    exponentials.reserveCapacity(logits.count)
    for j in logits.indices {
      let e = logits[j] == -.infinity ? Real.zero : j == peak ? .one : .exp(Real(logits[j]) - m)
      exponentials.append(e)
      if j != peak {
        rest += e
        restOfTotal += target.coefficient(j, in: Real.self)
      }
    }
    let normaliser = Real.one + rest
    let total = restOfTotal + target.coefficient(peak, in: Real.self)
    let weight = Real(target.sampleWeight)
    for j in indices {
      let t = target.coefficient(j, in: Real.self)
      let numerator = j == peak ? restOfTotal - t * rest : total * exponentials[j] - t * normaliser
      result(j, weight * numerator / normaliser)
    }
  }
}

extension CrossEntropyReader {
  /// s w_j (1 - ε) ((m - x_j) + log1p(r)).
  func targetGradient<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real) -> Void) {
    let logNormaliser = Real.log1p(.termwiseSumOfExponentials(logits, below: maximum, except: peak))
    for j in indices {
      let gap = logits[j] == -.infinity ? Real.zero : Real(maximum) - Real(logits[j])
      let weight = Real(target.sampleWeight) * target.coefficientPerLabel(j, in: Real.self)
      result(j, weight * (gap + logNormaliser))
    }
  }

  /// True where a target would pay an infinite price: a logit of -inf.
  func isInfinitelyFar(_ j: Int) -> Bool {
    !target.isIgnored && logits[j] == -.infinity && target.sampleWeight != 0
      && !target.coefficientPerLabel(j, in: BigFloat<Bits256>.self).isExactlyZero
  }
}

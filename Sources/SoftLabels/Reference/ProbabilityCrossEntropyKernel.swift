/// Cross-entropy from probabilities, -Σ t_j log p_j with its gradient -t_j / p_j, or from their logarithms, -Σ t_j q_j with
/// its gradient -t_j; terms with t_j = 0 dropped.
struct ProbabilityCrossEntropyKernel: ReferenceKernel {
  let input: Storage
  /// True for log p in place of p.
  let areLogarithms: Bool
  let targets: ClassTargets

  var format: FloatFormat { input.format }
  var sampleCount: Int { targets.axis.rows }
  var inputCount: Int { input.count }
  var mayBeInfinite: Bool { true }
  var meanDivisor: ExactSum { targets.meanDivisor }
  func reader() -> ProbabilityCrossEntropyReader { ProbabilityCrossEntropyReader(kernel: self) }
}

struct ProbabilityCrossEntropyReader: RowReader {
  let kernel: ProbabilityCrossEntropyKernel
  private(set) var target: TargetRow
  private var input: [Double]

  init(kernel: ProbabilityCrossEntropyKernel) {
    self.kernel = kernel
    target = TargetRow(kernel.targets)
    input = [Double](repeating: 0, count: kernel.targets.axis.classes)
  }

  mutating func load(_ row: Int) {
    target.load(row)
    kernel.input.load(row, of: kernel.targets.axis, into: &input)
  }

  var infinity: Double? {
    target.infinity { kernel.areLogarithms ? -input[$0] : input[$0] == 0 ? .infinity : 0 }
  }

  func loss<Real: BoundedReal>(in _: Real.Type) -> Real {
    var sum = Real.zero
    // What is infinite here has a coefficient of 0, or a sample weight of 0. An ignored row may hold anything.
    for j in input.indices where kernel.areLogarithms ? input[j].isFinite : input[j] > 0 {
      let t = target.coefficient(j, in: Real.self)
      if !t.isExactlyZero { sum += t * (kernel.areLogarithms ? Real(input[j]) : .log(Real(input[j]))) }
    }
    return Real(target.sampleWeight) * -sum
  }

  /// p_j = t_j / T wherever t_j is not 0. Probabilities that sum to more than 1 can cost as little by chance: ½ log ¼ + ½ log 1
  /// is log ½. Those climb until their 0 is told by its bound.
  func isAtFloor<Real: BoundedReal>(in _: Real.Type) -> Bool {
    // No logarithm of a fraction is a number, but that of 1.
    if kernel.areLogarithms { return false }
    let total = input.indices.reduce(Real.zero) { $0 + target.coefficient($1, in: Real.self) }
    return input.indices.allSatisfy {
      let t = target.coefficient($0, in: Real.self)
      return t.isExactlyZero || (t - total * Real(input[$0])).isExactlyZero
    }
  }

  func gradientInfinity(_ index: Int) -> Double? {
    if kernel.areLogarithms || input[index] != 0 { return nil }
    let sign = target.sign(index)
    return sign == 0 ? nil : -sign * .infinity
  }

  func gradient<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real) -> Void) {
    for j in indices {
      let t = target.coefficient(j, in: Real.self) * Real(target.sampleWeight)
      result(j, t.isExactlyZero ? .zero : kernel.areLogarithms ? -t : -t / Real(input[j]))
    }
  }
}

/// Cross-entropy from probabilities: -Σ t_j log p_j, and its gradient -t_j / p_j, terms with t_j = 0 dropped.
struct ProbabilityCrossEntropyKernel: ReferenceKernel {
  let probabilities: Storage
  let targets: ClassTargets

  var format: FloatFormat { probabilities.format }
  var sampleCount: Int { targets.axis.rows }
  var inputCount: Int { probabilities.count }
  var mayBeInfinite: Bool { true }
  var meanDivisor: ExactSum { targets.meanDivisor }
  func reader() -> ProbabilityCrossEntropyReader { ProbabilityCrossEntropyReader(kernel: self) }
}

struct ProbabilityCrossEntropyReader: RowReader {
  let kernel: ProbabilityCrossEntropyKernel
  private(set) var target: TargetRow
  private var probabilities: [Double]
  private var row = 0

  init(kernel: ProbabilityCrossEntropyKernel) {
    self.kernel = kernel
    target = TargetRow(kernel.targets)
    probabilities = [Double](repeating: 0, count: kernel.targets.axis.classes)
  }

  mutating func load(_ row: Int) {
    self.row = row
    target.load(row)
    kernel.probabilities.load(row, of: kernel.targets.axis, into: &probabilities)
  }

  var infinity: Double? { target.infinity { probabilities[$0] == 0 } }

  func loss<Real: BoundedReal>(in _: Real.Type) -> Real {
    var sum = Real.zero
    for j in probabilities.indices where probabilities[j] > 0 {
      let t = target.coefficient(j, in: Real.self)
      if !t.isExactlyZero { sum += t * .log(Real(probabilities[j])) }
    }
    return Real(target.sampleWeight) * -sum
  }

  /// p_j = t_j / T wherever t_j is not 0. Probabilities that sum to more than 1 can cost as little by chance: ½ log ¼ + ½ log 1
  /// is log ½. Those climb until their 0 is told by its bound.
  func isAtFloor<Real: BoundedReal>(in _: Real.Type) -> Bool {
    var total = Real.zero
    for j in probabilities.indices { total += target.coefficient(j, in: Real.self) }
    return probabilities.indices.allSatisfy {
      let t = target.coefficient($0, in: Real.self)
      return t.isExactlyZero || (t - total * Real(probabilities[$0])).isExactlyZero
    }
  }

  var gradientCount: Int { probabilities.count }

  func gradientOffset(_ index: Int) -> Int {
    kernel.targets.axis.offset(ofRow: row) + index * kernel.targets.axis.inner
  }

  func gradientInfinity(_ index: Int) -> Double? {
    guard probabilities[index] == 0 else { return nil }
    let sign = target.sign(index)
    return sign == 0 ? nil : -sign * .infinity
  }

  func gradient<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real) -> Void) {
    for j in indices {
      let t = target.coefficient(j, in: Real.self) * Real(target.sampleWeight)
      result(j, t.isExactlyZero ? .zero : -t / Real(probabilities[j]))
    }
  }
}

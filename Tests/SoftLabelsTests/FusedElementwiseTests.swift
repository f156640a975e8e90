import SoftLabels
import Testing

/// The fused kernels of the elementwise losses against the reference kernels.
@Suite struct `The fused elementwise losses` {
  @Test func `binary cross-entropy from probabilities is within 4 ULP`() throws {
    try checkProbabilities(Float.self)
    try checkProbabilities(Double.self)
  }

  @Test func `binary cross-entropy from logits is within 4 ULP`() throws {
    try checkLogits(Float.self)
    try checkLogits(Double.self)
  }

  @Test func `elements of KL divergence are within 4 ULP, close distributions included`() throws {
    try checkKL(Float.self)
    try checkKL(Double.self)
  }

  /// Every kind of probability: ordinary, near each end, at it, and subnormal.
  private func probabilities<Scalar: LossScalar>(_ count: Int, _: Scalar.Type, seed: UInt64) -> [Scalar] {
    var random = SeededRandom(seed)
    return (0..<count).map { i in
      let small = Scalar(random.unit()) * power(-random.index(below: Scalar.self == Float.self ? 148 : 1070))
      switch i % 8 {
      case 0, 1, 2: return Scalar(random.unit())
      case 3: return Scalar(0.5 + 1e-3 * random.normal())
      case 4: return small
      case 5: return 1 - small
      case 6: return Scalar(random.index(below: 2))
      default: return Scalar(random.unit()) * Scalar.leastNormalMagnitude
      }
    }
  }

  private func power<Scalar: LossScalar>(_ exponent: Int) -> Scalar {
    Scalar(Double(sign: .plus, exponent: exponent, significand: 1))
  }

  private func checkProbabilities<Scalar: LossScalar>(_: Scalar.Type) throws {
    let count = 5003
    let p = Tensor(probabilities(count, Scalar.self, seed: 1))
    let y = Tensor(probabilities(count, Scalar.self, seed: 2).reversed())
    let weights = Tensor((0..<count).map { Scalar($0 % 5) * Scalar(0.7) })
    for weights in [nil, weights] {
      let fused = try BinaryCrossEntropy(
        probabilities: Probabilities(unchecked: p), targets: Probabilities(unchecked: y),
        weights: weights.map { Weights(unchecked: $0) }
      ).fused
      let truth = try BinaryCrossEntropy<Double>(
        probabilities: Probabilities(unchecked: p.map { Double($0) }),
        targets: Probabilities(unchecked: y.map { Double($0) }),
        weights: weights.map { Weights(unchecked: $0.map { Double($0) }) })
      try compare(fused, truth, "binary cross-entropy")
    }
  }

  private func checkLogits<Scalar: LossScalar>(_: Scalar.Type) throws {
    let count = 5003
    var random = SeededRandom(3)
    let x = Tensor(
      (0..<count).map { i -> Scalar in
        switch i % 5 {
        case 0: Scalar(random.normal())
        case 1: Scalar(random.uniform(-80, 80))
        case 2: Scalar(1e-3 * random.normal())
        case 3: Scalar(0)
        default: Scalar(random.uniform(-20, 20))
        }
      })
    let y = Tensor(probabilities(count, Scalar.self, seed: 4))
    let positive = Tensor((0..<count).map { Scalar($0 % 3) + Scalar(0.4) })
    for positive in [nil, positive] {
      let fused = try BinaryCrossEntropy(
        logits: Logits(unchecked: x), targets: Probabilities(unchecked: y),
        positiveWeights: positive.map { Weights(unchecked: $0) }
      ).fused
      let truth = try BinaryCrossEntropy<Double>(
        logits: Logits(unchecked: x.map { Double($0) }), targets: Probabilities(unchecked: y.map { Double($0) }),
        positiveWeights: positive.map { Weights(unchecked: $0.map { Double($0) }) })
      try compare(fused, truth, "binary cross-entropy with logits", checkingGradient: false)
    }
  }

  private func checkKL<Scalar: LossScalar>(_: Scalar.Type) throws {
    let count = 2003
    var random = SeededRandom(5)
    let t = Tensor(probabilities(count, Scalar.self, seed: 6))
    let q = Tensor(
      (0..<count).map { i -> Scalar in
        if i % 3 == 0, t.scalars[i] > 0,
          let close = try? KLDivergence(
            logProbabilities: Tensor(Scalar(0)), targets: Probabilities(unchecked: Tensor(t.scalars[i]))
          ).sum
        {
          return i % 2 == 0 ? close / t.scalars[i] : close / t.scalars[i] * Scalar(1 + 1e-3 * random.normal())
        }
        return Scalar(-random.uniform(0, 30))
      })
    let fused = try KLDivergence(unchecked: q, targets: t, targetsAreLogarithms: false).fused
    let truth = try KLDivergence<Double>(
      unchecked: q.map { Double($0) }, targets: t.map { Double($0) }, targetsAreLogarithms: false)
    try compare(fused, truth, "KL divergence", checkingSum: false)
  }

  private func compare<Scalar: LossScalar>(
    _ fused: Fused<Scalar>, _ truth: some Loss<Double>, _ name: String, checkingGradient: Bool = true,
    checkingSum: Bool = true
  ) throws {
    let least = Double(Scalar.leastNormalMagnitude)
    var worst = (loss: 0.0, gradient: 0.0)
    for (value, exact) in zip(fused.losses.scalars, truth.losses.scalars) where exact == 0 || exact.magnitude >= least {
      worst.loss = max(worst.loss, ulps(value, from: exact))
    }
    if checkingSum { worst.loss = max(worst.loss, ulps(fused.sum, from: truth.sum)) }
    if checkingGradient {
      for (value, exact) in zip(try fused.gradient(of: .mean).scalars, try truth.gradient(of: .mean).scalars)
      where exact == 0 || exact.magnitude >= least {
        worst.gradient = max(worst.gradient, ulps(value, from: exact))
      }
    }
    print("fused \(name), \(Scalar.dtypeName): loss \(worst.loss), gradient \(worst.gradient) ULP")
    #expect(worst.loss <= 4)
    #expect(worst.gradient <= 8)
  }
}

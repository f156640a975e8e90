import SoftLabels
import TestSupport
import Testing

/// Gradients against central differences of the losses, which share no formula with them.
@Suite struct `Gradients agree with finite differences` {
  /// The loss is correctly rounded, so a step of 2⁻¹⁷ leaves about 2⁻³⁴ of truncation and as much of rounding.
  static let step = 0x1p-17

  func check(
    at point: [Double], _ gradient: Tensor<Double>, scale: Double = 1,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ loss: ([Double]) throws -> Double
  ) throws {
    for index in point.indices {
      var (up, down) = (point, point)
      up[index] += Self.step
      down[index] -= Self.step
      let difference = (try loss(up) - loss(down)) / (2 * Self.step)
      #expect((difference - gradient.scalars[index]).magnitude < 1e-9 * scale, sourceLocation: sourceLocation)
    }
  }

  func matrix(_ point: [Double], _ columns: Int) throws -> Tensor<Double> {
    try Tensor(shape: [point.count / columns, columns], scalars: point)
  }

  @Test(arguments: UInt64(1)...5, [Reduction.sum, .mean])
  func `of cross-entropy from logits, weighted and smoothed`(seed: UInt64, reduction: Reduction) throws {
    var random = SeededRandom(seed)
    let x: [Double] = random.logits(1, 12, scale: 3)[0]
    let y = try Distributions(rows: random.distributions(3, 4) as [[Double]])
    func loss(_ point: [Double]) throws -> CrossEntropy<Double> {
      try CrossEntropy(
        logits: Logits(matrix(point, 4)), targets: y, classWeights: [0.5, 1, 2, 4], sampleWeights: [1, 0.5, 3],
        labelSmoothing: 0.1)
    }
    try check(at: x, loss(x).gradient(of: reduction), scale: 10) { try loss($0).value(reduction) }
  }

  @Test(arguments: UInt64(1)...5, [Reduction.sum, .mean])
  func `of cross-entropy from logits against class indices, with an ignored row`(
    seed: UInt64, reduction: Reduction
  ) throws {
    var random = SeededRandom(seed)
    let x: [Double] = random.logits(1, 12, scale: 3)[0]
    func loss(_ point: [Double]) throws -> CrossEntropy<Double> {
      try CrossEntropy(
        logits: Logits(matrix(point, 4)), targets: [2, -100, 0], classWeights: [0.5, 1, 2, 4], labelSmoothing: 0.1,
        ignoreIndex: -100)
    }
    let gradient = try loss(x).gradient(of: reduction)
    #expect(gradient.scalars[4..<8].allSatisfy { $0 == 0 })
    try check(at: x, gradient, scale: 10) { try loss($0).value(reduction) }
  }

  @Test(arguments: UInt64(1)...5)
  func `of cross-entropy with respect to the targets`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let x = try Logits(rows: random.logits(2, 3, scale: 3) as [[Double]])
    let y: [Double] = random.distributions(1, 6)[0].map { $0 * 2 }
    func loss(_ point: [Double]) throws -> CrossEntropy<Double> {
      // One row of six, which any step leaves close enough to a distribution, against the same logits.
      try CrossEntropy(
        logits: Logits(Tensor(shape: [6], scalars: x.tensor.scalars)),
        targets: Distributions(unchecked: Tensor(shape: [6], scalars: point)), labelSmoothing: 0.25)
    }
    try check(at: y, loss(y).gradientOfTargets(of: .mean), scale: 10) { try loss($0).mean }
  }

  @Test(arguments: UInt64(1)...5)
  func `of cross-entropy from probabilities`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let p = (0..<6).map { _ in 0.1 + 0.8 * random.unit() }
    let y = try Distributions(rows: random.distributions(2, 3) as [[Double]])
    func loss(_ point: [Double]) throws -> CrossEntropy<Double> {
      try CrossEntropy(probabilities: Probabilities(matrix(point, 3)), targets: y, classWeights: [1, 2, 3])
    }
    try check(at: p, loss(p).gradient(of: .mean), scale: 100) { try loss($0).mean }
  }

  @Test(arguments: UInt64(1)...5)
  func `of binary cross-entropy from logits, weighted`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let x: [Double] = random.logits(1, 6, scale: 4)[0]
    let y = try Probabilities(Tensor(shape: [3, 2], scalars: (0..<6).map { _ in random.unit() }))
    func loss(_ point: [Double]) throws -> BinaryCrossEntropy<Double> {
      try BinaryCrossEntropy(
        logits: Logits(matrix(point, 2)), targets: y, weights: [1, 0.5], positiveWeights: [[3], [1], [0.25]])
    }
    try check(at: x, loss(x).gradient(of: .mean), scale: 10) { try loss($0).mean }
  }

  @Test(arguments: UInt64(1)...5)
  func `of binary cross-entropy from probabilities`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let p = (0..<6).map { _ in 0.1 + 0.8 * random.unit() }
    let y = try Probabilities(Tensor(shape: [3, 2], scalars: (0..<6).map { _ in random.unit() }))
    func loss(_ point: [Double]) throws -> BinaryCrossEntropy<Double> {
      try BinaryCrossEntropy(probabilities: Probabilities(matrix(point, 2)), targets: y, weights: [1, 0.5])
    }
    try check(at: p, loss(p).gradient(of: .mean), scale: 1000) { try loss($0).mean }
  }

  @Test(arguments: UInt64(1)...5, [Reduction.sum, .mean])
  func `of what is given as log-probabilities, weighted and smoothed`(seed: UInt64, reduction: Reduction) throws {
    var random = SeededRandom(seed)
    let q = (0..<12).map { _ in -random.unit() - 0.1 }
    let y = try Distributions(rows: random.distributions(3, 4) as [[Double]])
    func loss(_ point: [Double]) throws -> CrossEntropy<Double> {
      try CrossEntropy(
        logProbabilities: matrix(point, 4), targets: y, classWeights: [0.5, 1, 2, 4], sampleWeights: [1, 0, 3],
        labelSmoothing: 0.1)
    }
    try check(at: q, loss(q).gradient(of: reduction), scale: 10) { try loss($0).value(reduction) }
    func hard(_ point: [Double]) throws -> CrossEntropy<Double> {
      try CrossEntropy(
        logProbabilities: matrix(point, 4), targets: [2, -100, 0], classWeights: [0.5, 1, 2, 4],
        sampleWeights: [1, 2, 3], labelSmoothing: 0.1, ignoreIndex: -100)
    }
    try check(at: q, hard(q).gradient(of: reduction), scale: 10) { try hard($0).value(reduction) }
  }

  @Test(arguments: UInt64(1)...5)
  func `of KL divergence from probabilities, and of smoothed binary losses`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let p = (0..<6).map { _ in 0.1 + 0.8 * random.unit() }
    let t = try Probabilities(rows: random.distributions(2, 3) as [[Double]])
    func divergence(_ point: [Double]) throws -> KLDivergence<Double> {
      try KLDivergence(probabilities: Probabilities(matrix(point, 3)), targets: t, sampleWeights: [0.5, 3])
    }
    try check(at: p, divergence(p).gradientOfBatchMean(), scale: 1000) { try divergence($0).batchMean }
    func fromProbabilities(_ point: [Double]) throws -> BinaryCrossEntropy<Double> {
      try BinaryCrossEntropy(
        probabilities: Probabilities(matrix(point, 3)), targets: t, weights: [1, 2, 0.5], labelSmoothing: 0.25)
    }
    try check(at: p, fromProbabilities(p).gradient(), scale: 1000) { try fromProbabilities($0).mean }
    func fromLogits(_ point: [Double]) throws -> BinaryCrossEntropy<Double> {
      try BinaryCrossEntropy(
        logits: Logits(matrix(point, 3)), targets: t, positiveWeights: [3, 1, 0.5], labelSmoothing: 0.25)
    }
    let x = p.map { 8 * $0 - 4 }
    try check(at: x, fromLogits(x).gradient(), scale: 10) { try fromLogits($0).mean }
  }

  @Test(arguments: UInt64(1)...5)
  func `of KL divergence and of distillation`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let q = (0..<6).map { _ in -random.unit() - 0.1 }
    let t = try Probabilities(rows: random.distributions(2, 3) as [[Double]])
    func divergence(_ point: [Double]) throws -> KLDivergence<Double> {
      try KLDivergence(logProbabilities: matrix(point, 3), targets: t)
    }
    try check(at: q, divergence(q).gradientOfBatchMean()) { try divergence($0).batchMean }

    let teacher = try Logits(rows: random.logits(2, 3, scale: 4) as [[Double]])
    let x: [Double] = random.logits(1, 6, scale: 4)[0]
    func distillation(_ point: [Double]) throws -> Distillation<Double> {
      try Distillation(student: Logits(matrix(point, 3)), teacher: teacher, temperature: 2)
    }
    try check(at: x, distillation(x).gradient(of: .mean), scale: 10) { try distillation($0).mean }
  }
}

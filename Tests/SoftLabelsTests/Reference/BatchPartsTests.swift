import TestSupport
import Testing

@testable import SoftLabels

/// The loss of a batch, its floor and its divergence, asked for together.
@Suite struct `The parts of a loss` {
  /// Losses of every kind: ordinary, weighted, smoothed, ignored, masked and infinite.
  func losses<Scalar: LossScalar>(_: Scalar.Type) throws -> [CrossEntropy<Scalar>] {
    var random = SeededRandom(31)
    let (rows, classes) = (5, 7)
    let x: [[Scalar]] = random.logits(rows, classes, scale: 6)
    let masked = x.map { row in row.indices.map { $0 == 2 ? -.infinity : row[$0] } }
    let y = try Distributions(rows: random.distributions(rows, classes) as [[Scalar]])
    let p: [[Scalar]] = random.distributions(rows, classes)
    let withZero = try Probabilities(Tensor(p[0].indices.map { $0 == 3 ? 0 : p[0][$0] }))
    let weights = try Weights(Tensor((0..<classes).map { Scalar($0) / 2 }))
    let ofRows = try Weights(Tensor((0..<rows).map { Scalar($0) }))
    let indices = ClassIndices([0, 2, 6, 3, 2])
    return [
      try CrossEntropy(logits: Logits(rows: x), targets: y),
      try CrossEntropy(
        logits: Logits(rows: x), targets: y, classWeights: weights, sampleWeights: ofRows, labelSmoothing: 0.25),
      try CrossEntropy(logits: Logits(rows: x), targets: indices, classWeights: weights, ignoreIndex: 2),
      try CrossEntropy(logits: Logits(rows: masked), targets: indices, sampleWeights: ofRows),
      try CrossEntropy(logits: Logits(rows: masked), targets: indices, ignoreIndex: 2),
      try CrossEntropy(probabilities: Distributions(rows: p).asProbabilities, targets: y, sampleWeights: ofRows),
      try CrossEntropy(probabilities: withZero, targets: Distributions(Tensor(p[1]))),
    ]
  }

  @Test func `together they are what they are one by one, infinite or not`() throws {
    try expectSameParts(of: losses(Float.self))
    try expectSameParts(of: losses(Double.self))
  }

  func expectSameParts<Scalar: LossScalar>(of losses: [CrossEntropy<Scalar>]) throws {
    for loss in losses {
      for reduction in [Reduction.sum, .mean] {
        let parts = try loss.parts(of: reduction)
        #expect(parts.losses == loss.losses && parts.floors == loss.floors && parts.divergences == loss.divergences)
        #expect(try parts.value == loss.value(reduction) && parts.floor == loss.floor(of: reduction))
        #expect(try parts.divergence == loss.divergence(of: reduction))
      }
    }
    #expect(losses.contains { $0.sum == .infinity && $0.divergences.scalars.contains(.infinity) })
  }

  @Test func `a mean over nothing is refused`() throws {
    let loss = try CrossEntropy(logits: [[1, 2]] as Logits<Float>, targets: [0], ignoreIndex: 0)
    #expect(throws: LossError.self) { try loss.parts() }
    #expect(try loss.parts(of: .sum).divergence == 0)
  }

  /// The divergences of a batch, by the first type that is exact.
  func divergencesAreExactlyZero<Kernel: ReferenceKernel>(_ kernel: Kernel) -> Bool where Kernel.Reader: RowReader {
    let formula = BatchParts(kernel: kernel, divisor: ExactSum(1))
    let start = 2 * kernel.sampleCount + 2
    var results: [Bool] = []
    formula.evaluate(in: BigFloat<Bits256>.self, at: Array(start..<formula.count)) { results.append($1.isExactlyZero) }
    return results.count == kernel.sampleCount + 1 && results.allSatisfy(\.self)
  }

  func expectNoClimb<Scalar: LossScalar>(_ loss: CrossEntropy<Scalar>) throws {
    switch loss.kernel {
    case .fromLogits(let kernel): #expect(divergencesAreExactlyZero(kernel))
    case .fromProbabilities(let kernel): #expect(divergencesAreExactlyZero(kernel))
    }
    #expect(loss.divergences.scalars.allSatisfy { $0 == 0 })
    #expect(try loss.divergence() == 0)
  }

  @Test func `a divergence that is exactly 0 is seen to be, and no width is tried in vain`() throws {
    let thirds: Weights<Double> = [0.1, 0.1, 0.1]
    let y: Distributions<Double> = [[0.25, 0.125, 0.625], [1, 0, 0], [0.5, 0.5, 0]]
    try expectNoClimb(CrossEntropy(probabilities: y.asProbabilities, targets: y))
    try expectNoClimb(CrossEntropy(probabilities: y.asProbabilities, targets: y, classWeights: thirds))
    // Where the target is 0, the probability may be anything.
    try expectNoClimb(CrossEntropy(probabilities: [0.5, 0.5, 0.9] as Probabilities<Float>, targets: [0.5, 0.5, 0]))

    let equal: Logits<Double> = [[7, 7, 7]]
    let uniform: Distributions<Double> = try Distributions(rows: [[Double](repeating: 1.0 / 3, count: 3)])
    try expectNoClimb(CrossEntropy(logits: equal, targets: uniform))
    try expectNoClimb(CrossEntropy(logits: equal, targets: uniform, classWeights: thirds, labelSmoothing: 0.1))
    try expectNoClimb(CrossEntropy(logits: equal, targets: [[0.25, 0.25, 0.5]], classWeights: [2, 2, 1]))
    try expectNoClimb(CrossEntropy(logits: [[7, 7, -.infinity]] as Logits<Float>, targets: [[0.5, 0.5, 0]]))
    try expectNoClimb(CrossEntropy(logits: [[-.infinity, 7]] as Logits<Float>, targets: [1], sampleWeights: [0.1]))
  }

  @Test func `a divergence next to 0 is not taken for it`() throws {
    let y: Distributions<Double> = [[0.5, 0.5]]
    let half = 0.5
    // -½ log(1 + δ) for δ = 2⁻⁵² and -2⁻⁵³.
    for (near, divergence) in [(half.nextUp, -0x1.fffffffffffffp-54), (half.nextDown, 0x1p-54)] {
      let p = try Probabilities(Tensor(shape: [1, 2], scalars: [near, half]))
      #expect(try CrossEntropy(probabilities: p, targets: y).divergences.scalars == [divergence])
    }
    let loss = try CrossEntropy(logits: [[0, 0x1p-52]], targets: y)
    // ½ log((1 + e^δ)² / (4 e^δ)) = δ²/8.
    #expect(loss.divergences.scalars == [0x1p-107])
    let off = try CrossEntropy(logits: [[0, 0]] as Logits<Double>, targets: [[.number(half.nextUp), 0.5]])
    #expect(off.divergences[0] > 0)
  }

  @Test func `probabilities that are no distribution can cost the floor by chance`() throws {
    let loss = try CrossEntropy(probabilities: [[0.25, 1]] as Probabilities<Double>, targets: [[0.5, 0.5]])
    #expect(loss.divergences.scalars == [0])
  }

  @Test func `a floor that is exactly 0 is seen to be`() throws {
    let loss = try CrossEntropy(logits: [[0, 1]] as Logits<Double>, targets: [1], classWeights: [1, 0.3])
    #expect(loss.floors.scalars == [0])
    guard case .fromLogits(let kernel) = loss.kernel else { return }
    var reader = kernel.reader()
    reader.load(0)
    #expect(reader.target.floor(in: Enclosure<Double>.self).isExactlyZero)
  }

  @Test func `a student that is the teacher but for a constant has learnt everything`() throws {
    let teacher: Logits<Double> = [[0.1, -.infinity, 3], [1.7e308, -1.7e308, 0]]
    let student: Logits<Double> = [[.number(64.1 - 64), -.infinity, 3], [1.7e308, -1.7e308, 0]]
    let loss = try Distillation(student: student, teacher: teacher, temperature: 3)
    #expect(loss.losses[0] > 0 && loss.losses[1] == 0)
    let shifted = try Distillation(
      student: [[4.5, -.infinity, 7]] as Logits<Float>, teacher: [[0.5, -.infinity, 3]], temperature: 3)
    var reader = shifted.kernel.reader()
    reader.load(0)
    #expect(reader.costsNothing && shifted.sum == 0)
  }
}

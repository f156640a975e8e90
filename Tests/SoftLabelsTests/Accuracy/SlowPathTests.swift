import TestSupport
import Testing

@testable import SoftLabels

/// How many values of ordinary data the first working precision leaves undecided: what correct rounding costs there.
@Suite struct `Ordinary data is decided at the first rung` {
  struct Undecided {
    var losses = 0
    var gradients = 0
    var lossCount = 0
    var gradientCount = 0
  }

  /// The values that Double for Float, double-double for Double, cannot round.
  func undecided(_ kernel: some ReferenceKernel) -> Undecided {
    kernel.format == .float32
      ? undecided(kernel, in: Enclosure<Double>.self) : undecided(kernel, in: Enclosure<DoubleDouble>.self)
  }

  func undecided<Real: BoundedReal>(_ kernel: some ReferenceKernel, in _: Real.Type) -> Undecided {
    var result = Undecided()
    var reader = kernel.reader()
    for sample in 0..<kernel.sampleCount {
      reader.load(sample)
      result.lossCount += 1
      if reader.loss(in: Real.self).rounded(to: kernel.format) == nil { result.losses += 1 }
      reader.gradient(in: Real.self, at: Array(0..<reader.gradientCount)) { _, value in
        result.gradientCount += 1
        if value.rounded(to: kernel.format) == nil { result.gradients += 1 }
      }
    }
    return result
  }

  /// One loss of each kind over seeded rows: logits of scale 8, random targets.
  func kernels<Scalar: LossScalar>(_: Scalar.Type) throws -> [(name: String, kernel: any ReferenceKernel)] {
    var random = SeededRandom(21)
    let (rows, classes) = (40, 50)
    let x = try Logits(rows: random.logits(rows, classes, scale: 8) as [[Scalar]])
    let p = try Distributions(rows: random.distributions(rows, classes) as [[Scalar]])
    let y = try Distributions(rows: random.distributions(rows, classes) as [[Scalar]])
    let weights = try Weights(Tensor((0..<classes).map { _ in Scalar(random.unit() + 0.5) }))
    let indices = ClassIndices((0..<rows).map { _ in Int(random.next() % UInt64(classes)) })
    return [
      ("cross-entropy", try CrossEntropy(logits: x, targets: y).kernel.reference),
      ("cross-entropy of class indices", try CrossEntropy(logits: x, targets: indices).kernel.reference),
      (
        "cross-entropy, weighted and smoothed",
        try CrossEntropy(logits: x, targets: y, classWeights: weights, labelSmoothing: 0.1).kernel.reference
      ),
      (
        "cross-entropy from probabilities",
        try CrossEntropy(probabilities: p.asProbabilities, targets: y).kernel.reference
      ),
      (
        "binary cross-entropy",
        try BinaryCrossEntropy(probabilities: p.asProbabilities, targets: y.asProbabilities).kernel.reference
      ),
      (
        "binary cross-entropy from logits",
        try BinaryCrossEntropy(logits: x, targets: y.asProbabilities).kernel.reference
      ),
      ("KL divergence", try KLDivergence(logProbabilities: logSoftmax(x), targets: y.asProbabilities).kernel),
    ]
  }

  @Test func `Float: at most one value in a thousand needs more than Double`() throws {
    for (name, kernel) in try kernels(Float.self) {
      let result = undecided(kernel)
      print(
        "\(name), Float: \(result.losses) of \(result.lossCount) losses, \(result.gradients) of \(result.gradientCount) gradients undecided"
      )
      #expect(result.lossCount > 0 && result.gradientCount >= 2000)
      #expect(result.losses * 1000 <= result.lossCount, "\(name)")
      #expect(result.gradients * 1000 <= result.gradientCount, "\(name)")
    }
  }

  @Test func `Double: nothing needs more than double-double`() throws {
    for (name, kernel) in try kernels(Double.self) {
      let result = undecided(kernel)
      #expect(result.losses == 0 && result.gradients == 0, "\(name): \(result)")
    }
  }

  @Test func `where softmax is the target, every gradient needs more`() throws {
    // The other side of the coin: data on which the first rung cannot do.
    let x = try Logits(rows: [[0.5, 0.5, 0.5, 0.5]] as [[Float]])
    let y = try softmax(x)
    #expect(undecided(try CrossEntropy(logits: x, targets: y).kernel.reference).gradients == 4)
  }
}

extension EitherKernel {
  fileprivate var reference: any ReferenceKernel {
    switch self {
    case .fromLogits(let kernel): kernel
    case .fromProbabilities(let kernel): kernel
    }
  }
}

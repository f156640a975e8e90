import SoftLabels
import TestSupport
import Testing

/// Below the validating types targets and weights may have any sign, and the value is the mathematical one all the same.
@Suite struct `The fused kernels of targets and weights of any sign` {
  @Test func `binary cross-entropy from probabilities keeps the sign of y and of 1 - y`() throws {
    try checkProbabilities(Float.self)
    try checkProbabilities(Double.self)
  }

  private func checkProbabilities<Scalar: LossScalar>(_: Scalar.Type) throws {
    // 2 log(1/.6) - log(1/.4) and 2 log(1/.7) - log(1/.3).
    let two = try binary([0.6, 0.3] as [Scalar], [2, -1], nil).fused.losses.scalars
    #expect((Double(two[0]) - 0.105_360_516).magnitude < 1e-6 && (Double(two[1]) + 0.490_622_916).magnitude < 1e-6)

    var random = SeededRandom(21)
    let p = random.probabilities(600, Scalar.self)
    let y = p.indices.map { $0 % 5 == 0 ? Scalar(random.index(below: 7) - 3) : Scalar(3 * random.normal()) }
    let ω = p.indices.map { Scalar($0 % 4) - 1 }
    for weights in [nil, ω] {
      let (loss, exact) = (
        try binary(p, y, weights), try binary(p.map { Double($0) }, y.map { Double($0) }, weights?.map { Double($0) })
      )
      let terms = p.indices.map { i in
        let p = Double(p[i])
        let logarithms = (p == 0 ? 0 : -Double.log(p), p == 1 ? 0 : -Double.log1p(-p))
        return max((Double(y[i]) * logarithms.0).magnitude, ((1 - Double(y[i])) * logarithms.1).magnitude)
          * (weights.map { Double($0[i].magnitude) } ?? 1)
      }
      expectClose(loss.fused.losses.scalars, exact.losses.scalars, terms)
      let entries = try exact.gradient(of: .sum).scalars
      expectClose(try loss.fused.gradient(of: .sum).scalars, entries, entries.map(\.magnitude))
    }
  }

  private func binary<Scalar: LossScalar>(
    _ p: [Scalar], _ y: [Scalar], _ weights: [Scalar]?
  ) throws -> BinaryCrossEntropy<Scalar> {
    try BinaryCrossEntropy(
      probabilities: Probabilities(unchecked: Tensor(p)), targets: Probabilities(unchecked: Tensor(y)),
      weights: weights.map { Weights(unchecked: Tensor($0)) })
  }

  /// Within 16 ULP of the larger term, or both infinite alike; and never -0.
  private func expectClose<Scalar: LossScalar>(_ values: [Scalar], _ truth: [Double], _ terms: [Double]) {
    for (i, value) in values.enumerated() {
      #expect(value != 0 || value.sign == .plus, "number \(i) is -0")
      if !truth[i].isFinite || !Scalar(truth[i]).isFinite {
        #expect(value == Scalar(truth[i]), "number \(i)")
      } else {
        let unit = Double(max(Scalar(terms[i]), .leastNormalMagnitude).ulp)
        #expect((Double(value) - truth[i]).magnitude <= 16 * unit, "number \(i): \(value), truth \(truth[i])")
      }
    }
  }

  @Test(arguments: [3, 7, 150], [0, 0.1])
  func `cross-entropy at a logit of -inf is infinite with the sign of its target`(classes: Int, smoothing: Float) throws
  {
    var x = (0..<6 * classes).map { Float($0 * $0 % 11) }
    for row in [1, 2, 4] { x[row * classes + row % 3] = -.infinity }
    let logits = Logits(unchecked: try Tensor(shape: [6, classes], scalars: x))
    var weights = [Float](repeating: 1, count: classes)
    weights[1] = -3
    let hard = try CrossEntropy(
      logits: logits, targets: ClassIndices([0, 1, 2, 1, 0, 2]), classWeights: Weights(unchecked: Tensor(weights)),
      labelSmoothing: smoothing)
    try expectSame(hard)
    let targets = (0..<6 * classes).map { $0 % classes == 1 ? Float(-0.5) : 0.25 }
    let soft = try CrossEntropy(
      logits: logits, targets: Distributions(unchecked: Tensor(shape: [6, classes], scalars: targets)),
      labelSmoothing: smoothing)
    try expectSame(soft)
    x[classes] = -.infinity
    let both = try CrossEntropy(
      logits: Logits(unchecked: try Tensor(shape: [6, classes], scalars: x)),
      targets: Distributions(unchecked: Tensor(shape: [6, classes], scalars: targets)))
    #expect(both.fused.losses.scalars[1].isNaN && both.losses.scalars[1].isNaN)
  }

  /// The losses close to the reference's, the same where they are infinite; and neither they nor the gradient -0.
  private func expectSame(_ loss: CrossEntropy<Float>) throws {
    let exact = loss.losses.scalars
    #expect(exact.contains { $0.isInfinite } && exact.contains { $0 < 0 })
    for (value, truth) in zip(loss.fused.losses.scalars, exact) {
      #expect(value == truth || (value - truth).magnitude <= 1e-5 * truth.magnitude)
    }
    for reduction in [Reduction.sum, .mean] {
      let entries = try loss.fused.gradient(of: reduction).scalars
      #expect(entries.allSatisfy { $0 != 0 || $0.sign == .plus })
    }
  }

  @Test(arguments: [1, 5, 200])
  func `a weight below 0 leaves no -0`(classes: Int) throws {
    let logits = (0..<8).map { row in (0..<classes).map { $0 == row % classes ? Float(200) : -100 } }
    let loss = try CrossEntropy(
      logits: Logits(unchecked: try Tensor(rows: logits)), targets: ClassIndices((0..<8).map { $0 % classes }),
      classWeights: Weights(unchecked: Tensor([Float](repeating: -1, count: classes))))
    let zeros = [
      [loss.fused.sum, try loss.fused.mean], loss.fused.losses.scalars, try loss.fused.gradient(of: .sum).scalars,
      try loss.fused.gradient(of: .mean).scalars,
    ]
    #expect(zeros.joined().allSatisfy { $0.bitPattern == 0 })
  }
}

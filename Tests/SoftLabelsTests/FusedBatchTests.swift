import SoftLabels
import TestSupport
import Testing

/// The fused cross-entropy and the rows around a row: few classes are computed 40 rows at a time, many a row at a time with
/// an eye on the next.
@Suite struct `A row of a fused batch` {
  /// Release covers every row length, every size of the weights and every place of the peak; debug one for each
  /// of the two kernels, weights beside few classes, and a peak in seven, which is at every place of a vector.
  #if DEBUG
    static let classCounts = [7, 129]
    static let wideWeights = [(1e-229, 3), (1e200, 3)]
    static func peaks(_ classes: Int) -> [Int] { Array(stride(from: 0, to: classes, by: classes < 20 ? 1 : 7)) }
  #else
    static let classCounts = [2, 3, 4, 5, 7, 10, 31, 64, 128, 129, 193]
    static let wideWeights = [1e-229, 1e-140, 0x1p400, 1e200].flatMap { [($0, 3), ($0, 150)] }
    static func peaks(_ classes: Int) -> [Int] { Array(0..<classes) }
  #endif

  @Test(arguments: classCounts)
  func `has the same loss and gradient, to the bit, whatever rows stand beside it`(classes: Int) throws {
    let batch = try Batch(rows: 150, classes: classes)
    let (losses, gradient) = try batch.run(0..<150)
    for part in [0..<40, 36..<45, 1..<150, 37..<138, 40..<80, 145..<150] {
      let (partLosses, partGradient) = try batch.run(part)
      #expect(partLosses.map(\.bitPattern) == losses[part].map(\.bitPattern))
      let expected = gradient[part.lowerBound * classes..<part.upperBound * classes]
      #expect(partGradient.map(\.bitPattern) == expected.map(\.bitPattern))
    }
  }

  @Test(arguments: [4, 10, 64, 150])
  func `may have its peak anywhere, and the largest logit of the next row too`(classes: Int) throws {
    for peak in Self.peaks(classes) {
      var x = [Float](repeating: -3, count: 5 * classes)
      for row in 0..<5 { x[row * classes + (peak + row) % classes] = 9 }
      let targets = Distributions(
        unchecked: try Tensor(shape: [5, classes], scalars: x.map { ($0 + 4) / (13 + Float(classes - 1)) }))
      let exact = try CrossEntropy(
        logits: Logits(unchecked: try Tensor(shape: [5, classes], scalars: x.map(Double.init))),
        targets: targets.exact)
      let fused = try CrossEntropy(
        logits: Logits(unchecked: try Tensor(shape: [5, classes], scalars: x)), targets: targets
      ).fused
      for (loss, truth) in zip(fused.losses.scalars, exact.losses.scalars) { #expect(ulps(loss, from: truth) <= 4) }
      for (entry, truth) in zip(try fused.gradient().scalars, try exact.gradient().scalars) {
        #expect((Double(entry) - truth).magnitude <= 1e-6 * max(truth.magnitude, 1e-3))
      }
    }
  }

  @Test func `may be the last of a block, or the first of the next`() throws {
    // Blocks are of 16 such rows.
    for rows in [15, 16, 17, 31, 32, 33] {
      let logits = try Tensor<Float>(shape: [rows, 2048], scalars: Array(repeating: 0, count: rows * 2048))
      let targets = ClassIndices(Array(repeating: 7, count: rows))
      let fused = try CrossEntropy(logits: Logits(unchecked: logits), targets: targets).fused
      #expect(fused.losses.scalars.allSatisfy { ulps($0, from: 7.624618986159398) <= 4 })
      #expect(fused.losses.scalars.count == rows)
      #expect(ulps(try fused.mean, from: 7.624618986159398) <= 4)
      #expect(try fused.gradient(of: .sum).scalars.count == rows * 2048)
    }
  }

  @Test func `may be missing: an empty batch has no losses, a sum of 0 and no mean`() throws {
    for classes in [3, 100] {
      let logits = Logits(unchecked: try Tensor<Float>(shape: [0, classes], scalars: []))
      let fused = try CrossEntropy(logits: logits, targets: ClassIndices([])).fused
      #expect(fused.losses.scalars.isEmpty)
      #expect(fused.sum == 0)
      #expect(try fused.gradient(of: .sum).scalars.isEmpty)
      #expect(throws: LossError.self) { try fused.mean }
    }
  }

  @Test(arguments: [3, 50])
  func `may weigh so much that next to nothing of targets counts`(classes: Int) throws {
    let logits = (0..<8).map { row in (0..<classes).map { $0 == 0 ? 1.3 : Float($0 * row % 7) * 0.1 } }
    let targets = (0..<8).map { row in
      (0..<classes).map { $0 != 1 ? 0 : row == 0 ? 3 * Float.leastNonzeroMagnitude : 1 }
    }
    let (x, y) = (Logits(unchecked: try Tensor(rows: logits)), Distributions(unchecked: try Tensor(rows: targets)))
    let weights = try Weights([0x1p100, 1, 1, 1, 1, 1, 1, 1] as [Float])
    let fused = try CrossEntropy(logits: x, targets: y, sampleWeights: weights).fused
    let exact = try CrossEntropy(logits: x.exact, targets: y.exact, sampleWeights: weights.exact)
    #expect(ulps(fused.sum, from: exact.sum) <= 4)
    #expect(ulps(fused.losses.scalars[0], from: exact.losses.scalars[0]) <= 4)
  }

  @Test(arguments: [3, 50])
  func `may be divided by so much that a factor of its gradient is subnormal`(classes: Int) throws {
    let x = Logits(
      unchecked: try Tensor(rows: (0..<80).map { row in (0..<classes).map { Float($0 * row % 7) * 0.1 } }))
    let indices = ClassIndices((0..<80).map { $0 % 3 })
    let weights = try Weights((0..<classes).map { Float(0x1.fp127) / (1 + Float($0) * 0.3) })
    let fused = try CrossEntropy(logits: x, targets: indices, classWeights: weights).fused
    let exact = try CrossEntropy(logits: x.exact, targets: indices, classWeights: weights.exact)
    for (entry, truth) in zip(try fused.gradient().scalars, try exact.gradient().scalars) {
      #expect((Double(entry) - truth).magnitude <= 1e-6 * truth.magnitude)
    }
  }

  @Test(arguments: [3, 50])
  func `may weigh so little, and its targets so much, that only their product is an ordinary number`(rows: Int) throws {
    var random = SeededRandom(8)
    let x = Logits<Float>(
      unchecked: try Tensor(rows: (0..<rows).map { _ in (0..<5).map { _ in Float(random.normal()) } }))
    let y = Distributions<Float>(
      unchecked: try Tensor(rows: (0..<rows).map { _ in (0..<5).map { _ in Float(random.uniform(0, 1)) } }))
    let classWeights = try Weights([Float](repeating: 0x1p100, count: 5))
    let sampleWeights = try Weights([Float](repeating: Float(bitPattern: 0x200), count: rows))
    let fused = try CrossEntropy(
      logits: x, targets: y, classWeights: classWeights, sampleWeights: sampleWeights
    ).fused
    let exact = try CrossEntropy(
      logits: x.exact, targets: y.exact, classWeights: classWeights.exact, sampleWeights: sampleWeights.exact)
    for (entry, truth) in zip(try fused.gradient().scalars, try exact.gradient().scalars) {
      #expect((Double(entry) - truth).magnitude <= 1e-4 * truth.magnitude)
    }
  }

  @Test(arguments: [1e-29, 1e-14, 0x1p40, 1e30], [3, 150])
  func `may have class weights beside which factors of its gradient underflow in float32`(
    weight: Float, classes: Int
  ) throws {
    // The last three rows are sure of the right class: e^-88 of the others is subnormal.
    try checkClassWeights(weight, 1e-12, classes, distance: 88)
    try checkClassWeights(weight, 1, classes, distance: 88)
  }

  @Test(arguments: wideWeights)
  func `may have class weights beside which factors of its gradient underflow or overflow in float64`(
    weight: Double, classes: Int
  ) throws {
    try checkClassWeights(weight, 1e-60, classes, distance: 709)
    try checkClassWeights(weight, 1, classes, distance: 709)
  }

  @Test func `may have a gradient of which one factor alone is out of range`() throws {
    // Full groups: in a lane without a row every factor is 0. In half of the rows the last class is all but impossible.
    let rows = 40
    let logits = (0..<rows).map { [Float($0 % 5) * 0.3, 0, $0 % 2 == 0 ? 0.1 : -60] }
    let x = Logits(unchecked: try Tensor(rows: logits))
    func check(_ loss: CrossEntropy<Float>, _ exact: CrossEntropy<Double>, _ reduction: Reduction) throws {
      for (entry, truth) in zip(
        try loss.fused.gradient(of: reduction).scalars, try exact.gradient(of: reduction).scalars)
      {
        #expect(entry == Float(truth) || (Double(entry) - truth).magnitude <= 1e-5 * truth.magnitude)
      }
    }
    func soft(_ label: Float, _ sample: Float, _ reduction: Reduction) throws {
      let y = Distributions(unchecked: try Tensor(rows: logits.map { _ in [label, label, 0] }))
      let weights = Weights(unchecked: Tensor([Float](repeating: sample, count: rows)))
      try check(
        CrossEntropy(logits: x, targets: y, sampleWeights: weights),
        CrossEntropy(logits: x.exact, targets: y.exact, sampleWeights: weights.exact), reduction)
    }
    func smoothed(_ classWeights: [Float], _ samples: [Float]) throws {
      let y = ClassIndices((0..<rows).map { $0 == rows - 1 ? 1 : 2 })
      let (weights, sampleWeights) = (Weights(unchecked: Tensor(classWeights)), Weights(unchecked: Tensor(samples)))
      try check(
        CrossEntropy(
          logits: x, targets: y, classWeights: weights, sampleWeights: sampleWeights, labelSmoothing: 0.125),
        CrossEntropy(
          logits: x.exact, targets: y, classWeights: weights.exact, sampleWeights: sampleWeights.exact,
          labelSmoothing: 0.125), .mean)
    }
    // What exponentials are multiplied by is too small, what targets are, then the same too large.
    try soft(0.5, 3e-21, .mean)
    try soft(3e29, 700 * .leastNonzeroMagnitude, .mean)
    try soft(2e36, 1e21, .sum)
    try smoothed([1e14, 1e-13, 0], [Float](repeating: 1, count: rows - 1) + [1e-26])
  }

  private func checkClassWeights<Scalar: LossScalar>(
    _ weight: Scalar, _ sample: Scalar, _ classes: Int, distance: Scalar
  ) throws {
    let x = (0..<7).map { row in
      (0..<classes).map { j -> Scalar in
        if row <= 3 { return Scalar(j * row % 7) * Scalar(0.1) }
        return j == row % 3 ? 0 : -distance - Scalar(j) / 64
      }
    }
    let logits = Logits(unchecked: try Tensor(rows: x))
    let indices = ClassIndices((0..<7).map { $0 % 3 })
    let weights = Weights(unchecked: Tensor((0..<classes).map { weight * Scalar(1 + $0 % 5) }))
    let samples = Weights(unchecked: Tensor([Scalar](repeating: sample, count: 7)))
    let fused = try CrossEntropy(logits: logits, targets: indices, classWeights: weights, sampleWeights: samples).fused
    let exact = try CrossEntropy(
      logits: logits.exact, targets: indices, classWeights: weights.exact, sampleWeights: samples.exact)
    let unit = 8 * Double(Scalar.ulpOfOne)
    for (loss, truth) in zip(fused.losses.scalars, exact.losses.scalars) {
      #expect((Double(loss) - truth).magnitude <= unit * truth + Double(Scalar.leastNonzeroMagnitude))
    }
    for (entry, truth) in zip(try fused.gradient(of: .sum).scalars, try exact.gradient(of: .sum).scalars) {
      #expect((Double(entry) - truth).magnitude <= unit * truth.magnitude + Double(Scalar.leastNormalMagnitude))
    }
  }

  @Test(arguments: [3, 150])
  func `may have a label at a logit of -inf that its class weight makes 0 in float32`(classes: Int) throws {
    var logits = [[Float]](repeating: (0..<classes).map { Float($0 % 3) }, count: 5)
    logits[1][2] = -.infinity
    let targets = [[Float]](repeating: (0..<classes).map { $0 == 0 ? 1 : 0x1p-140 }, count: 5)
    let loss = try CrossEntropy(
      logits: Logits(unchecked: Tensor(rows: logits)), targets: Distributions(unchecked: Tensor(rows: targets)),
      classWeights: Weights([Float](repeating: 0x1p-12, count: classes)))
    #expect(loss.fused.losses.scalars.map { $0 == .infinity } == [false, true, false, false, false])
  }

  @Test func `may have 48 targets that round the same way wherever they are added up`() throws {
    let x = Logits<Float>(unchecked: try Tensor(rows: [[Float]](repeating: [Float](repeating: 0, count: 48), count: 4)))
    let y = Distributions<Float>(unchecked: x.tensor.map { _ in 0x1.53e62p+0 })
    let fused = try CrossEntropy(logits: x, targets: y).fused
    let exact = try CrossEntropy(logits: x.exact, targets: y.exact)
    #expect(ulps(fused.losses.scalars[0], from: exact.losses.scalars[0]) <= 4)
  }

  @Test func `may have 8192 Doubles whose sum drifts when its errors are dropped`() throws {
    let x = Logits<Double>(unchecked: Tensor([Double](repeating: 0, count: 8192)))
    let y = Distributions<Double>(unchecked: x.tensor.map { _ in 0x1.fdc0755652582p+0 })
    let loss = try CrossEntropy(logits: x, targets: y)
    #expect(ulps(loss.fused.sum, from: loss.sum) <= 4)
  }

  @Test func `has a gradient of 0 where it weighs nothing, though 1 over the divisor overflows`() throws {
    let tiny = Double.leastNonzeroMagnitude
    let loss = try CrossEntropy(
      logits: Logits(Tensor(rows: (0..<8).map { [Double($0), 1, 2] })),
      targets: ClassIndices([0, 1, 2, 0, 1, 2, 0, 1]), classWeights: Weights([3 * tiny, 5 * tiny, tiny]),
      sampleWeights: Weights([1, 0, 1, 1, 2, 1, 0, 1]))
    #expect(try loss.fused.gradient() == loss.gradient())
  }

  /// Rows of every kind, among them some that the fast formulas cannot do.
  private struct Batch {
    let classes: Int
    var logits: [Float] = []
    var targets: [Float] = []

    init(rows: Int, classes: Int) throws {
      self.classes = classes
      var random = SeededRandom(UInt64(classes))
      for row in 0..<rows {
        let (scale, offset): (Double, Double) =
          switch row % 11 {
          case 0: (1e-3, 0)
          case 1: (40, 0)
          case 2: (3, 1000)
          case 3: (3, -255)
          case 4: (0, 7)
          default: (3, 0)
          }
        var x = (0..<classes).map { _ in Float(scale * random.normal() + offset) }
        var t = (0..<classes).map { _ in Float(random.uniform(0, 1)) }
        if row % 13 == 5 { (x[0], t[0]) = (-.infinity, 0) }
        if row % 17 == 6, x[0].isFinite { x[classes - 1] = x[0] }
        if row % 23 == 7 { t = t.map { $0 * 0x1p-130 } }
        if row % 5 == 2 { t = t.indices.map { $0 == row % classes ? 1 : 0 } }
        if row % 19 == 9 { t = t.map { _ in 0 } }
        if row % 29 == 8 { x[classes / 2] = .greatestFiniteMagnitude }
        logits += x
        targets += t
      }
    }

    func run(_ rows: Range<Int>) throws -> (losses: [Float], gradient: [Float]) {
      let range = rows.lowerBound * classes..<rows.upperBound * classes
      let x = try Tensor(shape: [rows.count, classes], scalars: Array(logits[range]))
      let t = try Tensor(shape: [rows.count, classes], scalars: Array(targets[range]))
      let fused = try CrossEntropy(logits: Logits(unchecked: x), targets: Distributions(unchecked: t)).fused
      return (fused.losses.scalars, try fused.gradient(of: .sum).scalars)
    }
  }
}

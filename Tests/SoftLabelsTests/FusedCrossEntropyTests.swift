import SoftLabels
import TestSupport
import Testing

/// The fused kernel of cross-entropy against the reference kernel, in every regime.
@Suite struct `The fused cross-entropy` {
  /// Row lengths on either side of every boundary: a lane a row, a vector, a block of four, and their ends. Only the release
  /// build covers them all: in debug, where the reference takes hundreds of times as long, there is one length for each of the
  /// two kernels, and few rows of it.
  #if DEBUG
    static let classCounts = [3, 130]
    static let optionClassCounts = [2, 130]
    static let optionRegimes = [RowRegime.veryConfident, .maskedAtZero]
    static let rows = (plain: 24, options: 6)
    static let batches = [(rows: 701, classes: 10), (7, 1000), (3, 5000), (1, 3)]
    static let longRows = [129, 200]
  #else
    static let classCounts = [1, 2, 3, 10, 16, 47, 63, 64, 65, 128, 129, 130, 257, 600]
    static let optionClassCounts = [2, 7, 60, 130]
    static let optionRegimes = [
      RowRegime.scaleOne, .confident, .veryConfident, .ties, .offsetTenThousand, .maskedAtZero,
    ]
    static let rows = (plain: 120, options: 19)
    static let batches = [(rows: 7001, classes: 10), (71, 1000), (3, 50_257), (1, 3)]
    static let longRows = [129, 200, 321]
  #endif

  @Test(arguments: RowRegime.allCases)
  func `a float32 loss is within 4 ULP and its gradient within 8`(regime: RowRegime) throws {
    try check(regime, Float.self)
  }

  @Test(arguments: RowRegime.allCases)
  func `a float64 loss is within 4 ULP and its gradient within 8`(regime: RowRegime) throws {
    try check(regime, Double.self)
  }

  @Test(arguments: optionRegimes)
  func `class indices, weights and smoothing keep both bounds`(regime: RowRegime) throws {
    try checkOptions(regime, Float.self)
    try checkOptions(regime, Double.self)
  }

  private func checkOptions<Scalar: LossScalar>(_ regime: RowRegime, _: Scalar.Type) throws {
    var worst = Worst()
    for classes in Self.optionClassCounts {
      var random = SeededRandom(UInt64(classes) + 1)
      let rows = Self.rows.options
      let batch = (0..<rows).map { _ in regime.row(classes: classes, Scalar.self, &random) }
      let logits = Logits(unchecked: try Tensor(rows: batch.map(\.logits)))
      let targets = Distributions(unchecked: try Tensor(rows: batch.map(\.targets)))
      let indices = ClassIndices(
        batch.enumerated().map { row, entry in
          row % 5 == 4
            ? -100
            : regime == .maskedAtZero
              ? entry.logits.indices.max { entry.logits[$0] < entry.logits[$1] }! : row % classes
        })
      let weights = Weights(unchecked: Tensor((0..<classes).map { Scalar($0 % 3) + Scalar(0.3) }))
      let samples = Weights(unchecked: Tensor((0..<rows).map { Scalar($0 % 4) * Scalar(0.7) }))
      let probabilities = try softmax(logits.exact).tensor.scalars
      let isMasked = regime == .maskedAtZero
      for smoothing in isMasked ? [0] : [0, Scalar(0.1), 1] {
        for (classWeights, sampleWeights) in [(nil, nil), (weights, nil), (nil, samples), (weights, samples)] {
          let exactSmoothing = Double(smoothing)
          let soft = try CrossEntropy<Double>(
            logits: logits.exact, targets: targets.exact, classWeights: classWeights?.exact,
            sampleWeights: sampleWeights?.exact, labelSmoothing: exactSmoothing)
          try worst.compare(
            CrossEntropy(
              logits: logits, targets: targets, classWeights: classWeights, sampleWeights: sampleWeights,
              labelSmoothing: smoothing
            ).fused, with: soft, probabilities: probabilities,
            targets: coefficients(targets.exact.tensor.scalars, classes, classWeights, sampleWeights, exactSmoothing))
          let hard = try CrossEntropy<Double>(
            logits: logits.exact, targets: indices, classWeights: classWeights?.exact,
            sampleWeights: sampleWeights?.exact, labelSmoothing: exactSmoothing, ignoreIndex: -100)
          var oneHot = [Double](repeating: 0, count: rows * classes)
          for (row, index) in indices.indices.enumerated() where index >= 0 { oneHot[row * classes + index] = 1 }
          var coefficients = coefficients(oneHot, classes, classWeights, sampleWeights, exactSmoothing)
          for (row, index) in indices.indices.enumerated() where index < 0 {
            for j in 0..<classes { coefficients[row * classes + j] = 0 }
          }
          let fused = try CrossEntropy(
            logits: logits, targets: indices, classWeights: classWeights, sampleWeights: sampleWeights,
            labelSmoothing: smoothing, ignoreIndex: -100
          ).fused
          try worst.compare(fused, with: hard, probabilities: probabilities, targets: coefficients)
          #expect(ulps(try fused.mean, from: try hard.mean) <= 4)
        }
      }
    }
    print("fused cross-entropy with options, \(Scalar.dtypeName), \(regime): \(worst)")
    #expect(worst.loss <= 4)
    #expect(worst.gradient <= 8)
  }

  /// s w_j ((1 - ε) y_j + ε / C).
  private func coefficients<Scalar: LossScalar>(
    _ y: [Double], _ classes: Int, _ weights: Weights<Scalar>?, _ samples: Weights<Scalar>?, _ smoothing: Double
  ) -> [Double] {
    y.indices.map { i in
      let weight = weights.map { Double($0.tensor.scalars[i % classes]) } ?? 1
      let sample = samples.map { Double($0.tensor.scalars[i / classes]) } ?? 1
      return sample * weight * ((1 - smoothing) * y[i] + smoothing / Double(classes))
    }
  }

  @Test func `weights that are subnormal cost a mean nothing`() throws {
    let tiny = Double.leastNonzeroMagnitude
    let weights = try Weights([3 * tiny, 5 * tiny])
    let loss = try CrossEntropy(
      logits: [[100, 0], [0, 1]] as Logits<Double>, targets: [1, 0], classWeights: weights)
    #expect(try loss.fused.mean == loss.mean)
  }

  @Test func `the number of threads does not change a bit`() throws {
    for (rows, classes) in Self.batches {
      var random = SeededRandom(9)
      let x = (0..<rows * classes).map { _ in Float(random.uniform(-5, 5)) }
      let indices = ClassIndices((0..<rows).map { $0 % classes })
      let logits = Logits(unchecked: try Tensor(shape: [rows, classes], scalars: x))
      var fused = try CrossEntropy(logits: logits, targets: indices, labelSmoothing: 0.1).fused
      fused.threads = 1
      var gradient: [Float] = []
      let value = try fused.value(.mean, gradient: &gradient)
      for threads in [-1, 0, 2, 3, 8, nil] {
        fused.threads = threads
        var other: [Float] = []
        #expect(try fused.value(.mean, gradient: &other).bitPattern == value.bitPattern)
        let isSame = other == gradient  // apart, or a failure would list the differences of 70,000 numbers
        #expect(isSame)
      }
    }
  }

  @Test func `a row of many classes gives the same bits alone and in a batch`() throws {
    for classes in Self.longRows {
      var random = SeededRandom(4)
      let rows = (0..<37).map { _ in RowRegime.scaleTen.row(classes: classes, Float.self, &random) }
      let batch = try CrossEntropy(
        logits: Logits(unchecked: Tensor(rows: rows.map(\.logits))),
        targets: Distributions(unchecked: Tensor(rows: rows.map(\.targets))))
      let gradient = try batch.fused.gradient(of: .sum).scalars
      let losses = batch.fused.losses.scalars
      for (row, entry) in rows.enumerated() {
        let alone = try CrossEntropy(
          logits: Logits(unchecked: Tensor(entry.logits)), targets: Distributions(unchecked: Tensor(entry.targets)))
        #expect(alone.fused.losses.scalars[0] == losses[row])
        #expect(try alone.fused.gradient(of: .sum).scalars == Array(gradient[row * classes..<(row + 1) * classes]))
      }
    }
  }

  @Test func `further axes are left to the reference kernel`() throws {
    let x = Logits<Float>(unchecked: try Tensor(shape: [2, 3, 2], scalars: (0..<12).map { Float($0 * $0 % 7) }))
    let loss = try CrossEntropy(logits: x, targets: ClassIndices(shape: [2, 2], indices: [0, 1, 2, 0]))
    #expect(loss.fused.losses == loss.losses)
    #expect(try loss.fused.mean == loss.mean)
    #expect(try loss.fused.gradient(of: .mean) == loss.gradient(of: .mean))
  }

  private func check<Scalar: LossScalar>(_ regime: RowRegime, _: Scalar.Type) throws {
    var worst = Worst()
    for classes in Self.classCounts {
      var random = SeededRandom(UInt64(classes))
      let rows = max(3, Self.rows.plain / classes)
      let batch = (0..<rows).map { _ in regime.row(classes: classes, Scalar.self, &random) }
      let logits = Logits(unchecked: try Tensor(rows: batch.map(\.logits)))
      let targets = Distributions(unchecked: try Tensor(rows: batch.map(\.targets)))
      try worst.compare(
        CrossEntropy(logits: logits, targets: targets).fused,
        with: CrossEntropy(logits: logits.exact, targets: targets.exact),
        probabilities: softmax(logits.exact).tensor.scalars, targets: targets.exact.tensor.scalars)
    }
    print("fused cross-entropy, \(Scalar.dtypeName), \(regime): \(worst)")
    #expect(worst.loss <= 4)
    #expect(worst.gradient <= 8)
  }
}

/// The largest errors seen.
struct Worst: CustomStringConvertible {
  var loss = 0.0
  var gradient = 0.0
  private var place = ""

  var description: String { "loss \(rounded(loss)), gradient \(rounded(gradient)) ULP \(place)" }

  private func rounded(_ x: Double) -> String { x.isFinite ? "\((x * 100).rounded() / 100)" : "\(x)" }

  /// Compares losses and the gradient of their sum with the truth.
  mutating func compare<Scalar: LossScalar>(
    _ fused: Fused<Scalar>, with truth: CrossEntropy<Double>, probabilities: [Double], targets: [Double]
  ) throws {
    let least = Double(Scalar.leastNormalMagnitude)
    let losses = fused.losses.scalars
    let classes = targets.count / losses.count
    let exact = truth.losses.scalars
    for (row, loss) in losses.enumerated() where exact[row] == 0 || exact[row] >= least {
      let error = ulps(loss, from: exact[row])
      if error > self.loss { place = "C = \(classes), row \(row): \(loss), truth \(exact[row])" }
      self.loss = max(self.loss, error)
    }
    self.loss = max(self.loss, ulps(fused.sum, from: truth.sum))

    let gradient = try fused.gradient(of: .sum).scalars
    let exactGradient = try truth.gradient(of: .sum).scalars
    for row in losses.indices {
      let range = row * classes..<(row + 1) * classes
      let scales = largerTerms(Array(probabilities[range]), Array(targets[range]))
      for (j, scale) in zip(range, scales) {
        if scale == 0 && exactGradient[j] == 0 {
          if gradient[j] != 0 { self.gradient = .infinity }
          continue
        }
        if !(scale >= least) { continue }
        let unit = Double(Scalar(scale).ulp)
        let error = (Double(gradient[j]) - exactGradient[j]).magnitude / unit
        if !(error <= self.gradient) {
          self.gradient = error.isNaN ? .infinity : error
          place = "C = \(classes), row \(row), class \(j - row * classes): \(gradient[j]), truth \(exactGradient[j])"
        }
      }
    }
  }

  /// The larger of p_j Σ_{i≠j} y_i and y_j Σ_{i≠j} p_i: what a gradient is the difference of.
  private func largerTerms(_ p: [Double], _ y: [Double]) -> [Double] {
    let (pOthers, yOthers) = (exclusiveSums(p), exclusiveSums(y))
    return p.indices.map { max(p[$0] * yOthers[$0], y[$0] * pOthers[$0]) }
  }

  private func exclusiveSums(_ values: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: values.count)
    var before = 0.0
    for j in values.indices {
      sums[j] = before
      before += values[j]
    }
    var after = 0.0
    for j in values.indices.reversed() {
      sums[j] += after
      after += values[j]
    }
    return sums
  }
}

extension Logits {
  /// The same numbers as Doubles, of which the reference kernel gives the truth.
  var exact: Logits<Double> { Logits<Double>(unchecked: tensor.map { Double($0) }) }
}

extension Distributions {
  /// The same numbers as Doubles.
  var exact: Distributions<Double> { Distributions<Double>(unchecked: tensor.map { Double($0) }) }
}

extension Weights {
  /// The same numbers as Doubles.
  var exact: Weights<Double> { Weights<Double>(unchecked: tensor.map { Double($0) }) }
}

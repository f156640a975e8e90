import SoftLabels
import Testing

/// The fused kernel of cross-entropy against the reference kernel, in every regime.
@Suite struct `The fused cross-entropy` {
  /// Row lengths on either side of every boundary: a lane a row, a vector, a block of four, and their ends.
  static let classCounts = [1, 2, 3, 10, 16, 47, 48, 49, 63, 64, 65, 130, 257, 600]

  @Test(arguments: RowRegime.allCases)
  func `a float32 loss is within 4 ULP and its gradient within 8`(regime: RowRegime) throws {
    try check(regime, Float.self)
  }

  @Test(arguments: RowRegime.allCases)
  func `a float64 loss is within 4 ULP and its gradient within 8`(regime: RowRegime) throws {
    try check(regime, Double.self)
  }

  private func check<Scalar: LossScalar>(_ regime: RowRegime, _: Scalar.Type) throws {
    var worst = Worst()
    for classes in Self.classCounts {
      var random = SeededGenerator(seed: UInt64(classes))
      let rows = max(3, 120 / classes)
      let batch = (0..<rows).map { _ in regime.row(classes: classes, Scalar.self, &random) }
      let logits = Logits(unchecked: try Tensor(rows: batch.map(\.logits)))
      let targets = Distributions(unchecked: try Tensor(rows: batch.map(\.targets)))
      try worst.compare(
        CrossEntropy(logits: logits, targets: targets).fused, classes: classes,
        with: CrossEntropy(logits: logits.exact, targets: targets.exact), logits: logits, targets: targets.exact.tensor.scalars)
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
    _ fused: Fused<Scalar>, classes: Int, with truth: CrossEntropy<Double>, logits: Logits<Scalar>, targets: [Double]
  ) throws {
    let least = Double(Scalar.leastNormalMagnitude)
    let losses = fused.losses.scalars
    let exact = truth.losses.scalars
    for (row, loss) in losses.enumerated() where exact[row] == 0 || exact[row] >= least {
      let error = ulps(loss, from: exact[row])
      if error > self.loss { place = "C = \(classes), row \(row): \(loss), truth \(exact[row])" }
      self.loss = max(self.loss, error)
    }
    self.loss = max(self.loss, ulps(fused.sum, from: truth.sum))

    let gradient = try fused.gradient(of: .sum).scalars
    let exactGradient = try truth.gradient(of: .sum).scalars
    let probabilities = try softmax(logits.exact).tensor.scalars
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

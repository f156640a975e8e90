import SoftLabels
import TestSupport
import Testing

/// The fused kernels of binary cross-entropy against the reference kernels.
@Suite struct `The fused binary cross-entropies` {
  /// The loops work on pieces of 1024: one of them and a bit, and where the odd number stands in it.
  private let oddCount = 1050
  private let place = 700
  /// Three pieces and a bit in release, one and a bit in debug, where sums of tiny terms (`FusedComparison.checksSum`) and
  /// most weights beside an odd number are left to release, too.
  #if DEBUG
    private let count = 1127
    private let checksSumsOfTinyTerms = false
    private let weights = [(0, nil), (2, 0.5)] as [(Double?, Double?)]
    private let oddWeights: [Double?] = [0.25]
  #else
    private let count = 3203
    private let checksSumsOfTinyTerms = true
    private let weights = [(nil, nil), (1, nil), (0, nil), (nil, 0), (nil, 2), (2, 0.5)] as [(Double?, Double?)]
    private let oddWeights: [Double?] = [nil, 0.25, 0]
  #endif

  @Test(arguments: [false, true], [false, true])
  func `from probabilities, losses are within 4 ULP and gradients within 8`(isOrdinary: Bool, isWeighted: Bool) throws {
    try checkProbabilities(Float.self, isOrdinary, isWeighted)
    try checkProbabilities(Double.self, isOrdinary, isWeighted)
  }

  private func checkProbabilities<Scalar: LossScalar>(_: Scalar.Type, _ isOrdinary: Bool, _ isWeighted: Bool) throws {
    var random = SeededRandom(1)
    let p = isOrdinary ? random.ordinaryProbabilities(count, Scalar.self) : random.probabilities(count, Scalar.self)
    var y: [Scalar] = random.probabilities(count, Scalar.self).reversed()
    for i in stride(from: 0, to: count, by: 3) { y[i] = min(1, p[i] * Scalar(random.uniform(0.999, 1.001))) }
    let weights = isWeighted ? (0..<count).map { Scalar($0 % 5) * Scalar(0.7) } : nil
    print(try compare(p, y, weights, "binary cross-entropy"))
  }

  @Test func `one probability at an end or next to 0 leaves the others alone`() throws {
    try checkOneOdd(Float.self)
    try checkOneOdd(Double.self)
  }

  private func checkOneOdd<Scalar: LossScalar>(_: Scalar.Type) throws {
    var random = SeededRandom(2)
    let p = random.ordinaryProbabilities(oddCount, Scalar.self)
    let y = random.probabilities(oddCount, Scalar.self)
    let tiny = Scalar.leastNonzeroMagnitude * 77
    let odd: [(p: Scalar, y: Scalar)] = [(0, 0), (0, 1), (1, 1), (1, 0), (0, tiny), (tiny, 0.5), (tiny, 1), (tiny, 0)]
    for odd in odd + [(0, 0.5), (1, 0.25), (.leastNormalMagnitude, 1)] {
      for weight in oddWeights.map({ $0.map { Scalar($0) } }) {
        var (p, y) = (p, y)
        (p[place], y[place]) = odd
        var weights = weight.map { _ in (0..<oddCount).map { Scalar($0 % 3) + 1 } }
        if let weight { weights?[place] = weight }
        try compare(p, y, weights, "binary cross-entropy at \(odd)")
      }
    }
  }

  @Test(arguments: [false, true], [false, true])
  func `from logits, losses are within 4 ULP and gradients within 8 of the larger term`(
    isWeighted: Bool, isPositiveWeighted: Bool
  ) throws {
    try checkLogits(Float.self, isWeighted, isPositiveWeighted)
    try checkLogits(Double.self, isWeighted, isPositiveWeighted)
  }

  private func checkLogits<Scalar: LossScalar>(_: Scalar.Type, _ isWeighted: Bool, _ isPositiveWeighted: Bool) throws {
    var random = SeededRandom(3)
    let x = (0..<count).map { i -> Scalar in
      switch i % 7 {
      case 0: Scalar(random.normal())
      case 1: Scalar(random.uniform(-80, 80))
      case 2: Scalar(1e-3 * random.normal())
      case 3: Scalar(i % 2 == 0 ? 0 : -0.0)
      // The exponential is subnormal here, and the target often.
      case 4: Scalar(random.uniform(-110, -86))
      case 5: Scalar(random.uniform(-2000, 2000))
      default: Scalar(random.uniform(-20, 20))
      }
    }
    let y = random.probabilities(count, Scalar.self)
    let worst = try compare(
      logits: x, y, isWeighted ? (0..<count).map { Scalar($0 % 5) * Scalar(0.7) } : nil,
      isPositiveWeighted ? (0..<count).map { Scalar($0 % 3) + Scalar(0.4) } : nil, "binary cross-entropy with logits")
    print(worst)
  }

  @Test func `one logit of -inf, or a huge one, leaves the others alone`() throws {
    try checkOneInfinite(Float.self)
    try checkOneInfinite(Double.self)
  }

  private func checkOneInfinite<Scalar: LossScalar>(_: Scalar.Type) throws {
    var random = SeededRandom(4)
    let x = (0..<oddCount).map { _ in Scalar(random.uniform(-9, 9)) }
    let y = random.probabilities(oddCount, Scalar.self)
    let huge = Scalar.greatestFiniteMagnitude
    let odd: [(Scalar, Scalar)] = [
      (-.infinity, 0), (-.infinity, 1), (-.infinity, 0.5), (-huge, 0), (huge, 0.5), (huge, 1),
    ]
    for odd in odd {
      for (weight, positive) in weights.map({ ($0.map { Scalar($0) }, $1.map { Scalar($0) }) }) {
        var (x, y) = (x, y)
        (x[place], y[place]) = odd
        var weights = weight.map { _ in [Scalar](repeating: 0.5, count: oddCount) }
        if let weight { weights?[place] = weight }
        var positives = positive.map { _ in [Scalar](repeating: 1.5, count: oddCount) }
        if let positive { positives?[place] = positive }
        try compare(logits: x, y, weights, positives, "binary cross-entropy with logits at \(odd)")
      }
    }
  }

  @Test func `a logit that is not a number stays one`() throws {
    let losses = try BinaryCrossEntropy(
      logits: Logits(unchecked: Tensor([1, .nan, 2] as [Float])), targets: Probabilities(unchecked: Tensor([0, 0, 0]))
    ).fused.losses
    #expect(losses.scalars.map(\.isNaN) == [false, true, false])
  }

  @Test func `a gradient too small for its type is 0, not -0`() throws {
    for x in [-103, -100, 100, 103] as [Float] {
      let logits = Logits(unchecked: Tensor([Float](repeating: x, count: 4000)))
      let targets = Probabilities(unchecked: Tensor([Float](repeating: x < 0 ? 0 : 1, count: 4000)))
      let gradient = try BinaryCrossEntropy(logits: logits, targets: targets).fused.gradient(of: .mean)
      #expect(gradient.scalars.allSatisfy { $0.bitPattern == 0 })
    }
  }

  @discardableResult
  private func compare<Scalar: LossScalar>(
    _ p: [Scalar], _ y: [Scalar], _ weights: [Scalar]?, _ name: String
  ) throws -> String {
    func loss<Real: LossScalar>(_ convert: (Scalar) -> Real) throws -> BinaryCrossEntropy<Real> {
      try BinaryCrossEntropy(
        probabilities: Probabilities(unchecked: Tensor(p.map(convert))),
        targets: Probabilities(unchecked: Tensor(y.map(convert))),
        weights: weights.map { Weights(unchecked: Tensor($0.map(convert))) })
    }
    let fused = try loss { $0 }.fused
    try expectSameBits(fused)
    let checksSum = checksSumsOfTinyTerms || Scalar.self == Float.self
    return try FusedComparison(name: name, checksSum: checksSum).check(fused, against: loss { Double($0) })
  }

  @discardableResult
  private func compare<Scalar: LossScalar>(
    logits x: [Scalar], _ y: [Scalar], _ weights: [Scalar]?, _ positiveWeights: [Scalar]?, _ name: String
  ) throws -> String {
    func loss<Real: LossScalar>(_ y: [Scalar], _ convert: (Scalar) -> Real) throws -> BinaryCrossEntropy<Real> {
      try BinaryCrossEntropy(
        logits: Logits(unchecked: Tensor(x.map(convert))), targets: Probabilities(unchecked: Tensor(y.map(convert))),
        weights: weights.map { Weights(unchecked: Tensor($0.map(convert))) },
        positiveWeights: positiveWeights.map { Weights(unchecked: Tensor($0.map(convert))) })
    }
    // The gradient at 0 and at 1 is one of its terms without its coefficient.
    let negative = try loss([Scalar](repeating: 0, count: x.count)) { Double($0) }.gradient(of: .mean).scalars
    let positive = try loss([Scalar](repeating: 1, count: x.count)) { Double($0) }.gradient(of: .mean).scalars
    let terms = y.indices.map { max((1 - Double(y[$0])) * negative[$0], Double(y[$0]) * -positive[$0]) }
    let fused = try loss(y) { $0 }.fused
    try expectSameBits(fused)
    return try FusedComparison(name: name, checksSum: checksSumsOfTinyTerms, terms: terms)
      .check(fused, against: loss(y) { Double($0) })
  }

  /// Of the value with and without its gradient, and on two threads.
  private func expectSameBits<Scalar: LossScalar>(_ fused: Fused<Scalar>) throws {
    var fused = fused
    var gradient: [Scalar] = []
    let value = try fused.value(.mean, gradient: &gradient)
    #expect(value == (try fused.mean))
    fused.threads = 2
    #expect(try fused.gradient(of: .mean).scalars == gradient)
  }
}

import TestSupport
import Testing

@testable import SoftLabels

/// `fusedValue`: a step from a program's arrays.
@Suite struct `A step from arrays` {
  /// What came of a step.
  private struct Outcome<Scalar: LossScalar>: Equatable {
    var value: Scalar?
    var gradient: [Scalar] = []
    var error: LossError?

    init(_ count: Int, _ step: (inout [Scalar]) throws(LossError) -> Scalar) {
      gradient = [Scalar](repeating: .nan, count: count)
      do {
        value = try step(&gradient)
      } catch {
        (self.error, gradient) = (error, [])
      }
    }
  }

  /// A loss on one batch.
  private struct Batch<Scalar: LossScalar> {
    enum Kind: CaseIterable {
      case soft, weighted, indices, probabilities, weightedProbabilities, logits, weightedLogits, divergence
    }
    let kind: Kind
    let shape: [Int]
    var input: [Scalar]
    var targets: [Scalar]
    var indices: [Int]
    let weights: Weights<Scalar>
    let sampleWeights: Weights<Scalar>

    init(_ kind: Kind, _ rows: Int, _ classes: Int, _ random: inout SeededRandom) throws {
      (self.kind, shape) = (kind, [rows, classes])
      let logits: [[Scalar]] = random.logits(rows, classes, scale: 5)
      let labels: [[Scalar]] = random.distributions(rows, classes)
      targets = labels.flatMap { $0 }
      input =
        switch kind {
        case .probabilities, .weightedProbabilities: random.probabilities(rows * classes, Scalar.self)
        case .divergence: logits.flatMap { $0.map { -abs($0) } }
        default: logits.flatMap { $0 }
        }
      indices = (0..<rows).map { row in row % 5 == 3 ? 255 : random.index(below: classes) }
      weights = try Weights((0..<classes).map { _ in Scalar(random.index(below: 3)) })
      sampleWeights = try Weights((0..<rows).map { _ in Scalar(random.index(below: 3)) })
    }

    /// Straight from the arrays.
    func step(threads: Int?) -> Outcome<Scalar> {
      Outcome(input.count) { (slopes) throws(LossError) in
        var gradient = slopes.mutableSpan
        return switch kind {
        case .soft:
          try CrossEntropy.fusedValue(
            logits: input.span, targets: targets.span, shape: shape, gradient: &gradient, threads: threads)
        case .weighted:
          try CrossEntropy.fusedValue(
            .sum, logits: input.span, targets: targets.span, shape: shape, classWeights: weights,
            sampleWeights: sampleWeights, labelSmoothing: 0.125, gradient: &gradient, threads: threads)
        case .indices:
          try CrossEntropy.fusedValue(
            logits: input.span, targets: ClassIndices(indices), shape: shape, ignoreIndex: 255, gradient: &gradient,
            threads: threads)
        case .probabilities:
          try BinaryCrossEntropy.fusedValue(
            probabilities: input.span, targets: targets.span, shape: shape, gradient: &gradient, threads: threads)
        case .weightedProbabilities:
          try BinaryCrossEntropy.fusedValue(
            probabilities: input.span, targets: targets.span, shape: shape, weights: weights, gradient: &gradient,
            threads: threads)
        case .logits:
          try BinaryCrossEntropy.fusedValue(
            logits: input.span, targets: targets.span, shape: shape, gradient: &gradient, threads: threads)
        case .weightedLogits:
          try BinaryCrossEntropy.fusedValue(
            logits: input.span, targets: targets.span, shape: shape, weights: weights, positiveWeights: weights,
            gradient: &gradient, threads: threads)
        case .divergence:
          try KLDivergence.fusedValue(
            logProbabilities: input.span, targets: targets.span, shape: shape, gradient: &gradient, threads: threads)
        }
      }
    }

    /// Through the types that check: all of the input first, then all of the targets.
    var checked: Outcome<Scalar> {
      Outcome(input.count) { (gradient) throws(LossError) in
        let x = try Tensor(shape: shape, scalars: input)
        let y = try Tensor(shape: shape, scalars: targets)
        let reduction: Reduction = kind == .weighted ? .sum : .mean
        let loss: Fused<Scalar> =
          switch kind {
          case .soft: try CrossEntropy(logits: Logits(x), targets: Distributions(y)).fused
          case .weighted:
            try CrossEntropy(
              logits: Logits(x), targets: Distributions(y), classWeights: weights, sampleWeights: sampleWeights,
              labelSmoothing: 0.125
            ).fused
          case .indices:
            try CrossEntropy(
              logits: Logits(x, ignoring: 255, in: ClassIndices(indices)), targets: ClassIndices(indices),
              ignoreIndex: 255
            ).fused
          case .probabilities:
            try BinaryCrossEntropy(probabilities: Probabilities(x), targets: Probabilities(y)).fused
          case .weightedProbabilities:
            try BinaryCrossEntropy(probabilities: Probabilities(x), targets: Probabilities(y), weights: weights).fused
          case .logits: try BinaryCrossEntropy(logits: Logits(x), targets: Probabilities(y)).fused
          case .weightedLogits:
            try BinaryCrossEntropy(
              logits: Logits(x), targets: Probabilities(y), weights: weights, positiveWeights: weights
            ).fused
          case .divergence: try KLDivergence(logProbabilities: x, targets: Probabilities(y)).fused
          }
        return try loss.value(reduction, gradient: &gradient)
      }
    }

    /// Puts a number from the edge of what is allowed somewhere into a row.
    mutating func corrupt(_ row: Int, _ random: inout SeededRandom) {
      let place = row * shape[1] + random.index(below: shape[1])
      let edges: [Scalar] = [
        .nan, -.nan, .infinity, -.infinity, -1, 2, 0, 1, -.leastNonzeroMagnitude, (1 as Scalar).nextUp, -0.0,
        .greatestFiniteMagnitude, 0.25,
      ]
      let edge = edges[random.index(below: edges.count)]
      switch random.index(below: kind == .indices ? 4 : 3) {
      case 0: input[place] = edge
      case 1: targets[place] = edge
      case 2: for j in row * shape[1]..<(row + 1) * shape[1] { input[j] = edge }
      default: indices[row] = [-1, shape[1], .max, .min, 255][random.index(below: 5)]
      }
    }
  }

  #if DEBUG
    private static let shapes = [[1, 8], [3, 2], [45, 10], [9, 1], [2, 130], [5, 150]]
    private static let trials = 3
    // Of every kind in release.
    private static let kinds = [Batch<Float>.Kind.soft]
  #else
    private static let shapes = [
      [1, 8], [3, 2], [45, 10], [90, 1], [2, 130], [300, 150], [9000, 7], [3, 40_000],
    ]
    private static let trials = 60
    private static let kinds = Batch<Float>.Kind.allCases
  #endif

  @Test(arguments: shapes) func `has the bits of the loss of checked types`(shape: [Int]) throws {
    try check(shape, Float.self)
    try check(shape, Double.self)
  }

  private func check<Scalar: LossScalar>(_ shape: [Int], _: Scalar.Type) throws {
    var random = SeededRandom(UInt64(shape[0]))
    for kind in Batch<Scalar>.Kind.allCases {
      let batch = try Batch<Scalar>(kind, shape[0], shape[1], &random)
      let outcome = batch.step(threads: nil)
      #expect(outcome.value != nil && outcome == batch.checked, "\(kind) \(shape)")
    }
  }

  /// Every kind of number is put everywhere: what is refused is refused with the same words, and what is allowed has the
  /// same bits, be it a masked class, a label of 0, an ignored row or a sum at the edge.
  @Test(arguments: shapes.filter { $0[0] * $0[1] < 10_000 })
  func `refuses and allows what the types do`(shape: [Int]) throws {
    try fuzz(shape, Float.self)
    try fuzz(shape, Double.self)
  }

  private func fuzz<Scalar: LossScalar>(_ shape: [Int], _: Scalar.Type) throws {
    var random = SeededRandom(UInt64(1000 + shape[0]))
    var refused = 0
    for kind in Batch<Scalar>.Kind.allCases {
      let sound = try Batch<Scalar>(kind, shape[0], shape[1], &random)
      for _ in 0..<Self.trials {
        var batch = sound
        batch.corrupt(random.index(below: shape[0]), &random)
        let (outcome, checked) = (batch.step(threads: 1), batch.checked)
        #expect(
          outcome.error == checked.error && outcome.value?.isNaN != true && outcome.value == checked.value
            && outcome.gradient == checked.gradient, "\(kind) \(shape)")
        refused += outcome.error == nil ? 0 : 1
      }
    }
    #expect(refused > 0)
  }

  @Test func `names the first row that is not valid, for any number of threads`() throws {
    var random = SeededRandom(7)
    for kind in Self.kinds {
      var batch = try Batch<Float>(kind, kind == .soft ? 70 : 700, kind == .soft ? 1000 : 100, &random)
      let classes = batch.shape[1]
      var expected: LossError?
      for row in [67, 66, 45, 2] {
        // The value is the second thing wrong: the first is found after it by whoever checks one array after the other.
        if row == 66 { batch.targets[row * classes + 1] = -1 } else { batch.input[row * classes + 1] = .nan }
        if kind == .indices, row == 66 { batch.indices[row] = 1000 }
        let outcome = batch.step(threads: nil)
        #expect(outcome == batch.step(threads: 1))
        #expect(outcome.error?.message.contains("row \(row)") == true, "\(kind): \(outcome)")
        #expect(outcome.error != expected)
        expected = outcome.error
      }
    }
  }

  @Test func `accepts a sum where the types do, to the last bit`() throws {
    for classes in [10, 200] {
      for steps in -40...40 {
        let edge = Float(1 + Float.normalisationTolerance) + Float(steps) * 0x1p-23
        for sum in [edge, 2 - edge] {
          var row = [Float](repeating: 1 / Float(classes), count: classes)
          row[3] += sum - row.reduce(0, +)
          var gradient = MutableSpan<Float>()
          let logits = [Float](repeating: 0, count: 4 * classes)
          let labels = row + row + row + row
          let allowed = (try? Distributions(Tensor(shape: [4, classes], scalars: labels))) != nil
          let taken = try? CrossEntropy.fusedValue(
            logits: logits.span, targets: labels.span, shape: [4, classes], gradient: &gradient)
          #expect((taken != nil) == allowed, "\(classes) classes, \(steps) steps from the edge")
        }
      }
    }
  }

  @Test func `a weight of 0 hides nothing that is not allowed`() throws {
    let (weights, fine): (Weights<Float>, [Float]) = ([0, 1], [0.5, 0.5])
    var none = MutableSpan<Float>()
    for odd in [-Float.nan, .nan, .infinity, 2] {
      let input = [odd, 0.5]
      #expect(throws: LossError.self, "p of \(odd)") {
        try BinaryCrossEntropy.fusedValue(
          probabilities: input.span, targets: fine.span, shape: [2], weights: weights, gradient: &none)
      }
      #expect(throws: LossError.self, "y of \(odd)") {
        try BinaryCrossEntropy.fusedValue(
          logits: fine.span, targets: input.span, shape: [2], weights: weights, gradient: &none)
      }
      if odd == 2 { continue }
      #expect(throws: LossError.self, "x of \(odd)") {
        try BinaryCrossEntropy.fusedValue(
          logits: input.span, targets: fine.span, shape: [2], weights: weights, gradient: &none)
      }
      #expect(throws: LossError.self, "x of \(odd) in a row") {
        try CrossEntropy.fusedValue(
          logits: input.span, targets: fine.span, shape: [1, 2], sampleWeights: [0], gradient: &none)
      }
    }
  }

  @Test func `refuses shapes that do not fit before anything is read`() {
    let four: [Float] = [0, 1, 0, 1]
    var gradient = MutableSpan<Float>()
    for shape in [[2, 3], [], [-2, -2], [1, .max, 4], [2, 2, 2], [0, 2]] {
      #expect(throws: LossError.self) {
        try CrossEntropy.fusedValue(logits: four.span, targets: four.span, shape: shape, gradient: &gradient)
      }
      #expect(throws: LossError.self) {
        try KLDivergence.fusedValue(
          logProbabilities: four.span, targets: four.span.extracting(0..<3), shape: shape, gradient: &gradient)
      }
    }
    #expect(throws: LossError.self) {
      try CrossEntropy.fusedValue(logits: four.span, targets: four.span, shape: [1, 2, 2], gradient: &gradient)
    }
    #expect(throws: LossError.self) {
      try CrossEntropy.fusedValue(logits: four.span, targets: [0], shape: [2, 2], gradient: &gradient)
    }
  }

  @Test func `an empty batch has no mean, and so has one in which every row is ignored`() {
    let none: [Float] = []
    var gradient = MutableSpan<Float>()
    #expect(throws: LossError.meanOverNothing) {
      try CrossEntropy.fusedValue(logits: none.span, targets: none.span, shape: [0, 3], gradient: &gradient)
    }
    let ignored: [Float] = [0, .nan]
    #expect(throws: LossError.meanOverNothing) {
      try CrossEntropy.fusedValue(
        logits: ignored.span, targets: [7], shape: [1, 2], ignoreIndex: 7, gradient: &gradient)
    }
  }
}

import SoftLabels
import Testing

/// What is refused at the door, and what the message says.
@Suite struct `Bad data is refused with its row, column and value` {
  @discardableResult
  func message(
    _ code: LossError.Code, sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
  ) -> String {
    let error = #expect(throws: LossError.self, sourceLocation: sourceLocation, performing: body)
    #expect(error?.code == code, sourceLocation: sourceLocation)
    return error?.message ?? "nothing was thrown"
  }

  @Test func `a row that sums to 0.9`() {
    let text = message(.notADistribution) { _ = try Distributions(rows: [[0.5, 0.5], [0.6, 0.3], [0.1, 0.1]]) }
    #expect(text.hasPrefix("row 1 sums to 0.89"))
  }

  @Test func `a sum is within the tolerance of the type, or is not`() throws {
    _ = try Distributions(rows: [[Float(1) / 3, Float(1) / 3, Float(1) / 3 + 0x1p-13]])
    _ = try Distributions(rows: [[0.33333333, 0.33333333, 0.33333333]] as [[Double]])
    message(.notADistribution) { _ = try Distributions(rows: [[0.3333333, 0.3333333, 0.3333333]] as [[Double]]) }
    for sign in [1.0, -1] {
      _ = try Distributions(rows: [[0.5, Float(0.5 + sign * 0x1p-12)], [0.5, 0.5]])
      _ = try Distributions(rows: [[0.5, 0.5 + sign * 0x1p-26], [0.5, 0.5]])
      message(.notADistribution) { _ = try Distributions(rows: [[0.5, Float(0.5 + sign * 0x1.001p-12)]]) }
      message(.notADistribution) { _ = try Distributions(rows: [[0.5, 0.5 + sign * 0x1.001p-26]]) }
    }
  }

  @Test func `a row of many classes is looked at to its end`() throws {
    for classes in [4096, 4097, 9000] {
      var scalars = [Float](repeating: 0, count: 2 * classes)
      (scalars[0], scalars[classes]) = (1, 1)
      _ = try Distributions(Tensor(shape: [2, classes], scalars: scalars))
      scalars[2 * classes - 1] = 0.5
      let tensor = try Tensor(shape: [2, classes], scalars: scalars)
      #expect(message(.notADistribution) { _ = try Distributions(tensor) }.hasPrefix("row 1 sums to 1.5"))
    }
  }

  @Test func `a negative probability, NaN, and more than 1`() throws {
    for (value, name) in [(-0.25, "-0.25"), (.nan, "nan"), (1.5, "1.5")] {
      // 0 and 1 are probabilities; the first number that is none is named.
      let rows = [[0, 1], [0.5, value], [value, 0]]
      let text = message(.invalidProbability) { _ = try Probabilities(rows: rows) }
      #expect(text == "probability \(name) at row 1, column 1: expected a number in [0, 1]")
      #expect(message(.invalidProbability) { _ = try Distributions(rows: rows) } == text)
      #expect(
        message(.invalidProbability) { _ = try Probabilities(Tensor(rows: rows), ignoring: 9, in: [0, 0, 9]) } == text)
      _ = try Probabilities(Tensor(rows: rows), ignoring: 9, in: [0, 9, 9])
    }
    #expect(
      message(.invalidProbability) { _ = try Probabilities(Tensor<Float>(-1)) }
        == "probability -1.0 at the number: expected a number in [0, 1]")
  }

  @Test func `a logit that is NaN or +inf, and a row of -inf`() {
    #expect(
      message(.invalidLogit) { _ = try Logits(rows: [[-.infinity, .nan]] as [[Double]]) }
        == "logit nan at row 0, column 1: expected a finite number or -inf")
    message(.invalidLogit) { _ = try Logits(rows: [[Float.infinity]]) }
    message(.invalidLogit) { _ = try Logits(Tensor(rows: [[0, .nan], [0, 1]]), ignoring: 1, in: [0, 1]) }
    let masked: Logits<Double> = [[0, 1], [-.infinity, -.infinity], [-.infinity, -.infinity]]
    let text = "row 1 of the logits is -inf in every column: it has no softmax"
    #expect(message(.invalidLogit) { _ = try CrossEntropy(logits: masked, targets: [0, 0, 0]) } == text)
    #expect(message(.invalidLogit) { _ = try softmax(masked) } == text)
    let open: Logits<Double> = [[0, 1], [0, 1], [0, 1]]
    #expect(message(.invalidLogit) { _ = try Distillation(student: open, teacher: masked, temperature: 1) } == text)
    #expect(message(.invalidLogit) { _ = try Distillation(student: masked, teacher: open, temperature: 1) } == text)
  }

  @Test func `a row that is ignored may hold anything`() throws {
    let tensor: Tensor<Double> = try Tensor(rows: [[0, 0], [.nan, .infinity]])
    let logits = try Logits(tensor, ignoring: -100, in: [1, -100])
    let loss = try CrossEntropy(logits: logits, targets: [1, -100], ignoreIndex: -100)
    #expect(try loss.mean == 0.6931471805599453)
    #expect(loss.losses.scalars[1] == 0)
    #expect(try loss.gradient(of: .mean).scalars == [0.5, -0.5, 0, 0])
    let probabilities = try Probabilities(Tensor(rows: [[0, 1], [.nan, 3]]), ignoring: -100, in: [1, -100])
    #expect(try CrossEntropy(probabilities: probabilities, targets: [1, -100], ignoreIndex: -100).mean == 0)
    let masked: Logits<Double> = [[0, 0], [-.infinity, -.infinity]]
    #expect(try CrossEntropy(logits: masked, targets: [0, 7], ignoreIndex: 7).mean == 0.6931471805599453)
  }

  @Test func `ragged rows`() {
    #expect(message(.shapeMismatch) { _ = try Logits(rows: [[1, 2], [3]]) } == "row 1 has 1 columns, row 0 has 2")
    func text(_ literal: NestedLiteral<Double>) -> String { message(.shapeMismatch) { _ = try literal.tensor() } }
    #expect(text([[1, 2], 3]) == "ragged literal: a number at [1] where others hold a list")
    #expect(text([1, [2]]) == "ragged literal: row 1 has 1 columns, expected no list")
    #expect(text([[[1]], [[1, 2]]]) == "ragged literal: the list at [1, 0] has 2 columns, expected 1")
  }

  @Test func `shapes that do not fit`() {
    let x: Logits<Float> = [[1, 2], [3, 4]]
    let p: Probabilities<Float> = [[0, 1], [1, 0]]
    let y: Distributions<Float> = [[0.5, 0.5]]
    func text(_ body: () throws -> Void) -> String { message(.shapeMismatch, body) }
    let targets = "targets of shape [1, 2] for an input of shape [2, 2]"
    #expect(text { _ = try CrossEntropy(logits: x, targets: y) } == targets)
    #expect(text { _ = try CrossEntropy(probabilities: p, targets: y) } == targets)
    #expect(text { _ = try BinaryCrossEntropy(logits: x, targets: y.asProbabilities) } == targets)
    #expect(text { _ = try BinaryCrossEntropy(probabilities: p, targets: y.asProbabilities) } == targets)
    #expect(text { _ = try KLDivergence(logProbabilities: logSoftmax(x), targets: y.asProbabilities) } == targets)
    #expect(
      text { _ = try Distillation(student: x, teacher: [[1, 2]], temperature: 1) }
        == "a teacher's logits of shape [1, 2] for an input of shape [2, 2]")
    let indices = "class indices of shape [1]: expected [2], the logits' shape without the class axis"
    #expect(text { _ = try CrossEntropy(logits: x, targets: [0]) } == indices)
    #expect(text { _ = try CrossEntropy(probabilities: p, targets: [0]) } == indices)
    #expect(text { _ = try Logits(x.tensor, ignoring: 0, in: [0]) } == indices)
    #expect(
      text { _ = try CrossEntropy(logits: x, targets: [0, 1], classWeights: [1, 2, 3]) }
        == "class weights of shape [3]: expected [2]")
    #expect(
      text { _ = try CrossEntropy(probabilities: p, targets: [0, 1], sampleWeights: [1]) }
        == "sample weights of shape [1]: expected [2]")
    #expect(
      text { _ = try KLDivergence(probabilities: p, targets: p, sampleWeights: [[1, 1], [1, 1]]) }
        == "sample weights of shape [2, 2]: expected [2]")
    #expect(text { _ = try KLDivergence(probabilities: p, targets: y.asProbabilities) } == targets)
    #expect(text { _ = try CrossEntropy(logProbabilities: logSoftmax(x), targets: y) } == targets)
    #expect(text { _ = try CrossEntropy(logProbabilities: logSoftmax(x), targets: [0]) } == indices)
    #expect(
      text { _ = try BinaryCrossEntropy(logits: x, targets: p, weights: [1, 2, 3]) }
        == "weights of shape [3] do not broadcast to [2, 2]")
    #expect(
      text { _ = try BinaryCrossEntropy(logits: x, targets: p, positiveWeights: [[[1]]]) }
        == "positive weights of shape [1, 1, 1] do not broadcast to [2, 2]")
    #expect(
      text { _ = try softmax(Logits(Tensor<Float>(1))) }
        == "a single number has no class axis: expected [C], [N, C] or [N, C, d1, …]")
    #expect(text { _ = try Distributions(Tensor<Float>(shape: [2, 0], scalars: [])) } == "shape [2, 0] has no classes")
  }

  @Test func `a shape that does not hold its numbers, or more than can be counted`() throws {
    func tensor(_ shape: [Int], _ count: Int) throws -> Tensor<Float> {
      try Tensor(shape: shape, scalars: [Float](repeating: 1, count: count))
    }
    #expect(message(.shapeMismatch) { _ = try tensor([2, 2], 3) } == "shape [2, 2] does not hold 3 numbers")
    #expect(try tensor([2, 0, 3], 0).count == 0)
    #expect(try tensor([], 1).rank == 0)
    message(.shapeMismatch) { _ = try tensor([-1, -3], 3) }
    let text = message(.shapeMismatch) { _ = try ClassIndices(shape: [2, 2], indices: [1]) }
    #expect(text == "shape [2, 2] does not hold 1 class indices")
    for shape in [[Int.max, 4], [0, 2, .max / 4, 4], [0, -1]] {
      message(.shapeMismatch) { _ = try tensor(shape, 0) }
      message(.shapeMismatch) { _ = try ClassIndices(shape: shape, indices: []) }
    }
  }

  @Test func `a class index out of range`() {
    let x: Logits<Double> = [[1, 2], [3, 4], [5, 6]]
    let p: Probabilities<Double> = [[1, 0], [1, 0], [1, 0]]
    for index in [2, -1] {
      let text = message(.classIndexOutOfRange) { _ = try CrossEntropy(logits: x, targets: [1, index, -100]) }
      #expect(text == "class index \(index) at row 1: expected 0 to 1")
      let other = message(.classIndexOutOfRange) {
        _ = try CrossEntropy(probabilities: p, targets: [9, index, 0], ignoreIndex: 9)
      }
      #expect(other == text)
    }
  }

  @Test func `a place behind further axes is named with its position`() throws {
    let tensor = try Tensor<Double>(shape: [1, 2, 2, 2], scalars: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.5])
    #expect(
      message(.notADistribution) { _ = try Distributions(tensor) }.hasPrefix("row 0, position [1, 0] sums to 0.75"))
    let negative = try Tensor<Double>(shape: [1, 2, 2, 2], scalars: [0.5, 0.5, 0.5, 0.5, 0.5, -0.5, 0.5, 0.5])
    let text = message(.invalidProbability) { _ = try Probabilities(negative) }
    #expect(text.hasPrefix("probability -0.5 at row 0, column 1, position [0, 1]"))
  }

  @Test func `a mean over nothing`() throws {
    let nothing = "a mean over nothing: the batch is empty, or all its weight is 0 or ignored"
    let empty = try CrossEntropy(
      logits: Logits(Tensor<Double>(shape: [0, 3], scalars: [])), targets: ClassIndices([]))
    #expect(empty.sum == 0)
    #expect(empty.losses.shape == [0])
    let ignored = try CrossEntropy(logits: [[1, 2]] as Logits<Double>, targets: [-100], ignoreIndex: -100)
    let weightless = try CrossEntropy(logits: [[1, 2]] as Logits<Double>, targets: [0], classWeights: [0, 1])
    for loss in [empty, ignored, weightless] {
      #expect(message(.emptyReduction) { _ = try loss.mean } == nothing)
      #expect(message(.emptyReduction) { _ = try loss.gradient(of: .mean) } == nothing)
      #expect(message(.emptyReduction) { _ = try loss.gradient() } == nothing)
      #expect(message(.emptyReduction) { _ = try loss.value(.mean) } == nothing)
      #expect(message(.emptyReduction) { _ = try loss.floor() } == nothing)
      #expect(message(.emptyReduction) { _ = try loss.gradientOfTargets() } == nothing)
      #expect(try loss.value(.sum) == 0)
    }
    #expect(message(.emptyReduction) { _ = try Tensor<Float>([]).mean } == "the mean of no numbers")
    let rows = try Tensor<Double>(shape: [0, 2], scalars: [])
    let divergence = try KLDivergence(logProbabilities: rows, targets: Probabilities(rows))
    #expect(message(.emptyReduction) { _ = try divergence.mean } == nothing)
    #expect(message(.emptyReduction) { _ = try divergence.batchMean } == "a mean over nothing: the batch is empty")
    message(.emptyReduction) { _ = try divergence.gradientOfBatchMean() }
  }

  @Test func `weights, smoothing and temperature outside their range`() throws {
    for (value, name) in [(-2, "-2.0"), (.infinity, "inf"), (.nan, "nan")] {
      #expect(
        message(.invalidWeight) { _ = try Weights([0, value, -1] as [Double]) }
          == "weight \(name) at row 0, column 1: expected a finite number that is not negative")
    }
    let x: Logits<Double> = [[1, 2]]
    for smoothing in [1.5, -0.5, .nan] {
      let text = "label smoothing \(smoothing): expected a number in [0, 1]"
      #expect(
        message(.invalidOption) { _ = try CrossEntropy(logits: x, targets: [0], labelSmoothing: smoothing) } == text)
    }
    let p: Probabilities<Double> = [[0.5, 0.5]]
    for smoothing in [1.5, -0.5, .nan] {
      let text = "label smoothing \(smoothing): expected a number in [0, 1]"
      for make in [
        { _ = try CrossEntropy(probabilities: p, targets: [0], labelSmoothing: smoothing) },
        { _ = try CrossEntropy(logProbabilities: [[-1, -2]], targets: [0], labelSmoothing: smoothing) },
        { _ = try BinaryCrossEntropy(probabilities: p, targets: p, labelSmoothing: smoothing) },
        { _ = try BinaryCrossEntropy(logits: x, targets: p, labelSmoothing: smoothing) },
      ] as [() throws -> Void] {
        #expect(message(.invalidOption, make) == text)
      }
    }
    // All of it is the uniform distribution.
    #expect(try CrossEntropy(logits: x, targets: [0], labelSmoothing: 1).minimisers == [[0.5, 0.5]])
    for temperature in [0, -1, .infinity, .nan] {
      let text = "temperature \(temperature): expected a finite number above 0"
      #expect(
        message(.invalidOption) { _ = try Distillation(student: x, teacher: x, temperature: temperature) } == text)
    }
    #expect(try Distillation(student: x, teacher: x, temperature: .leastNonzeroMagnitude).sum == 0)
  }

  @Test func `log-probabilities above 0, and negative targets of KL divergence`() throws {
    let bad: Tensor<Double> = [[0, 0.5], [1, -1]]
    let good: Tensor<Double> = [[0, -0.5], [-1, -.infinity]]
    let text = "log-probability 0.5 at row 0, column 1: expected a number that is not above 0"
    #expect(
      message(.invalidProbability) { _ = try KLDivergence(logProbabilities: bad, targets: [[1, 0], [1, 0]]) } == text)
    #expect(message(.invalidProbability) { _ = try KLDivergence(logProbabilities: bad, logTargets: good) } == text)
    #expect(message(.invalidProbability) { _ = try KLDivergence(logProbabilities: good, logTargets: bad) } == text)
    message(.invalidProbability) { _ = try KLDivergence(logProbabilities: Tensor([Float.nan]), targets: [1]) }
    let y: Distributions<Double> = [[1, 0], [1, 0]]
    #expect(message(.invalidProbability) { _ = try CrossEntropy(logProbabilities: bad, targets: y) } == text)
    #expect(message(.invalidProbability) { _ = try CrossEntropy(logProbabilities: bad, targets: [0, 0]) } == text)
    #expect(
      message(.invalidProbability) { _ = try CrossEntropy(logProbabilities: bad, targets: [0, 9], ignoreIndex: 9) }
        == text)
    let ignored = try CrossEntropy(logProbabilities: bad, targets: [9, 9], ignoreIndex: 9)
    #expect(ignored.losses == [0, 0])
    // Along axis 0 the ignored rows are columns.
    let column = message(.invalidProbability) {
      _ = try CrossEntropy(logProbabilities: bad, targets: [9, 0], ignoreIndex: 9, classAxis: 0)
    }
    #expect(column == text)
    let columns = try CrossEntropy(logProbabilities: good, targets: [9, 0], ignoreIndex: 9, classAxis: 0)
    #expect(columns.losses == [0, 0.5])
    #expect(
      message(.invalidTarget) {
        _ = try KLDivergence<Double>(unchecked: [[0.5, 0.5]], targets: [[0, -1]], .logProbabilities)
      } == "target -1.0 at row 0, column 1: t log t needs t ≥ 0")
  }

  @Test func `the gradient of the targets of a loss from probabilities`() {
    let loss = Result { try CrossEntropy(probabilities: [[0.5, 0.5]] as Probabilities<Double>, targets: [0]) }
    #expect(
      message(.invalidOption) { _ = try loss.get().gradientOfTargets() }
        == "the gradient of the targets is defined here for losses from logits")
  }
}

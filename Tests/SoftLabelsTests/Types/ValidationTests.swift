import SoftLabels
import Testing

/// What is refused at the door, and what the message says.
@Suite struct `Bad data is refused with its row, column and value` {
  func message(_ code: LossError.Code, _ body: () throws -> Void) -> String {
    do {
      try body()
    } catch let error as LossError {
      #expect(error.code == code)
      return error.message
    } catch {
      Issue.record("\(error)")
    }
    return "nothing was thrown"
  }

  @Test func `a row that sums to 0.9`() {
    let text = message(.notADistribution) { _ = try Distributions(rows: [[0.5, 0.5], [0.6, 0.3]]) }
    #expect(text.hasPrefix("row 1 sums to 0.89"))
  }

  @Test func `a sum within the tolerance of the type`() throws {
    _ = try Distributions(rows: [[Float(1) / 3, Float(1) / 3, Float(1) / 3 + 0x1p-13]])
    _ = try Distributions(rows: [[0.33333333, 0.33333333, 0.33333333]] as [[Double]])
    _ = message(.notADistribution) { _ = try Distributions(rows: [[0.3333333, 0.3333333, 0.3333333]] as [[Double]]) }
  }

  @Test func `a negative probability, NaN, and more than 1`() {
    for (value, name) in [(-0.25, "-0.25"), (.nan, "nan"), (1.5, "1.5")] {
      let text = message(.invalidProbability) { _ = try Probabilities(rows: [[0.5, 0.5], [0.5, value]]) }
      #expect(text == "probability \(name) at row 1, column 1: expected a number in [0, 1]")
      _ = message(.invalidProbability) { _ = try Distributions(rows: [[0.5, 0.5], [0.5, value]]) }
    }
  }

  @Test func `a logit that is NaN or +inf, and a row of -inf`() {
    #expect(
      message(.invalidLogit) { _ = try Logits(rows: [[1, .nan]]) }
        == "logit nan at row 0, column 1: expected a finite number or -inf")
    _ = message(.invalidLogit) { _ = try Logits(rows: [[Float.infinity]]) }
    let masked: Logits<Double> = [[0, 1], [-.infinity, -.infinity]]
    let text = message(.invalidLogit) { _ = try CrossEntropy(logits: masked, targets: [0, 0]) }
    #expect(text == "row 1 of the logits is -inf in every column: it has no softmax")
    _ = message(.invalidLogit) { _ = try softmax(masked) }
  }

  @Test func `a row that is ignored may hold anything`() throws {
    let tensor: Tensor<Double> = try Tensor(rows: [[0, 0], [.nan, .infinity]])
    let logits = try Logits(tensor, ignoring: -100, in: [1, -100])
    let loss = try CrossEntropy(logits: logits, targets: [1, -100], ignoreIndex: -100)
    #expect(try loss.mean == 0.6931471805599453)
    #expect(loss.losses.scalars[1] == 0)
    #expect(try loss.gradient(of: .mean).scalars == [0.5, -0.5, 0, 0])
  }

  @Test func `ragged rows`() {
    #expect(message(.shapeMismatch) { _ = try Logits(rows: [[1, 2], [3]]) } == "row 1 has 1 columns, row 0 has 2")
  }

  @Test func `shapes that do not fit`() {
    let x: Logits<Float> = [[1, 2], [3, 4]]
    let y: Distributions<Float> = [[0.5, 0.5]]
    _ = message(.shapeMismatch) { _ = try CrossEntropy(logits: x, targets: y) }
    _ = message(.shapeMismatch) { _ = try CrossEntropy(logits: x, targets: [0]) }
    _ = message(.shapeMismatch) { _ = try CrossEntropy(logits: x, targets: [0, 1], classWeights: [1, 2, 3]) }
    _ = message(.shapeMismatch) { _ = try CrossEntropy(logits: x, targets: [0, 1], sampleWeights: [1]) }
    _ = message(.shapeMismatch) {
      _ = try BinaryCrossEntropy(logits: x, targets: [[0, 1], [1, 0]], weights: [1, 2, 3])
    }
    _ = message(.shapeMismatch) { _ = try Tensor<Float>(shape: [2, 2], scalars: [1, 2, 3]) }
    _ = message(.shapeMismatch) { _ = try Tensor<Float>(shape: [Int.max, 4], scalars: []) }
    _ = message(.shapeMismatch) { _ = try softmax(Logits(Tensor<Float>(1))) }
    _ = message(.shapeMismatch) { _ = try Distributions(Tensor<Float>(shape: [2, 0], scalars: [])) }
  }

  @Test func `a class index out of range`() {
    let text = message(.classIndexOutOfRange) {
      _ = try CrossEntropy(logits: [[1, 2], [3, 4]] as Logits<Double>, targets: [1, 2])
    }
    #expect(text == "class index 2 at row 1: expected 0 to 1")
    _ = message(.classIndexOutOfRange) { _ = try CrossEntropy(logits: [[1, 2]] as Logits<Double>, targets: [-100]) }
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
    let empty = try CrossEntropy(
      logits: Logits(Tensor<Double>(shape: [0, 3], scalars: [])), targets: ClassIndices([]))
    #expect(empty.sum == 0)
    #expect(empty.losses.shape == [0])
    _ = message(.emptyReduction) { _ = try empty.mean }
    _ = message(.emptyReduction) { _ = try empty.gradient(of: .mean) }
    let ignored = try CrossEntropy(logits: [[1, 2]] as Logits<Double>, targets: [-100], ignoreIndex: -100)
    _ = message(.emptyReduction) { _ = try ignored.mean }
    let weightless = try CrossEntropy(logits: [[1, 2]] as Logits<Double>, targets: [0], classWeights: [0, 1])
    _ = message(.emptyReduction) { _ = try weightless.mean }
    _ = message(.emptyReduction) { _ = try Tensor<Float>([]).mean }
  }

  @Test func `weights, smoothing and temperature outside their range`() {
    #expect(
      message(.invalidWeight) { _ = try Weights([1, -2] as [Double]) }
        == "weight -2.0 at row 0, column 1: expected a finite number that is not negative")
    _ = message(.invalidWeight) { _ = try Weights([Float.infinity]) }
    let x: Logits<Double> = [[1, 2]]
    _ = message(.invalidOption) { _ = try CrossEntropy(logits: x, targets: [0], labelSmoothing: 1.5) }
    _ = message(.invalidOption) { _ = try CrossEntropy(logits: x, targets: [0], labelSmoothing: .nan) }
    _ = message(.invalidOption) { _ = try Distillation(student: x, teacher: x, temperature: 0) }
  }

  @Test func `log-probabilities above 0, and negative targets of KL divergence`() {
    _ = message(.invalidProbability) {
      _ = try KLDivergence(logProbabilities: [[0.5, -1]] as Tensor<Double>, targets: [[1, 0]])
    }
    _ = message(.invalidTarget) {
      _ = try KLDivergence<Double>(unchecked: [[0.5]], targets: [[-1]], targetsAreLogarithms: false)
    }
  }
}

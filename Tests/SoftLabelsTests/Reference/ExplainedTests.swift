import SoftLabels
import Testing

/// What a cross-entropy says of its targets: the least that they can cost, where, and what each class would pay.
@Suite struct `A loss explains its targets` {
  let log2 = 0.6931471805599453

  @Test func `the floor is the entropy of the targets, wherever a zero stands`() throws {
    let rows: Distributions<Double> = [[0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0], [0, 1, 0]]
    let x: Logits<Double> = [[1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3]]
    let loss = try CrossEntropy(logits: x, targets: rows)
    #expect(loss.floors.scalars == [log2, log2, log2, 0])
    #expect(try loss.floor(of: .sum) == 3 * log2 && loss.floor() == 0.75 * log2)
    #expect(try CrossEntropy(probabilities: rows.asProbabilities, targets: rows).floors == loss.floors)
  }

  @Test func `weights and smoothing move the floor and the minimiser`() throws {
    let weighted = try CrossEntropy(
      logits: [[0, 0, 0]] as Logits<Double>, targets: [[0.25, 0.25, 0.5]], classWeights: [4, 2, 1], sampleWeights: [2])
    // t = (1, ½, ½), whose sum is 2: 2 log 2 - log ½.
    #expect(weighted.floors.scalars == [4.1588830833596715])
    #expect(weighted.minimisers == [[0.5, 0.25, 0.25]])
    let smoothed = try CrossEntropy(
      logits: [[0, 0], [0, 0]] as Logits<Double>, targets: [1, 0], classWeights: [1, 3], labelSmoothing: 0.5)
    // t = (¼, 9/4) and (¾, ¾).
    #expect(smoothed.minimisers == [[0.1, 0.9], [0.5, 0.5]])
    #expect(smoothed.divisor == 4)
  }

  @Test func `a row that is ignored, or has no weight, has a minimiser of 0 and a floor of 0`() throws {
    let x: Logits<Float> = [[1, 0], [0, 1], [0, 0]]
    let ignored = try CrossEntropy(logits: x, targets: [0, 5, 1], labelSmoothing: 0.5, ignoreIndex: 5)
    #expect(ignored.minimisers == [[0.75, 0.25], [0, 0], [0.25, 0.75]])
    #expect(ignored.floors[1] == 0 && ignored.divergences[1] == 0 && ignored.floors[2] == ignored.floors[0])
    #expect(try ignored.gradientOfTargets(of: .sum).scalars[2...3] == [0, 0])
    let weightless = try CrossEntropy(logits: x, targets: [0, 1, 0], classWeights: [1, 0])
    #expect(weightless.minimisers == [[1, 0], [0, 0], [1, 0]])
    #expect(weightless.divisor == 2)
  }

  @Test func `minimisers lie where their classes do, along further axes too`() throws {
    let y: Distributions<Double> = [[[0.25, 1], [0.75, 0]]]
    let loss = try CrossEntropy(logits: [[[0, 0], [0, 0]]], targets: y, classWeights: [3, 1])
    #expect(loss.minimisers == [[[0.5, 1], [0.5, 0]]])
  }

  @Test func `what a target pays for a class is -log softmax, weighted; at a logit of -inf, everything`() throws {
    let x: Logits<Double> = [[1, 0, -.infinity], [0, 0, 0]]
    let y: Distributions<Double> = [[1, 0, 0], [1, 0, 0]]
    let price = (0.3132616875182228, 1.3132616875182228)
    #expect(
      try CrossEntropy(logits: x, targets: y, sampleWeights: [1, 0]).gradientOfTargets(of: .sum)
        == [[.number(price.0), .number(price.1), .infinity], [0, 0, 0]])
    let weighted = try CrossEntropy(logits: x, targets: y, classWeights: [2, 4, 0], labelSmoothing: 0)
    #expect(try weighted.gradientOfTargets().scalars[..<3] == [price.0, 2 * price.1, 0])
  }
}

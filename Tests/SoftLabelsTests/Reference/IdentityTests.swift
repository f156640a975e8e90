import SoftLabels
import TestSupport
import Testing

/// Identities that any right implementation obeys, over seeded random input. Where both sides are correctly rounded
/// values of the same real number, they are equal to the last bit.
@Suite struct `Identities of the losses` {
  static let seeds: ClosedRange<UInt64> = 1...20

  @Test(arguments: seeds)
  func `adding the same number to every logit changes nothing`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    // Multiples of 1/64 up to 8, so that the shift is exact.
    let rows = (0..<3).map { _ in (0..<5).map { _ in Float(Int(random.next() % 1024)) / 64 - 8 } }
    let targets = try Distributions(rows: random.distributions(3, 5) as [[Float]])
    let shifted = rows.map { $0.map { $0 + 4096 } }
    let here = try CrossEntropy(logits: Logits(rows: rows), targets: targets)
    let there = try CrossEntropy(logits: Logits(rows: shifted), targets: targets)
    #expect(here.losses == there.losses)
    #expect(try here.gradient(of: .mean) == there.gradient(of: .mean))
  }

  @Test(arguments: seeds)
  func `cross-entropy is the floor plus the divergence`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let loss = try CrossEntropy(
      logits: Logits(rows: random.logits(4, 6, scale: 5) as [[Double]]),
      targets: Distributions(rows: random.distributions(4, 6)))
    let sum = zip(loss.floors.scalars, loss.divergences.scalars).map { $0 + $1 }
    for (left, right) in zip(loss.losses.scalars, sum) { #expect(ulps(left, right) <= 1) }
  }

  @Test(arguments: seeds)
  func `the floor of plain targets is their entropy`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let rows: [[Float]] = random.distributions(4, 6)
    let targets = try Distributions(rows: rows)
    let loss = try CrossEntropy(logits: Logits(rows: random.logits(4, 6, scale: 5)), targets: targets)
    // H(y) uses the sum S of a row as it is; the floor is S log S more.
    let entropies = try entropy(targets)
    for row in 0..<4 {
      let sum = rows[row].reduce(0) { $0 + Double($1) }
      #expect((Double(loss.floors[row]) - Double(entropies[row]) - (sum - 1)).magnitude < 1e-6)
    }
  }

  @Test(arguments: seeds)
  func `a prediction equal to the target costs the entropy of the target`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let targets = try Distributions(rows: random.distributions(4, 6) as [[Double]])
    let loss = try CrossEntropy(probabilities: targets.asProbabilities, targets: targets)
    #expect(try loss.losses == entropy(targets))
  }

  @Test(arguments: seeds)
  func `binary cross-entropy is cross-entropy over two classes`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let difference = Float(random.symmetric(20))
    let y = Float(Int(random.next() % 65)) / 64
    let binary = try BinaryCrossEntropy(
      logits: Logits(Tensor([difference])), targets: Probabilities(Tensor([y])))
    let two = try CrossEntropy(logits: Logits(Tensor([difference, 0])), targets: Distributions(Tensor([y, 1 - y])))
    #expect(binary.losses.scalars == two.losses.scalars)
    #expect(try binary.gradient(of: .sum).scalars[0] == two.gradient(of: .sum).scalars[0])
  }

  @Test(arguments: seeds)
  func `a row of the gradient sums to zero`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let loss = try CrossEntropy(
      logits: Logits(rows: random.logits(1, 50, scale: 8) as [[Double]]),
      targets: Distributions(rows: random.distributions(1, 50)),
      classWeights: Weights((0..<50).map { _ in random.unit() * 3 }), labelSmoothing: 0.125)
    let gradient = try loss.gradient(of: .mean)
    let size = gradient.scalars.reduce(0) { $0 + $1.magnitude }
    // Each of the 50 entries is off by at most half an ULP.
    #expect(gradient.sum.magnitude <= size * 0x1p-53)
  }

  @Test(arguments: seeds)
  func `permuting the classes changes no loss`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let x: [Float] = random.logits(1, 40, scale: 30)[0]
    let y: [Float] = random.distributions(1, 40)[0]
    let order = Array(0..<40).shuffled(using: &random)
    let here = try CrossEntropy(logits: Logits(rows: [x]), targets: Distributions(rows: [y]))
    let there = try CrossEntropy(
      logits: Logits(rows: [order.map { x[$0] }]), targets: Distributions(rows: [order.map { y[$0] }]))
    #expect(here.losses == there.losses)
    let (gradient, permuted) = (try here.gradient(of: .sum), try there.gradient(of: .sum))
    #expect(order.map { gradient.scalars[$0] } == permuted.scalars)
  }

  @Test(arguments: seeds)
  func `one-hot soft targets are class indices, up to what mean divides by`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let x = try Logits(rows: random.logits(4, 3, scale: 10) as [[Double]])
    let indices = (0..<4).map { _ in Int(random.next() % 3) }
    let oneHot = indices.map { index in (0..<3).map { $0 == index ? 1.0 : 0 } }
    let weights = try Weights((0..<3).map { _ in random.unit() + 0.5 })
    let hard = try CrossEntropy(logits: x, targets: ClassIndices(indices), classWeights: weights, labelSmoothing: 0.25)
    let soft = try CrossEntropy(
      logits: x, targets: Distributions(rows: oneHot), classWeights: weights, labelSmoothing: 0.25)
    #expect(hard.losses == soft.losses)
    #expect(hard.sum == soft.sum)
    #expect(soft.divisor == 4)
    #expect(ulps(hard.divisor, indices.reduce(0) { $0 + weights.tensor[$1] }) <= 2)
  }

  @Test(arguments: seeds)
  func `sample weights multiply losses, and a weight of 0 drops a sample`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let x = try Logits(rows: random.logits(2, 3, scale: 4) as [[Double]])
    let y = try Distributions(rows: random.distributions(2, 3) as [[Double]])
    let plain = try CrossEntropy(logits: x, targets: y)
    let weighted = try CrossEntropy(logits: x, targets: y, sampleWeights: [2, 0])
    #expect(weighted.losses.scalars == [2 * plain.losses[0], 0])
    #expect(try weighted.gradient(of: .sum).scalars[3...].allSatisfy { $0 == 0 })
  }

  @Test(arguments: seeds)
  func `softmax is the exponential of log-softmax, and log-sum-exp what lies between`(seed: UInt64) throws {
    var random = SeededRandom(seed)
    let x = try Logits(rows: random.logits(3, 7, scale: 6) as [[Double]])
    let (p, logP, lse) = (try softmax(x), try logSoftmax(x), try logSumExp(x))
    // -log p against the index of each class is another way to the same numbers.
    for row in 0..<3 {
      for column in 0..<7 {
        let price = try CrossEntropy(
          probabilities: Probabilities(Tensor([p.tensor[row, column]])), targets: ClassIndices(shape: [], indices: [0]))
        #expect((price.sum + logP[row, column]).magnitude < 1e-15 * max(1, price.sum))
        #expect((x.tensor[row, column] - lse[row] - logP[row, column]).magnitude < 4e-15)
      }
    }
  }

  @Test func `what is not asked for is not done: no weights, no smoothing, nothing ignored`() throws {
    let (x, indices): (Tensor<Double>, ClassIndices) = ([[-0.5, -1.25, -3], [-2, -0.25, -1]], [1, 2])
    #expect(try CrossEntropy(logProbabilities: x, targets: indices).sum == 2.25)
    let p: Probabilities<Double> = [[0.25, 0.5], [0.5, 0.5]]
    let ln2 = 0x1.62e42fefa39efp-1
    #expect(try CrossEntropy(probabilities: p, targets: [0, 1]).losses.scalars == [2 * ln2, ln2])
    let even: Logits<Double> = [[0, 0], [0, 0]]
    #expect(try CrossEntropy(logits: even, targets: [0, 1]).losses.scalars == [ln2, ln2])
  }

  @Test func `losses do not depend on the order of the axes behind the classes`() throws {
    var random = SeededRandom(5)
    let x: [Float] = random.logits(1, 24, scale: 5)[0]
    let classes = try Logits(Tensor(shape: [2, 3, 4], scalars: x))
    let indices = [0, 1, 2, 0, 2, 2, 1, 0]
    let loss = try CrossEntropy(logits: classes, targets: ClassIndices(shape: [2, 4], indices: indices))
    // The same samples, one row each.
    let rows = (0..<8).map { (i: Int) -> [Float] in (0..<3).map { (c: Int) -> Float in x[i / 4 * 12 + c * 4 + i % 4] } }
    let flat = try CrossEntropy(logits: Logits(rows: rows), targets: ClassIndices(indices))
    #expect(loss.losses.shape == [2, 4])
    #expect(loss.losses.scalars == flat.losses.scalars)
    #expect(try loss.mean == flat.mean)
  }

  @Test func `distillation is T² times the divergence of the softened distributions`() throws {
    let student: Logits<Double> = [[1, 2, 3]]
    let teacher: Logits<Double> = [[2, 2, 0]]
    let softened = try Distributions(softmax([[0.5, 0.5, 0]] as Logits<Double>).tensor)
    let divergence = try CrossEntropy(logits: [[0.25, 0.5, 0.75]], targets: softened).divergence(of: .sum)
    let loss = try Distillation(student: student, teacher: teacher, temperature: 4)
    #expect(ulps(loss.sum, 16 * divergence) <= 4)
    #expect(try Distillation(student: teacher, teacher: teacher, temperature: 4).sum == 0)
  }
}

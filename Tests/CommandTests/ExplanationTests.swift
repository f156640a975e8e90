import Foundation
import Mistakes
import Testing

@testable import soft_labels

/// Which explanation stands first, and when a number agrees with one.
@Suite struct `The order of explanations` {
  /// A case with every option that can be left out.
  private func everything(_ family: LossCase.Family = .crossEntropy) -> LossCase {
    var data = LossCase(
      kind: .logits, family: family, classes: 3, predictions: [2, 0.5, -1, 0.25, 1, 3],
      targets: .soft([0.7, 0.2, 0.1, 0.05, 0.25, 0.7]))
    data.classWeights = [1, 2, 0.5]
    data.elementWeights = [1, 2, 0.5, 1, 2, 0.5]
    data.labelSmoothing = 0.1
    data.temperature = 2
    return data
  }

  private func titles(_ explanations: some Sequence<Explanation>) -> [String] {
    explanations.map { $0.origin.code + ($0.leavesOut.map { " without \($0)" } ?? "") }
  }

  @Test func `a convention comes before every mistake, and the loss that was meant before the other one`() {
    let conventions = Explanation.all(of: everything()).prefix { $0.origin.isConvention }
    // Another loss is one step away, weights left out two, a smoothing three, a temperature four.
    let (own, other) = ("cross_entropy", "binary_cross_entropy_with_logits")
    let steps = [
      own, other, own + " without weights", own + " without labelSmoothing", other + " without weights",
      own + " without temperature", other + " without labelSmoothing", other + " without temperature",
    ]
    #expect(titles(conventions.filter { $0.reduction == .sum }) == steps)
    #expect(titles(conventions.filter { $0.reduction == .mean }) == steps)
    #expect(conventions.count == 2 * steps.count)
    #expect(Explanation.all(of: everything(.binary)).first?.origin.code == "binary_cross_entropy_with_logits")
  }

  @Test func `what is left out is missing from the number, and nothing else is`() throws {
    func sum(_ data: LossCase, without option: Explanation.Option? = nil) throws -> Double {
      let sums = Explanation.all(of: data).filter { $0.origin.code == "cross_entropy" && $0.reduction == .sum }
      return try #require(sums.first { $0.leavesOut == option }).value
    }
    let whole = everything()
    var (unweighted, plain, cold) = (whole, whole, whole)
    (unweighted.classWeights, unweighted.elementWeights) = (nil, nil)
    plain.labelSmoothing = 0
    cold.temperature = 1
    for (option, data) in [(Explanation.Option.weights, unweighted), (.labelSmoothing, plain), (.temperature, cold)] {
      #expect(try sum(whole, without: option) == sum(data))
      #expect(try sum(whole, without: option) != sum(whole))
    }
  }

  @Test func `the reduction that was named comes first, and nothing else changes`() {
    let data = everything()
    let named = Explanation.all(of: data, preferring: .mean)
    #expect(named.prefix(2).map(\.reduction) == [.mean, .sum])
    // Another loss is farther than another reduction.
    #expect(titles(named.prefix(3)) == ["cross_entropy", "cross_entropy", "binary_cross_entropy_with_logits"])
    #expect(named[2].reduction == .mean)
    #expect(titles(named).sorted() == titles(Explanation.all(of: data)).sorted())
  }

  @Test func `a mistake is tried without the weights, and without no other option`() {
    let mistakes = Explanation.all(of: everything()).filter { !$0.origin.isConvention }
    #expect(Set(mistakes.map(\.leavesOut)) == [nil, .weights])
    let plain = LossCase(kind: .logits, classes: 2, predictions: [1, 2], targets: .soft([0.5, 0.5]))
    #expect(Explanation.all(of: plain).allSatisfy { $0.leavesOut == nil })
  }

  @Test func `the commonest form of a mistake comes first`() {
    let forms = Explanation.all(of: everything()).filter { $0.origin.code == "epsilon_added" && $0.reduction == .sum }
    #expect(
      forms.prefix(3).map(\.note) == [
        "ε = 1e-10", "ε = 1e-10, log(p + ε) passed as logits", "ε = 1e-10, binary cross-entropy",
      ])
  }

  @Test func `a form that agrees to the digits stands for one that agrees only as float32`() throws {
    // The clip as Keras has it in float32, first and last, differs from the plain one in the fifth decimal.
    let data = LossCase(
      kind: .probabilities, family: .binary, classes: 1, predictions: [1, 0.5, 0.2, 0.7], targets: .soft([0, 1, 0, 1]))
    let answer = Explanation.answer(to: try #require(StatedNumber("4.303837707172907")), for: data)
    let first = try #require(answer.matches.first)
    #expect(first.explanation.origin.code == "clipped_1e-7" && first.explanation.reduction == .mean)
    #expect(first.explanation.note == "binary cross-entropy, the clip as float32 has it")
    #expect(first.agreement == .exact)
  }

  @Test func `what comes close is told once for each story, nearest first`() throws {
    let data = LossCase(kind: .probabilities, classes: 2, predictions: [0.8, 0.2], targets: .soft([0.7, 0.3]))
    let value = try #require(Explanation.all(of: data).first).value
    let answer = Explanation.answer(to: try #require(StatedNumber("\(value * 1.0005)")), for: data)
    #expect(answer.matches.isEmpty && answer.close.count > 2)
    let stated = value * 1.0005
    let distances = answer.close.map { ($0.value - stated).magnitude }
    #expect(distances == distances.sorted())
    for (index, a) in answer.close.enumerated() {
      #expect(!answer.close[(index + 1)...].contains { $0.isSameStory(as: a) })
    }
  }

  @Test(arguments: ["2.4", "0.7", "-0.5", "30", "0"])
  func `the chance of a story is the share of the numbers from half to twice that have one`(text: String) throws {
    let data = LossCase(kind: .probabilities, classes: 2, predictions: [0.8, 0.2], targets: .soft([0.7, 0.3]))
    let stated = try #require(StatedNumber(text))
    let values = Explanation.all(of: data).map { $0.value }
    let steps = 1000
    let covered = (0..<steps).count { step in
      let number = stated.value * (0.5 + 1.5 * (Double(step) + 0.5) / Double(steps))
      return number != 0 && values.contains { ($0 - number).magnitude < stated.halfUnit }
    }
    #expect((Explanation.answer(to: stated, for: data).chance - Double(covered) / Double(steps)).magnitude < 0.01)
  }

  @Test func `a convention that gives the number is not outranked by its guard`() throws {
    // 3.24099401160 is log(p + 1e-10) to eleven digits, and cross-entropy to nine; float32 knows seven.
    let data = LossCase(
      kind: .probabilities, classes: 4, predictions: `soft-labels diagnose`.p2,
      targets: .soft(`soft-labels diagnose`.y2))
    for text in ["3.240994011600313", "3.240994", "3.2410"] {
      let answer = Explanation.answer(to: try #require(StatedNumber(text)), for: data)
      #expect(answer.matches.map(\.explanation.origin.code).prefix(2) == ["cross_entropy", "epsilon_added"], "\(text)")
    }
  }

  @Test func `an unknown is solved for only where nothing else gives the number, and it comes out round`() throws {
    let data = LossCase(
      kind: .logits, classes: 3, predictions: [2, 0.5, -1, 0.25, 1, 3],
      targets: .soft([0.7, 0.2, 0.1, 0.05, 0.25, 0.7]))
    let loss = try #require(Explanation.all(of: data).first { $0.reduction == .mean }).value
    func answer(_ value: Double) throws -> Explanation.Answer {
      Explanation.answer(to: try #require(StatedNumber("\(value)")), for: data)
    }
    let scaled = try #require(try answer(loss * 5).matches.first?.explanation)
    #expect(scaled.origin.code == "scaled" && scaled.note == "f = 5.0")
    #expect((try #require(scaled.parameter) - 5).magnitude < 1e-12)
    var smoothed = data
    smoothed.labelSmoothing = 0.1
    for reduction in [LossCase.Reduction.sum, .mean] {
      let value = try #require(Explanation.all(of: smoothed).first { $0.reduction == reduction }).value
      let untold = try answer(value).matches.map(\.explanation).filter { $0.reduction == reduction }
      #expect(untold.map(\.origin.code) == ["label_smoothing_untold"] && untold[0].note == "ε = 0.1")
    }
    // Twice the mean of two rows is their sum; 5.01 is no number of devices.
    #expect(try answer(loss * 2).matches.map(\.explanation.origin.code).first == "cross_entropy")
    #expect(try answer(loss * 5.01).matches.isEmpty)
    // A digit after the point does not tell 5 from 5.1.
    #expect(try answer((loss * 5 * 10).rounded() / 10).matches.allSatisfy { $0.explanation.parameter == nil })
  }

  // MARK: Agreement

  private static let agreements: [(String, Double, StatedNumber.Agreement)] = [
    // Half a unit of the last digit, either way.
    ("2.5", 2.55, .exact), ("2.5", 2.45, .exact), ("2.5", 2.551, .none),
    ("2.5", 2.449, .none), ("-2.5", -2.55, .exact), ("-2.5", 2.5, .none),
    // What float64 may lose, whatever was printed, and what float32 may.
    ("1.2345678901234567", 1.2345678901234567 * (1 + 0.9e-11), .exact),
    ("1.2345678901234567", 1.2345678901234567 * (1 + 1.1e-11), .float32),
    ("1.25", 1.25 * (1 + 0.9e-6), .exact), ("1.2500000000", 1.25 + 1.36e-6, .float32),
    ("1.2500000000", 1.25 + 1.38e-6, .close), ("1.2500000001", 1.25 * (1 + 0.9e-6), .float32),
    ("0.0000000", 1.6e-7, .float32), ("1e-9", 1.19e-7, .float32), ("1e-9", 1.23e-7, .none),
    // A part in a thousand is close.
    ("1.0000000001", 1.00099, .close), ("1.0000000001", 1.0011, .none), ("1.0000000001", 0.99901, .close),
    ("inf", .infinity, .exact), ("-inf", .infinity, .none), ("1e300", .infinity, .none),
    ("nan", .nan, .exact), ("nan", 1, .none), ("1", .nan, .none), ("0", 0, .exact),
  ]

  @Test(arguments: agreements)
  func `a number agrees to its digits, as float32, closely, or not`(
    text: String, value: Double, agreement: StatedNumber.Agreement
  ) throws {
    #expect(try #require(StatedNumber(text)).agreement(with: value) == agreement)
  }

  private static let halves: [(String, Double, StatedNumber.Agreement)] = [
    // .546875 is 140 units of 2⁻⁸, bfloat16's at .5, and 1120 of 2⁻¹¹, float16's.
    ("0.5469", 0.546875 + 0x1p-7, .bfloat16), ("0.5469", 0.546875 - 0x1.1p-7, .none),
    ("0.546875", 0.5445, .bfloat16), ("0.5474", 0.54736328125 + 0x1p-10, .float16), ("0.5474", 0.5487, .none),
    // A number of neither kind, and one whose digits could not have shown it.
    ("0.5470", 0.5480, .none), ("0.55", 0.556, .none), ("0.0055", 0.00557, .none),
  ]

  @Test(arguments: halves)
  func `a convention agrees in 16 bits where the number is one of 16 bits, and shows it`(
    text: String, value: Double, agreement: StatedNumber.Agreement
  ) throws {
    let stated = try #require(StatedNumber(text))
    #expect(stated.agreement(with: value, isConvention: true) == agreement)
    #expect(![.bfloat16, .float16].contains(stated.agreement(with: value)))
  }

  @Test func `a sum over many rows may lose a rounding a row`() throws {
    let stated = try #require(StatedNumber("100000.000"))
    #expect(stated.agreement(with: 100_000.5) == .close)
    #expect(stated.agreement(with: 100_000.5, rows: 100) == .float32)
    #expect(stated.agreement(with: 100_000.7, rows: 100) == .close)
  }
}

/// What a diagnosis says of a batch that the library's types refuse.
@Suite struct `The numbers of diagnose` {
  @Test func `a divergence of one question is not negative, rounding or not`() throws {
    // log1p(0.1) would make it -0.0953: the prediction is no probability, and the target is a sure no.
    let data = LossCase(kind: .probabilities, family: .binary, classes: 1, predictions: [-0.1], targets: .soft([0]))
    #expect(LossNumbers(data, .sum).divergence == 0)
    let yes = LossCase(kind: .probabilities, family: .binary, classes: 1, predictions: [1.1], targets: .soft([1]))
    #expect(LossNumbers(yes, .sum).divergence == 0)
    // A target that is no probability has no divergence to speak of, and may be negative.
    let odd = LossCase(kind: .logProbabilities, family: .binary, classes: 1, predictions: [-0.1], targets: .soft([1.5]))
    #expect(LossNumbers(odd, .sum).divergence.isNaN)
  }

  @Test func `a sum divides by 1, a mean by what its convention says`() throws {
    let soft = LossCase(
      kind: .logProbabilities, classes: 2, predictions: [-1, -0.5, -2, -0.25], targets: .soft([0.5, 0.5, 1, 0]))
    let sum = LossNumbers(soft, .sum)
    #expect(sum.divisor == 1 && sum.loss == 2.75 && sum.samples == [0.75, 2])
    let mean = LossNumbers(soft, .mean)
    #expect(mean.divisor == 2 && mean.loss == 1.375 && mean.minimisers == [0.5, 0.5, 1, 0])
    #expect((mean.floor - Foundation.log(2) / 2).magnitude < 1e-15)
    #expect((mean.floor + mean.divergence - mean.loss).magnitude < 1e-15)
    let binary = LossCase(
      kind: .logProbabilities, family: .binary, classes: 2, predictions: [-1, -0.5], targets: .soft([1, 1]))
    #expect(LossNumbers(binary, .sum).loss == 1.5 && LossNumbers(binary, .mean).loss == 0.75)
    #expect(LossNumbers(binary, .mean).floor == 0 && LossNumbers(binary, .mean).divergence == 0.75)
  }

  @Test func `a row without weight has no minimiser`() {
    var data = LossCase(
      kind: .logProbabilities, classes: 2, predictions: [-1, -0.5, -2, -0.25], targets: .soft([1, 0, 0, 1]))
    data.classWeights = [0, 3]
    #expect(LossNumbers(data, .sum).minimisers == [0, 0, 0, 1])
    #expect(LossNumbers(data, .sum).samples == [0, 0.75])
  }

  @Test func `one class has nothing to move, so no minimiser is shown`() throws {
    let (_, _, text) = try diagnose([1, 2], [1, 1], columns: 1, "--label-smoothing 0.1", weights: [3])
    #expect(!text.contains("minimiser"))
  }

  @Test(arguments: [(LossCase.Kind.probabilities, 1.0), (.probabilities, 0), (.logProbabilities, 0)])
  func `PyTorch's 100 is known where every probability is 0 or 1`(kind: LossCase.Kind, p: Double) {
    let data = LossCase(kind: kind, family: .binary, classes: 1, predictions: [p, p], targets: .soft([0, 1]))
    let values = Explanation.all(of: data).filter { $0.origin.code == "binary_cross_entropy" }.map { $0.value }
    #expect(values.contains(50) && values.contains(.infinity))
  }

  @Test func `an epsilon shows the loss that it makes, of the loss that was asked for`() throws {
    let p = [0.25, 0.75]
    let soft = try diagnose(p, [0.5, 0.5], columns: 2, "--as probabilities --epsilon 0.25 --reduction sum").text
    let loss = -0.5 * Foundation.log(0.5) - 0.5 * Foundation.log(1)
    #expect(soft.contains("with epsilon \(loss)"))
    let binary = try diagnose(p, [0.5, 0.5], columns: 2, "--as probabilities --epsilon 0.25 --loss bce").text
    let mean = -(Foundation.log(0.5) + Foundation.log(1) + Foundation.log(1) + Foundation.log(0.5)) / 4
    #expect(binary.contains("with epsilon \(mean)"))
  }

  @Test(arguments: [
    (0.3, "0.3"), (0.1 + 0.2, "0.3"), (1.23456789, "1.23457"), (123456.7, "123457"), (1234567.8, "1234568"),
    (0.9999996, "1"), (-0.5, "-0.5"), (1e-5, "0.00001"), (1.234567891e-6, "1.234567e-06"), (2e-6, "2e-06"),
    (123_456_789_012_345, "123456789012345"), (1e15, "1000000000000000.0"), (1e16, "1e+16"), (0, "0.0"),
    (.infinity, "inf"), (100, "100"),
    (0.05, "0.05"), (10, "10"), (99999.96, "100000"),
  ])
  func `a number in a sentence has six digits, and no zeros at its end`(value: Double, text: String) {
    #expect(shortened(value) == text)
  }

  @Test func `a sentence is broken before column 89`() {
    let word = String(repeating: "a", count: 42)
    #expect(wrapped("\(word) \(word) b", indent: 2) == ["  \(word) \(word)", "  b"])
    #expect(wrapped("\(word) \(word)b c", indent: 2).map(\.count) == [88, 3])
    #expect(wrapped("\(word) \(word)bb", indent: 2).map(\.count) == [44, 46])
  }
}

import Mistakes
import SoftLabels
import Workbook

/// The exercises, in their order.
var exercises: [Exercise] { [gapOfNoLoss, lostBySubtracting, roundedEnds] }

private var gapOfNoLoss: Exercise {
  typealias Input = (bits: Int, others: Int)
  /// 2^-n.
  func half(_ n: Int) -> Double { (0..<n).reduce(1) { half, _ in half / 2 } }
  func spacing(_ gap: Double, _ bits: Int) -> Double { gap.binade * half(bits - 1) }
  /// log(1 + n e^-gap), which is what a logit of gap - log n costs against a certain yes.
  func loss(_ gap: Double, beside others: Int) throws -> Double {
    let certain: Probabilities<Double> = [1]
    let logOthers = try BinaryCrossEntropy(
      probabilities: Probabilities(Tensor([1 / Double(others)])), targets: certain
    ).sum
    return try BinaryCrossEntropy(logits: Logits(Tensor([gap - logOthers])), targets: certain).sum
  }
  func first(_ input: Input, others: Int? = nil, _ isLost: (_ loss: Double, _ gap: Double) -> Bool) -> Double {
    (1...200).map(Double.init).first { gap in
      isLost((try? loss(gap, beside: others ?? input.others)) ?? .nan, gap)
    } ?? .nan
  }
  func truth(_ input: Input) -> Double { first(input) { $0 <= spacing($1, input.bits) / 2 } }
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("one_plus_r", "where 1 + r is rounded to 1; but here it is the gap that the small number is added to") {
      input in
      [first(input) { loss, _ in loss <= half(input.bits) }]
    },
    WrongAnswer(
      "whole_spacing", "where the loss is below the distance to the next number; half of it rounds to nothing"
    ) {
      input in
      [first(input) { $0 <= spacing($1, input.bits) }]
    },
    WrongAnswer("last_that_shows", "the last gap that still leaves something; the one after it is wanted") {
      [truth($0) - 1]
    },
    WrongAnswer("one_other_class", "the gap beside one other class; more of them make the loss larger") { input in
      [first(input, others: 1) { $0 <= spacing($1, input.bits) / 2 }]
    },
    WrongAnswer("underflow", "where exp(-gap) is 0, or would be in this type; the loss is lost long before") { input in
      [[8: 93, 11: 18, 24: 104, 53: 746][input.bits] ?? .nan]
    },
  ]
  return Exercise(
    "Predict, then run",
    hint: """
      The loss is about n exp(-gap), and it is added to the gap. How far apart are the numbers of the type between 8 and \
      16? What rounds away is what is below half of that.
      """,
    within: 0,
    ordinary: [(bits: 24, others: 1), (53, 1), (24, 1000), (11, 20)], extreme: [(bits: 8, others: 1), (53, 50_256)],
    wrongAnswers: wrongAnswers, truth: truth, answer: Exercises.gapOfNoLoss, solution: Solutions.gapOfNoLoss
  ) { ($0.bits, $0.others) }
}

private var lostBySubtracting: Exercise {
  typealias Input = (a: Double, b: Double)
  let ordinary: [Input] = [
    (a: 0.1, b: 0.3), (0.3, 0.1), (1, 1e-17), (1e-17, 1), (12.000006, 12), (-0.7, 1e10), (3, 1),
  ]
  let extreme: [Input] = [
    (a: 0, b: 0), (1, 2), (0.3, -0.1), (1e300, 1e-300), (.leastNonzeroMagnitude, 1), (1, 1), (-1e-17, -1), (0x1p53, -1),
  ]
  func lost(_ input: Input) -> Double { Tensor([input.a, -input.b, input.b - input.a]).sum }
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("always_exact", "nothing; Sterbenz promises that only for b/2 ≤ a ≤ 2b") { _ in [0] },
    WrongAnswer("larger_first", "(a - difference) - b, which is sure only where a is the larger in size") { input in
      [(input.a - (input.a - input.b)) - input.b]
    },
    WrongAnswer("sign_turned", "the difference less the exact one; the other way round is wanted") { [-lost($0)] },
    WrongAnswer("half_an_ulp", "half a ULP of the difference: the most that can be lost, not what was") {
      [($0.a - $0.b).ulp / 2]
    },
    WrongAnswer("relative", "what was lost as a share of the difference") { input in
      [input.a == input.b ? 0 : lost(input) / (input.a - input.b)]
    },
  ]
  return Exercise(
    "What a subtraction loses",
    hint: """
      With d for `a - b`, `a - d` is what was really subtracted. How much of b is that, and how much of a is left when it \
      is added to d again? Do it for both operands, since you do not know which is the larger.
      """,
    within: 0,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers, truth: lost, answer: Exercises.lostBySubtracting,
    solution: Solutions.lostBySubtracting
  ) { ($0.b, $0.a) }
}

private var roundedEnds: Exercise {
  typealias Input = (value: Double, error: Double)
  // Between the Floats 1 + 2⁻²³ and 1 + 2⁻²² lies this middle, from which a tie goes up.
  let middle = 1 + 0x1.8p-23
  let ordinary: [Input] = [
    (value: 0.1, error: 1e-12), (3.0000001, 1e-7), (16_777_217.25, 0.5), (-0.3, 1e-9), (0.7, 0.1),
  ]
  let extreme: [Input] = [
    (value: middle + 0x1p-50, error: 0x1p-50 + 0x1p-54), (1e-45, 1e-46), (0, 0), (0, 1e-50), (1e30, 1e20),
    (-middle - 0x1p-50, 0x1p-50 + 0x1p-54),
  ]
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("bound_left_out", "the Float of the value, twice; the bound has no say") {
      [Double(Float($0.value)), Double(Float($0.value))]
    },
    WrongAnswer("not_rounded", "the ends themselves, which are no Floats") {
      [$0.value - $0.error, $0.value + $0.error]
    },
    WrongAnswer(
      "ends_rounded_twice", "ends that were rounded to the nearest Double first, and so may have landed on a middle"
    ) {
      [Double(Float($0.value - $0.error)), Double(Float($0.value + $0.error))]
    },
    WrongAnswer("floats_around", "the Floats around the bound; an end rounds to the nearest, on whichever side") {
      [down($0.value - $0.error), -down(-$0.value - $0.error)]
    },
    WrongAnswer("upper_end_first", "the upper end first") {
      [Double(Float(($0.value + $0.error).nextUp)), Double(Float(($0.value - $0.error).nextDown))]
    },
  ]
  return Exercise(
    "Find the bug",
    hint: """
      Move each end outwards before it becomes a Float. `nextDown` and `nextUp` are the Doubles beside a Double; a \
      rounding to the nearest never goes further than that.
      """,
    within: 0,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { input in
      guard input.error > 0 else { return [Double(Float(input.value)), Double(Float(input.value))] }
      return [Double(Float((input.value - input.error).nextDown)), Double(Float((input.value + input.error).nextUp))]
    },
    answer: Exercises.roundedEnds, solution: Solutions.roundedEnds
  ) { ($0.value, $0.error) }
}

/// The largest Float that is not above `x`.
private func down(_ x: Double) -> Double {
  let nearest = Float(x)
  return Double(Double(nearest) > x ? nearest.nextDown : nearest)
}

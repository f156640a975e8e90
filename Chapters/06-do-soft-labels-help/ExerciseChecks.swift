import SoftLabels
import Workbook

/// The exercises, in their order.
var exercises: [Exercise] { [slopesOfVotes, rightMajorities, lesson, weightedAfterwards] }

private var slopesOfVotes: Exercise {
  typealias Input = (x: [Double], counts: [Double])
  func slopes(_ input: Input, _ slope: (_ p: Double, _ count: Double, _ total: Double) -> Double) -> [Double] {
    let total = input.counts.reduce(0, +)
    return zip(shares(input.x), input.counts).map { slope($0, $1, total) }
  }
  let ordinary: [Input] = [([2, 1, 0.5], [3, 2, 0]), ([0.5, -1, 3], [1, 3, 1]), ([1, -1], [2, 5])]
  let extreme: [Input] = [([1000, 0], [0, 4]), ([0, 0, 0], [7, 0, 0]), ([5], [3])]
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("mean_of_the_losses", "the slopes of the mean; here the losses are added up") { input in
      slopes(input) { p, count, total in p - count / total }
    },
    WrongAnswer("one_softmax", "one softmax less all the votes; each vote brings a softmax of its own") { input in
      slopes(input) { p, count, _ in p - count }
    },
    WrongAnswer("majority", "the majority in the place of the votes: the others have been thrown away") { input in
      let most = input.counts.max()
      return slopes(input) { p, count, total in total * (p - (count == most ? 1 : 0)) }
    },
    WrongAnswer("sign_of_the_gradient", "counts less N p: downhill, where the gradient points uphill") { input in
      slopes(input) { p, count, total in count - total * p }
    },
  ]
  return Exercise(
    "Many votes, one row",
    hint: "One vote gives softmax(x) less a one-hot row. Add up as many of these as there are votes.",
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { input in
      let votes = input.counts.indices.flatMap { Array(repeating: $0, count: Int(input.counts[$0])) }
      let total = Double(votes.count)
      let labels = try Distributions(rows: [input.counts.map { $0 / total }])
      return try CrossEntropy(logits: Logits(rows: [input.x]), targets: labels, sampleWeights: [.number(total)])
        .gradient(of: .sum).scalars
    },
    answer: Exercises.slopesOfVotes, solution: Solutions.slopesOfVotes
  ) { ($0.x, $0.counts) }
}

private var rightMajorities: Exercise {
  /// The chance of exactly `right` right votes.
  func chance(_ right: Int, of votes: Double) -> Double {
    var chance = 1.0
    for k in 0..<right { chance *= 0.7 * (votes - Double(k)) / Double(k + 1) }
    for _ in right..<Int(votes) { chance *= 0.3 }
    return chance
  }
  func rounded(_ value: Double) -> [Double] { [Double(formatted(value, decimals: 2)) ?? value] }
  func sum(_ votes: Double, from right: Int) -> Double {
    (right...Int(votes)).reduce(0) { $0 + chance($1, of: votes) }
  }
  let ordinary: [Double] = [1.0, 3, 5, 7]
  let extreme: [Double] = []
  let wrongAnswers: [WrongAnswer<Double>] = [
    WrongAnswer("all_right", "how often all of them are right; more than half are enough") { votes in
      rounded(chance(Int(votes), of: votes))
    },
    WrongAnswer("one_is_right", "how often one of them or more is right; it takes more than half") { votes in
      rounded(sum(votes, from: 1))
    },
    WrongAnswer("barely", "how often just one more than half is right; there may be more") { votes in
      rounded(chance(Int(votes) / 2 + 1, of: votes))
    },
    WrongAnswer("wrong_majorities", "how often most of them are wrong") { votes in
      rounded(1 - sum(votes, from: Int(votes) / 2 + 1))
    },
  ]
  return Exercise(
    "Predict, then run",
    hint:
      "Of three votes, two or three must be right: three ways to be all right but one, and one way to be right always.",
    within: 0,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { votes in rounded(sum(votes, from: Int(votes) / 2 + 1))[0] },
    answer: Exercises.rightMajorities, solution: Solutions.rightMajorities
  ) { $0 }
}

private var lesson: Exercise {
  typealias Input = (student: [Double], teacher: [Double], temperature: Double)
  func loss(_ student: [Double], _ teacher: [Double], _ t: Double) -> Double {
    (try? Distillation(student: Logits(rows: [student]), teacher: Logits(rows: [teacher]), temperature: t).sum) ?? .nan
  }
  let ordinary: [Input] = [([1, 2, 0], [4, 1, 0], 2), ([0.5, -1, 3], [2, 1, -1], 4), ([0, 1], [3, -2], 3)]
  let extreme: [Input] = [([30, 0], [0, 30], 1), ([0, 1], [3, -2], 0.5), ([0, 0, 0], [100, 0, 0], 20)]
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("bug_left_in", "the loss as it stands: its slopes fade as 1 / T², and T² is still missing") { input in
      [loss(input.student, input.teacher, input.temperature) / (input.temperature * input.temperature)]
    },
    WrongAnswer("one_factor", "a factor of T; one T divides p - q, and another is in p - q") { input in
      [loss(input.student, input.teacher, input.temperature) / input.temperature]
    },
    WrongAnswer("no_temperature", "the loss at a temperature of 1; both logits are to be divided by T") { input in
      [loss(input.student, input.teacher, 1)]
    },
    WrongAnswer("swapped_arguments", "teacher and student exchanged: q is the teacher's") { input in
      [loss(input.teacher, input.student, input.temperature)]
    },
    WrongAnswer("cold_student", "the student at a temperature of 1 beside a teacher at T") { input in
      let t = input.temperature
      return [t * t * loss(input.student, input.teacher.map { $0 / t }, 1)]
    },
    WrongAnswer("multiplied", "logits times T, where they are to be divided by T") { input in
      let t = input.temperature
      return [t * t * loss(input.student.map { $0 * t }, input.teacher.map { $0 * t }, 1)]
    },
  ]
  return Exercise(
    "A lesson that fades",
    hint: "At a temperature of 1 nothing is wrong. How does the slope of the divergence shrink as T grows?",
    within: 4096,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { loss($0.student, $0.teacher, $0.temperature) },
    answer: Exercises.lesson, solution: Solutions.lesson
  ) { ($0.student, $0.teacher, $0.temperature) }
}

private var weightedAfterwards: Exercise {
  typealias Input = (x: [Double], w: [Double])
  func normalised(_ products: [Double]) -> [Double] { products.map { $0 / Tensor(products).sum } }
  func products(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 * $1 } }
  let ordinary: [Input] = [([2, 1, 0.5], [1, 2, 5]), ([0.5, -1], [0.25, 4]), ([0.5, -1, 3], [3, 0.5, 1])]
  let extreme: [Input] = [([1000, 0], [1, 1]), ([0, 0, 0], [0, 1, 3]), ([5], [2])]
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("divided_by_weights", "probabilities divided by the weights; that takes weights away") { input in
      normalised(products(shares(input.x), input.w.map { 1 / $0 }))
    },
    WrongAnswer("not_normalised", "the products alone; they do not sum to 1") { products(shares($0.x), $0.w) },
    WrongAnswer("weights_times_logits", "softmax of w x; a weight multiplies a probability, not a logit") { input in
      shares(products(input.w, input.x))
    },
    WrongAnswer("weights_added", "softmax of x + w; a factor on a probability is log w on a logit") { input in
      shares(zip(input.x, input.w).map { $0 + $1 })
    },
    WrongAnswer("no_weights", "the probabilities of the model, without the weights") { shares($0.x) },
  ]
  return Exercise(
    "Class weights afterwards",
    hint: "Softmax first. Multiply, add up, divide.",
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { normalised(products(shares($0.x), $0.w)) },
    answer: Exercises.weightedAfterwards, solution: Solutions.weightedAfterwards
  ) { ($0.x, $0.w) }
}

private func shares(_ x: [Double]) -> [Double] {
  (try? softmax(Logits(Tensor(x))).tensor.scalars) ?? []
}

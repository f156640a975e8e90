import SoftLabels
import Workbook

/// The exercises, in their order.
var exercises: [Exercise] { [labelOfVotes, lossOfHiddenVotes, meanBrierScore, predictedKappa, kappaOfVotes] }

private typealias Voting = (votes: [Double], strength: Double, prior: [Double])

private var labelOfVotes: Exercise {
  let ordinary: [Voting] = [
    ([2, 0, 3, 1, 0], 1, [0.2, 0.2, 0.2, 0.2, 0.2]), ([0, 6], 0.5, [0.25, 0.75]), ([1, 0, 0], 2, [0.5, 0.3, 0.2]),
  ]
  let extreme: [Voting] = [([0, 0], 1, [0.5, 0.5]), ([6, 0], 1e-300, [0.5, 0.5]), ([1, 2], 1e300, [0.25, 0.75])]
  let wrongAnswers: [WrongAnswer<Voting>] = [
    WrongAnswer("shares_alone", "the shares of the votes; nobody has added a pseudo-vote") { shares(of: $0.votes) },
    WrongAnswer("as_many_for_each", "as many pseudo-votes for each class; they are that many in all") { input in
      shares(of: input.votes.map { $0 + input.strength })
    },
    WrongAnswer("not_divided", "counts; to be a label they are divided by their sum") { input in
      zip(input.votes, input.prior).map { $0 + input.strength * $1 }
    },
    WrongAnswer("divided_by_votes", "divided by the votes; the pseudo-votes count in the sum as well") { input in
      let total = input.votes.reduce(0, +)
      return zip(input.votes, input.prior).map { ($0 + input.strength * $1) / total }
    },
    WrongAnswer("strength_as_smoothing", "the strength taken for ε; it is a number of votes, not a share") { input in
      zip(shares(of: input.votes), input.prior).map { (1 - input.strength) * $0 + input.strength * $1 }
    },
  ]
  return Exercise(
    "A label from votes and pseudo-votes",
    hint: "Add to the votes of each class its share of the pseudo-votes. How many votes are there now, of both kinds?",
    within: 8,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { label(of: $0.votes, strength: $0.strength, prior: $0.prior) },
    answer: Exercises.labelOfVotes, solution: Solutions.labelOfVotes
  ) { ($0.votes, $0.strength, $0.prior) }
}

private var lossOfHiddenVotes: Exercise {
  /// -Σ n log p / Σ n, where `probability` gives a vote for a class of n votes among N with a share q of the prior.
  func loss(
    _ input: Voting, votes: [Double]? = nil,
    _ probability: (_ n: Double, _ total: Double, _ q: Double, _ m: Double) -> Double
  ) throws -> Double {
    let named = input.votes.indices.filter { input.votes[$0] > 0 }
    let total = input.votes.reduce(0, +)
    let p = named.map { probability(input.votes[$0], total, input.prior[$0], input.strength) }
    return try CrossEntropy(
      probabilities: Probabilities(rows: p.map { [$0, 1 - $0] }), targets: ClassIndices(named.map { _ in 0 }),
      sampleWeights: Weights(named.map { (votes ?? input.votes)[$0] })
    ).mean
  }
  func hidden(_ n: Double, _ total: Double, _ q: Double, _ m: Double) -> Double { (n - 1 + m * q) / (total - 1 + m) }
  let ordinary: [Voting] = [
    ([2, 0, 3, 1, 0], 1, [0.2, 0.2, 0.2, 0.2, 0.2]), ([4, 2], 0.5, [0.25, 0.75]), ([1, 1, 1], 2, [0.5, 0.3, 0.2]),
  ]
  let extreme: [Voting] = [
    ([5, 1], 0, [0.5, 0.5]), ([6, 0], 0, [0.5, 0.5]), ([1, 1], 1e-300, [0.5, 0.5]), ([0, 2], 3, [0.5, 0.5]),
  ]
  let wrongAnswers: [WrongAnswer<Voting>] = [
    WrongAnswer("bug_left_in", "the bug as it stands: the vote is among those that it is predicted from") { input in
      [(try? loss(input) { n, total, q, m in (n + m * q) / (total + m) }) ?? .nan]
    },
    WrongAnswer("still_in_the_total", "the vote is taken from its class, but is still counted in the sum of all") {
      input in
      [(try? loss(input) { n, total, q, m in (n - 1 + m * q) / (total + m) }) ?? .nan]
    },
    WrongAnswer("pseudo_votes_left_out", "the loss without pseudo-votes, infinite for a vote that is alone") { input in
      [(try? loss(input) { n, total, _, _ in (n - 1) / (total - 1) }) ?? .nan]
    },
    WrongAnswer("classes_count_alike", "each class counts once, where it should count as often as it has votes") {
      input in
      [(try? loss(input, votes: input.votes.map { _ in 1 }, hidden)) ?? .nan]
    },
    WrongAnswer("sum_over_votes", "the sum over the votes, where the mean is wanted") { input in
      [((try? loss(input, hidden)) ?? .nan) * input.votes.reduce(0, +)]
    },
  ]
  return Exercise(
    "Find the bug",
    hint: """
      How many votes for its class are left once the vote is hidden, and how many in all? Pseudo-votes stay where they are.
      """,
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { try loss($0, hidden) },
    answer: Exercises.lossOfHiddenVotes, solution: Solutions.lossOfHiddenVotes
  ) { ($0.votes, $0.strength, $0.prior) }
}

private var meanBrierScore: Exercise {
  typealias Input = (p: [Double], votes: [Double])
  func mean(_ votes: [Double], _ score: (Int) -> Double) -> Double {
    Tensor(votes.indices.map { votes[$0] * score($0) }).sum / Tensor(votes).sum
  }
  let ordinary: [Input] = [
    (p: [0.5, 0.3, 0.2], votes: [2, 0, 4]), ([0.1, 0.6, 0.2, 0.1], [1, 1, 1, 3]), ([0.25, 0.75], [2, 1]),
  ]
  let extreme: [Input] = [(p: [1, 0], votes: [0, 4]), ([0.5, 0.5], [1, 0]), ([1, 0, 0], [3, 0, 0]), ([1], [2])]
  let wrongAnswers: [WrongAnswer<Input>] = [
    WrongAnswer("distance_to_shares", "the squared distance to the shares; their own score, the floor, is missing") {
      input in
      [zip(input.p, shares(of: input.votes)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }]
    },
    WrongAnswer("mean_over_classes", "divided by the number of classes as well, as a mean squared error is") { input in
      [mean(input.votes) { brierScore(input.p, vote: $0) } / Double(input.p.count)]
    },
    WrongAnswer("own_class_alone", "the class of the vote alone; what the others were given counts too") { input in
      [mean(input.votes) { (1 - input.p[$0]) * (1 - input.p[$0]) }]
    },
    WrongAnswer("linear", "the mean of 1 - p, which is not even proper") { input in
      [mean(input.votes) { 1 - input.p[$0] }]
    },
    WrongAnswer("sum_over_votes", "the sum over the votes, where the mean is wanted") { input in
      [mean(input.votes) { brierScore(input.p, vote: $0) } * Tensor(input.votes).sum]
    },
  ]
  return Exercise(
    "The Brier score",
    hint: "There is one score for each class that a vote can be for. How many votes have that score?",
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { input in mean(input.votes) { brierScore(input.p, vote: $0) } },
    answer: Exercises.meanBrierScore, solution: Solutions.meanBrierScore
  ) { ($0.p, $0.votes) }
}

private var predictedKappa: Exercise {
  func rounded(_ value: Double) -> [Double] { [Double(formatted(value, decimals: 2)) ?? value] }
  let wrongAnswers: [WrongAnswer<[[Double]]>] = [
    WrongAnswer("agreement", "how often two voters agree; chance would bring some of that") {
      rounded(1 - Agreement($0).pairs)
    },
    WrongAnswer("agreeing_with_itself", "what comes out where a vote can agree with itself") {
      rounded(Agreement($0).plain)
    },
    WrongAnswer("even_chance", "as if chance named both diagnoses alike; it names them as often as all votes do") {
      rounded(1 - Agreement($0).pairs / 0.5)
    },
    WrongAnswer("not_below_zero", "not below 0; but voters can agree less often than chance would") {
      rounded(max(0, Agreement($0).kappa))
    },
    WrongAnswer("majority", "what share of the votes is with the majority of their patient") { votes in
      rounded(Tensor(votes.map { ($0.max() ?? 0) / 6 }).sum / Double(votes.count))
    },
  ]
  return Exercise(
    "Predict, then run",
    hint: """
      How often do two different voters on a patient differ, and how often two draws from the votes on all patients? In the \
      second table, three in five and one in two.
      """,
    within: 0,
    ordinary: [[[6, 0], [0, 6]], [[3, 3], [3, 3]], [[6, 0], [3, 3]], [[6, 0], [6, 0], [6, 0], [5, 1]]], extreme: [],
    wrongAnswers: wrongAnswers,
    truth: { rounded(Agreement($0).kappa)[0] },
    answer: Exercises.predictedKappa, solution: Solutions.predictedKappa
  ) { $0 }
}

private var kappaOfVotes: Exercise {
  let ordinary: [[[Double]]] = [
    [[0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 6, 0], [2, 0, 3, 1, 0]], [[3, 0, 1], [0, 4, 0], [1, 1, 2]],
    [[5, 1], [1, 5], [6, 0]],
  ]
  let extreme: [[[Double]]] = [[[2, 0], [0, 2]], [[1, 1]], [[3, 3], [3, 3]], [[2, 0, 0], [0, 2, 0]]]
  func classes(of votes: [[Double]]) -> Double { Double(votes[0].count) }
  let wrongAnswers: [WrongAnswer<[[Double]]>] = [
    WrongAnswer("agreement", "how often two voters agree; chance would bring some of that") {
      [1 - Agreement($0).pairs]
    },
    WrongAnswer("agreeing_with_itself", "a κ in which a vote can agree with itself; its two votes must be two") {
      [Agreement($0).plain]
    },
    WrongAnswer("even_chance", "chance that names all classes alike; it names them as often as all votes do") { votes in
      [1 - Agreement(votes).pairs / (1 - 1 / classes(of: votes))]
    },
    WrongAnswer("mean_over_classes", "the mean of the classes' own κ; each should count by its p (1 - p)") { votes in
      let voters = votes[0].reduce(0, +)
      let each = votes[0].indices.map { j in Agreement(votes.map { [$0[j], voters - $0[j]] }).kappa }
      return [Tensor(each).sum / classes(of: votes)]
    },
    WrongAnswer("both_unbiased", "a κ in which no vote meets itself among all votes either; Fleiss let it") { votes in
      let all = Tensor(votes.flatMap { $0 }).sum
      let agreement = Agreement(votes)
      return [1 - agreement.pairs / (agreement.everybody * all / (all - 1))]
    },
  ]
  return Exercise(
    "Kappa",
    hint: "Write down how often two different voters differ on a patient. Of N votes, n for a class differ from N - n.",
    within: 64,
    ordinary: ordinary, extreme: extreme,
    wrongAnswers: wrongAnswers,
    truth: { Agreement($0).kappa },
    answer: Exercises.kappaOfVotes, solution: Solutions.kappaOfVotes
  ) { $0 }
}

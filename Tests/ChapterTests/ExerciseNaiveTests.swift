import Foundation
import SoftLabels
import Testing

@testable import Workbook
@testable import annotator_votes
@testable import binary_soft_bce
@testable import do_soft_labels_help
@testable import multiclass_soft_ce
@testable import right_to_the_last_bit
@testable import weighted_imbalance

/// Answers as people write them: the definitions typed in, and famous mistakes in code of their own.
@Suite struct ExerciseNaiveTests {
  typealias Row = [Double]

  static func lossOfLabel(p: Double, y: Double) -> Double { -(y * log(p) + (1 - y) * log(1 - p)) }

  static func softmax(_ x: Row) -> Row {
    let exponentials = x.map(exp)
    return exponentials.map { $0 / exponentials.reduce(0, +) }
  }

  /// The summary of what the checker says to an answer.
  private func summary<Input>(_ exercise: Exercise, _ answer: (Input) -> any Answer) throws -> String {
    guard case .wrong(let finding) = try exercise.check(answer) else { return "not rejected" }
    return finding.summary
  }

  @Test func `naive answers of chapter 1 are told what they are`() throws {
    let exercises = binary_soft_bce.exercises
    #expect(
      try summary(exercises[0]) { (input: (p: Double, y: Double)) in Self.lossOfLabel(p: input.p, y: input.y) }
        == "at p = 0.0, y = 0.0 yours is nan, though ordinary inputs come out right")
    #expect(
      try summary(exercises[1]) { (input: (predictions: [Row], labels: [Row])) in
        zip(input.predictions.joined(), input.labels.joined()).reduce(0) { $0 + Self.lossOfLabel(p: $1.0, y: $1.1) }
      } == "twice the answer: 1.1027 is what binary cross-entropy would give")
    #expect(
      try summary(exercises[2]) { (labels: Row) in
        labels.reduce(0) { $0 - $1 * log2($1) - (1 - $1) * log2(1 - $1) } / Double(labels.count)
      } == "always 1.4427 times the answer: 0.8813 is what bits instead of nats would give")
    #expect(
      try summary(exercises[3]) { (input: (x: Double, y: Double)) in
        Self.lossOfLabel(p: 1 / (1 + exp(-input.x)), y: input.y)
      } == "at x = 17.0, y = 1.0 yours is off, though ordinary inputs come out right")
    #expect(
      try summary(exercises[4]) { (input: (logits: Row, labels: Row)) in
        zip(input.logits, input.labels).map { 1 / (1 + exp(-$0)) - $1 }
      } == "the gradient of the sum; the mean divides by N")
  }

  @Test func `naive answers of chapter 2 are told what they are`() throws {
    let exercises = multiclass_soft_ce.exercises
    #expect(
      try summary(exercises[0]) { (input: (p: Row, y: Row)) in
        -zip(input.p, input.y).reduce(0) { $0 + $1.1 * log($1.0 + 1e-10) }
      } == "1.3661588471692019 is what an epsilon inside the logarithm would give")
    #expect(
      try summary(exercises[1]) { (x: Row) in Self.softmax(x) }
        == "at [1000.0, 0.0] yours is nan, though ordinary inputs come out right")
    #expect(
      try summary(exercises[2]) { (p: Row) in (-100 * log(p[0])).rounded() / 100 }
        == "the loss of p as it stands; a second softmax does not hear it like that")
    #expect(
      try summary(exercises[3]) { (input: (x: Row, y: Row)) in
        -zip(Self.softmax(Self.softmax(input.x)), input.y).reduce(0) { $0 + $1.1 * log($1.0) }
      } == "0.9550 is what a second softmax would give")
    #expect(
      try summary(exercises[4]) { (input: (logits: [Row], labels: [Row])) in
        zip(input.logits, input.labels).map { zip(Self.softmax($0), $1).map { $0 - $1 } }
      } == "the gradient of the sum; the mean divides by N")
  }

  @Test func `naive answers of chapter 3 are told what they are`() throws {
    let exercises = weighted_imbalance.exercises
    #expect(
      try summary(exercises[0]) { (labels: [Row]) in
        labels[0].indices.map { j in 1 / labels.reduce(0) { $0 + $1[j] } }
      } == "one over the mass; N / C is missing, so balanced classes would not have the weight 1")
    #expect(
      try summary(exercises[1]) { (input: (probabilities: [Row], classes: [Int], weights: Row)) in
        zip(input.probabilities, input.classes).reduce(0) { $0 - input.weights[$1.1] * log($1.0[$1.1]) }
          / Double(input.classes.count)
      } == "0.2452 is what weights divided by the batch would give")
    #expect(
      try summary(exercises[2]) { (input: (y: Row, w: Row)) in zip(input.w, input.y).map { $0 * $1 } }
        == "w y, which does not sum to 1; no prediction can be that")
    #expect(
      try summary(exercises[3]) { (y: Row) in (50 * (y[0] + y[1])).rounded() / 100 }
        == "the mean of the labels; the rows do not count alike")
    #expect(
      try summary(exercises[4]) { (input: (x: Row, y: Row, w: Row)) in
        let m = input.x.max() ?? 0
        let logSum = m + log(input.x.reduce(0) { $0 + exp($1 - m) })
        return logSum - input.x.indices.reduce(0) { $0 + input.w[$1] * input.y[$1] * input.x[$1] }
      } == "the forgotten total: logsumexp counts once, where it should count Σ w y times")
    #expect(
      try summary(exercises[4]) { (input: (x: Row, y: Row, w: Row)) in
        let peak = input.x.indices.max { input.x[$0] < input.x[$1] } ?? 0
        let rest = input.x.indices.reduce(0) { $1 == peak ? $0 : $0 + exp(input.x[$1] - input.x[peak]) }
        let distances = input.x.indices.map { input.w[$0] * input.y[$0] * (input.x[peak] - input.x[$0]) }
        return distances.reduce(0, +) + log1p(rest)
      } == "the bug as it stands: log1p(r) counts once, where it should count Σ w y times")
    #expect(
      try summary(exercises[5]) { (input: (x: Row, y: Row, w: Row)) in
        let p = multiclass_soft_ce.Solutions.softmaxOfRow(input.x)
        return input.x.indices.map { input.w[$0] * (p[$0] - input.y[$0]) }
      } == "w (p - y): each slope has its own weight, and together they do not sum to 0")
  }

  @Test func `a second softmax is told in the words that the README quotes`() throws {
    let exercise = try #require(multiclass_soft_ce.exercises.first { $0.function == "stableLoss" })
    let verdict = try exercise.check { (input: (x: Row, y: Row)) in
      let p = try SoftLabels.softmax(Logits(Tensor(input.x))).tensor
      return try CrossEntropy(logits: Logits(p), targets: Distributions(Tensor(input.y))).sum
    }
    let result = ExerciseRunner.Result(verdict: verdict, printed: "")
    let chapter = ChapterFolder(folder: "02-multiclass-soft-ce")
    let report = ExerciseReport(chapter: chapter, results: [(exercise, result)]).text
    let words = """
      0.9550 is what a second softmax would give.

      input     x = [2.0, 1.0, 0.5], y = [0.7, 0.2, 0.1]
      expected  0.8143687841079449
      yours     0.9550079518523187
      """
    #expect(report.contains(words), "\(report)")
  }

  @Test func `naive answers of chapter 4 are told what they are`() throws {
    let exercises = right_to_the_last_bit.exercises
    #expect(
      try summary(exercises[0]) { (input: (bits: Int, others: Int)) in
        var gap = 1.0
        while log1p(exp(-gap)) > gap.ulp / 2 * exp2(Double(53 - input.bits)) { gap += 1 }
        return gap
      } == "the gap beside one other class; more of them make the loss larger")
    #expect(
      try summary(exercises[1]) { (input: (a: Double, b: Double)) in
        let difference = input.a - input.b
        return (input.a - difference) - input.b
      } == "(a - difference) - b, which is sure only where a is the larger in size")
    #expect(
      try summary(exercises[2]) { (input: (value: Double, error: Double)) in
        [Double(Float(input.value - input.error)), Double(Float(input.value + input.error))]
      } == "ends that were rounded to the nearest Double first, and so may have landed on a middle")
  }

  @Test func `naive answers of chapter 5 are told what they are`() throws {
    typealias Voting = (votes: Row, strength: Double, prior: Row)
    let exercises = annotator_votes.exercises
    #expect(
      try summary(exercises[0]) { (input: Voting) in
        let counts = input.votes.map { $0 + input.strength }
        return counts.map { $0 / counts.reduce(0, +) }
      } == "as many pseudo-votes for each class; they are that many in all")
    #expect(
      try summary(exercises[1]) { (input: Voting) in
        let total = input.votes.reduce(0, +)
        return -input.votes.indices.reduce(0) { sum, k in
          let (n, q) = (input.votes[k], input.prior[k])
          return n == 0 ? sum : sum + n * log((n + input.strength * q) / (total + input.strength))
        } / total
      } == "the bug as it stands: the vote is among those that it is predicted from")
    #expect(
      try summary(exercises[2]) { (input: (p: Row, votes: Row)) in
        zip(input.p, input.votes).reduce(0) { $0 + pow($1.0 - $1.1 / input.votes.reduce(0, +), 2) }
      } == "the squared distance to the shares; their own score, the floor, is missing")
    #expect(
      try summary(exercises[3]) { (votes: [Row]) in
        votes == [[6, 0], [0, 6]] ? 1 : votes == [[6, 0], [3, 3]] ? 0.2 : 0
      }
        == "not below 0; but voters can agree less often than chance would")
    #expect(
      try summary(exercises[4]) { (votes: [Row]) in
        let within = votes.map { row in 1 - row.reduce(0) { $0 + pow($1 / row.reduce(0, +), 2) } }
        let totals = votes[0].indices.map { j in votes.reduce(0) { $0 + $1[j] } }
        let all = totals.reduce(0, +)
        return 1 - within.reduce(0, +) / Double(votes.count) / (1 - totals.reduce(0) { $0 + pow($1 / all, 2) })
      } == "a κ in which a vote can agree with itself; its two votes must be two")
  }

  @Test func `naive answers of chapter 6 are told what they are`() throws {
    let exercises = do_soft_labels_help.exercises
    #expect(
      try summary(exercises[0]) { (input: (x: Row, counts: Row)) in
        zip(Self.softmax(input.x), input.counts).map { $0 - $1 }
      } == "one softmax less all the votes; each vote brings a softmax of its own")
    #expect(
      try summary(exercises[1]) { (votes: Double) in (100 * pow(0.7, votes)).rounded() / 100 }
        == "how often all of them are right; more than half are enough")
    #expect(
      try summary(exercises[2]) { (input: (student: Row, teacher: Row, temperature: Double)) in
        let q = Self.softmax(input.teacher.map { $0 / input.temperature })
        let p = Self.softmax(input.student.map { $0 / input.temperature })
        return zip(q, p).reduce(0) { $0 + $1.0 * (log($1.0) - log($1.1)) }
      } == "the loss as it stands: its slopes fade as 1 / T², and T² is still missing")
    #expect(
      try summary(exercises[3]) { (input: (x: Row, w: Row)) in
        Self.softmax(zip(input.x, input.w).map { $0 * $1 })
      } == "softmax of w x; a weight multiplies a probability, not a logit")
  }
}

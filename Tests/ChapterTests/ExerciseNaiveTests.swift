import Foundation
import Testing

@testable import Workbook
@testable import binary_soft_bce
@testable import multiclass_soft_ce
@testable import weighted_imbalance

/// Answers as people write them: the definitions typed in, and famous mistakes in code of their own.
@Suite struct ExerciseNaiveTests {
  private enum NaiveBinary: BinaryAnswers {
    static func lossOfLabel(prediction p: Double, label y: Double) -> Double { -(y * log(p) + (1 - y) * log(1 - p)) }

    static func lossOfBatch(predictions: [[Double]], labels: [[Double]]) -> Double {
      zip(predictions.joined(), labels.joined()).reduce(0) { $0 + lossOfLabel(prediction: $1.0, label: $1.1) }
    }

    static func floorOfMean(labels: [Double]) -> Double {
      labels.reduce(0) { $0 - $1 * log2($1) - (1 - $1) * log2(1 - $1) } / Double(labels.count)
    }

    static func stableLoss(logit x: Double, label y: Double) -> Double {
      lossOfLabel(prediction: 1 / (1 + exp(-x)), label: y)
    }

    static func gradientOfMean(logits: [Double], labels: [Double]) -> [Double] {
      zip(logits, labels).map { 1 / (1 + exp(-$0)) - $1 }
    }
  }

  private enum NaiveMulticlass: MulticlassAnswers {
    static func lossOfRow(probabilities p: [Double], label y: [Double]) -> Double {
      -zip(p, y).reduce(0) { $0 + $1.1 * log($1.0 + 1e-10) }
    }

    static func softmaxOfRow(_ x: [Double]) -> [Double] {
      let exponentials = x.map(exp)
      return exponentials.map { $0 / exponentials.reduce(0, +) }
    }

    static func stableLoss(logits x: [Double], label y: [Double]) -> Double {
      let p = softmaxOfRow(softmaxOfRow(x))
      return -zip(p, y).reduce(0) { $0 + $1.1 * log($1.0) }
    }

    static func gradientOfMean(logits: [[Double]], labels: [[Double]]) -> [[Double]] {
      zip(logits, labels).map { zip(softmaxOfRow($0), $1).map { $0 - $1 } }
    }
  }

  private enum NaiveWeighted: WeightedAnswers {
    static func balancingWeights(labels: [[Double]]) -> [Double] {
      labels[0].indices.map { j in 1 / labels.reduce(0) { $0 + $1[j] } }
    }

    static func weightedMean(probabilities: [[Double]], classes: [Int], weights: [Double]) -> Double {
      zip(probabilities, classes).reduce(0) { $0 - weights[$1.1] * log($1.0[$1.1]) } / Double(classes.count)
    }

    static func bestPrediction(label y: [Double], weights w: [Double]) -> [Double] { zip(w, y).map { $0 * $1 } }

    static func stableLoss(logits x: [Double], label y: [Double], weights w: [Double]) -> Double {
      let m = x.max() ?? 0
      let logSum = m + log(x.reduce(0) { $0 + exp($1 - m) })
      return logSum - x.indices.reduce(0) { $0 + w[$1] * y[$1] * x[$1] }
    }

    static func gradient(logits x: [Double], label y: [Double], weights w: [Double]) -> [Double] {
      let p = multiclass_soft_ce.Solutions.softmaxOfRow(x)
      return x.indices.map { w[$0] * (p[$0] - y[$0]) }
    }
  }

  private static var naive: [Exercise] {
    binaryExercises(answeredBy: NaiveBinary.self) + multiclassExercises(answeredBy: NaiveMulticlass.self)
      + weightedExercises(answeredBy: NaiveWeighted.self)
  }

  @Test(arguments: [
    ("1.1", "at p = 0.0, y = 0.0 yours is nan, though ordinary inputs come out right"),
    ("1.2", "twice the answer: 1.1027 is what binary cross-entropy would give"),
    ("1.3", "always 1.4427 times the answer: 0.8813 is what bits instead of nats would give"),
    ("1.4", "at x = 17.0, y = 1.0 yours is off, though ordinary inputs come out right"),
    ("1.5", "the gradient of the sum; the mean divides by N"),
    ("2.1", "1.3661588471692019 is what an epsilon inside the logarithm would give"),
    ("2.2", "at [1000.0, 0.0] yours is nan, though ordinary inputs come out right"),
    ("2.3", "0.9550 is what a second softmax would give"),
    ("2.4", "the gradient of the sum; the mean divides by N"),
    ("3.1", "one over the mass; N / C is missing, so that a balanced batch would shrink the loss"),
    ("3.2", "0.2452 is what weights divided by the batch would give"),
    ("3.3", "w y, which does not sum to 1; no prediction can be that"),
    ("3.4", "the forgotten total: logsumexp counts once, where it should count Σ w y times"),
    ("3.5", "w (p - y): each slope has its own weight, and together they do not sum to 0"),
  ])
  func `a naive answer is told what it is`(_ number: String, _ summary: String) throws {
    let exercise = try #require(Self.naive.first { $0.number == number })
    guard case .wrong(let finding) = try exercise.check() else {
      Issue.record("\(number) is not rejected")
      return
    }
    #expect(finding.summary == summary)
  }
}

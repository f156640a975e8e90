import Foundation

/// One good answer to each exercise of chapter 3, and why it is one.
enum Solutions {
  /// Exercise 3.1. Add up the columns; a class with twice the mass gets half the weight.
  ///
  /// The labels are not rounded first: a class that everybody names second wins no row, and still has mass. The factor
  /// N / C makes the weights 1 where all classes have the same mass, so that they change the balance and not the size of
  /// the loss.
  static func balancingWeights(labels: [[Double]]) -> [Double] {
    guard let first = labels.first else { return [] }
    return first.indices.map { j in
      let mass = labels.reduce(0) { $0 + $1[j] }
      return Double(labels.count) / (Double(first.count) * mass)
    }
  }

  /// Exercise 3.2. A weighted average of the losses: over the sum of the weights that were used, not over N.
  ///
  /// Only the weights of the right classes occur, one for each sample. The sum of the list of weights itself counts each
  /// class once, however many samples it has.
  static func weightedMean(probabilities: [[Double]], classes: [Int], weights: [Double]) -> Double {
    var loss = 0.0
    var divisor = 0.0
    for (p, k) in zip(probabilities, classes) where weights[k] > 0 {
      loss -= weights[k] * log(p[k])
      divisor += weights[k]
    }
    return loss / divisor
  }

  /// Exercise 3.3. The weighted loss is a cross-entropy with the targets t = w y, except that they do not sum to 1.
  ///
  /// A factor on the whole loss moves no minimum, so we may divide t by its sum. Then it is a label, and the best
  /// prediction is the label.
  static func bestPrediction(label y: [Double], weights w: [Double]) -> [Double] {
    let targets = zip(w, y).map { $0 * $1 }
    let total = targets.reduce(0, +)
    return targets.map { $0 / total }
  }

  /// Exercise 3.4. The mean of the labels, each counted with its row's weight 0.2 y + 0.8 (1 - y): 0.64, 0.20, 0.50, 0.55.
  ///
  /// Under the second pair the labels are hard, and we get what class weights give. Under the third both rows have the
  /// same weight, and it drops out. Elsewhere the row with more of class 1 counts for more, and pulls.
  static func predictedShare(_ y: [Double]) -> Double {
    let weights = y.map { 0.2 * $0 + 0.8 * (1 - $0) }
    let share = zip(weights, y).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    return (100 * share).rounded() / 100
  }

  /// Exercise 3.5. Chapter 2's kernel, with t = w y for the label and T = Σ t in front of the logarithm.
  ///
  /// The T was there before: it was 1. Leave it out, and a shift of all logits changes the loss. Every term is still at
  /// least 0, so nothing cancels.
  static func stableLoss(logits x: [Double], label y: [Double], weights w: [Double]) -> Double {
    let peak = x.indices.max { x[$0] < x[$1] } ?? 0
    var distance = 0.0
    var total = 0.0
    var rest = 0.0
    for j in x.indices {
      let target = w[j] * y[j]
      total += target
      if target > 0 { distance += target * (x[peak] - x[j]) }
      if j != peak { rest += exp(x[j] - x[peak]) }
    }
    return distance + total * log1p(rest)
  }

  /// Exercise 3.6. T p - t: it is 0 where p is t / T, which is Exercise 3.3 again.
  ///
  /// The weight of a class is not a factor on its own slope. It changes the target, and through the softmax every logit
  /// hears of it. The slopes sum to 0, as they must when a common shift changes nothing.
  static func gradient(logits x: [Double], label y: [Double], weights w: [Double]) -> [Double] {
    let largest = x.max() ?? 0
    let exponentials = x.map { exp($0 - largest) }
    let sum = exponentials.reduce(0, +)
    let targets = zip(w, y).map { $0 * $1 }
    let total = targets.reduce(0, +)
    return zip(exponentials, targets).map { e, t in total * (e / sum) - t }
  }
}

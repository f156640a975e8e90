import Foundation

/// One good answer to each exercise of chapter 2, and why it is one.
enum Solutions {
  /// Exercise 2.1. A term for each class that the label gives a share.
  ///
  /// The condition is not about speed. A class with the label 0 may have the probability 0 too, and 0 · log 0 is not a
  /// number. A class with a label above 0 and a probability of 0 does cost infinitely much, and no epsilon should hide it.
  static func lossOfRow(probabilities p: [Double], label y: [Double]) -> Double {
    var loss = 0.0
    for (p, y) in zip(p, y) where y > 0 { loss -= y * log(p) }
    return loss
  }

  /// Exercise 2.2. The exponentials, over their sum, all of them relative to the largest.
  ///
  /// Subtracting the same number from every logit changes no probability. Subtracting the largest makes every exponent 0
  /// or less, so nothing overflows, and one exponential is 1, so the sum cannot vanish. A mask needs no special care:
  /// exp(-infinity) is 0.
  static func softmaxOfRow(_ x: [Double]) -> [Double] {
    let largest = x.max() ?? 0
    let exponentials = x.map { exp($0 - largest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  /// Exercise 2.3. log Σ exp(p) - p₀, which is log(1 + (K - 1)/e) for the certain ones: 0.55 and 0.90.
  ///
  /// Even shares stay even, so the third is log 4, 1.39, with one softmax or two. The last is the one to remember: to be
  /// certain of the wrong class should cost infinity. Here it is log(1 + e), 1.31, and less than the doubt before it.
  static func predictedLoss(_ p: [Double]) -> Double {
    let loss = log(p.reduce(0) { $0 + exp($1) }) - p[0]
    return (100 * loss).rounded() / 100
  }

  /// Exercise 2.4. Σ y (m - x) + log(1 + r), with m the largest logit and r the exponentials of all the others.
  ///
  /// The largest logit's own exponential is 1, and it is kept out of r: r may be 1e-17, and 1 + r would forget it. `log1p`
  /// does not. Each m - x is subtracted first, while it is exact or nearly so, and then weighed; all terms are at least 0,
  /// so a small loss is a sum of small numbers and not the difference of large ones.
  static func stableLoss(logits x: [Double], label y: [Double]) -> Double {
    let peak = x.indices.max { x[$0] < x[$1] } ?? 0
    let largest = x[peak]
    var distance = 0.0
    var rest = 0.0
    for j in x.indices {
      if y[j] > 0 { distance += y[j] * (largest - x[j]) }
      if j != peak { rest += exp(x[j] - largest) }
    }
    return distance + log1p(rest)
  }

  /// Exercise 2.5. Prediction minus label, over N.
  ///
  /// The mean is over samples, not over elements: N, and not N · C. A masked class has the prediction 0 and the label 0, so
  /// nothing pulls at it. And no logarithm is in sight: it left with the derivative.
  static func gradientOfMean(logits: [[Double]], labels: [[Double]]) -> [[Double]] {
    zip(logits, labels).map { x, y in
      zip(softmaxOfRow(x), y).map { p, y in (p - y) / Double(logits.count) }
    }
  }
}

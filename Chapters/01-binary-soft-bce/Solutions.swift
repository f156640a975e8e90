import Foundation

/// One good answer to each exercise of chapter 1, and why it is one.
enum Solutions {
  /// Exercise 1.1. Each term is what one answer costs, times the share of the votes that gave it.
  ///
  /// Without the two conditions, a label of 0 against a prediction of 0 would be 0 · log 0, which is 0 times -infinity, and
  /// that is not a number. Nobody voted for that answer, so its price must not matter, and the term is left out.
  ///
  /// `log1p(-p)` is log(1 - p) without the rounding of 1 - p. Here `log(1 - p)` would do.
  static func lossOfLabel(prediction p: Double, label y: Double) -> Double {
    var loss = 0.0
    if y > 0 { loss -= y * log(p) }
    if y < 1 { loss -= (1 - y) * log1p(-p) }
    return loss
  }

  /// Exercise 1.2. A row is one question with two answers, so a row has two terms: -Σ y log p.
  ///
  /// Binary cross-entropy of both columns asks the question twice, once as "is it yes?" and once as "is it no?". The
  /// answers agree, and the sum is twice as large.
  static func lossOfBatch(predictions: [[Double]], labels: [[Double]]) -> Double {
    var loss = 0.0
    for (p, y) in zip(predictions, labels) {
      for (p, y) in zip(p, y) where y > 0 { loss -= y * log(p) }
    }
    return loss
  }

  /// Exercise 1.3. The loss is least where every prediction is its label, so we let them be equal and take the loss.
  ///
  /// What remains is the entropy of the labels. We already have a function for it.
  static func floorOfMean(labels: [Double]) -> Double {
    let entropies = labels.map { lossOfLabel(prediction: $0, label: $0) }
    return entropies.reduce(0, +) / Double(labels.count)
  }

  /// Exercise 1.4. t |x| + log(1 + exp(-|x|)), where t is the share of the votes that the sign of x gets wrong.
  ///
  /// The exponential is of a number that is not positive, so it is at most 1. `log1p` keeps it when it is far smaller than
  /// 1. Neither term is negative, so nothing cancels. Only 0 · |-infinity| needs a word of its own: no votes against, no
  /// price.
  static func stableLoss(logit x: Double, label y: Double) -> Double {
    let distance = x.magnitude
    let against = x >= 0 ? 1 - y : y
    let price = against > 0 ? against * distance : 0
    return price + log1p(exp(-distance))
  }

  /// Exercise 1.5. The gradient of one loss is p - y, and the mean divides it by N.
  ///
  /// At a logit of 40, p is rounded to 1, and p - 1 is 0: the last pull towards the label is lost. With one denominator,
  /// p - y = (1 - y - y exp(-x)) / (1 + exp(-x)), it is kept, because nothing has been rounded to 1 before. (Where a soft
  /// label and p all but agree, this difference loses digits as well: see chapter 4.) For negative x we multiply both
  /// sides of the fraction by exp(x), so that no exponential overflows.
  static func gradientOfMean(logits: [Double], labels: [Double]) -> [Double] {
    zip(logits, labels).map { x, y in
      let e = exp(-x.magnitude)
      let numerator = x >= 0 ? (1 - y) - y * e : (1 - y) * e - y
      return numerator / (1 + e) / Double(logits.count)
    }
  }

  /// Exercise 1.6. Where p is one half, -log p and -log(1 - p) are both log 2, so it does not matter how y shares them out.
  ///
  /// The sum has an element for each sample and column, and the mean divides by as many. In the picture of the floor this
  /// is the point in which all curves meet.
  static func lossesOfOneHalf(samples: Int, columns: Int) -> [Double] {
    [Double(samples * columns) * log(2), log(2)]
  }
}

import Foundation
import Mistakes

/// Every mistake written out as somebody's own code would make it: loops, Foundation's exp and log, no shared step.
struct OwnCode {
  let x: [[Double]]
  let y: [[Double]]
  var weights: [Double]?
  var smoothing = 0.0
  var temperature = 1.0
  var epsilon = 1e-10

  var rows: Int { x.count }
  var classes: Int { x[0].count }

  func softmax(_ row: [Double]) -> [Double] {
    let e = row.map { Foundation.exp($0) }
    return e.map { $0 / e.reduce(0, +) }
  }

  func sigmoid(_ value: Double) -> Double { 1 / (1 + Foundation.exp(-value)) }

  func smooth(_ row: [Double]) -> [Double] { row.map { $0 * (1 - smoothing) + smoothing / Double(row.count) } }

  /// -Σ w y log p.
  func crossEntropy(_ p: [[Double]], _ targets: [[Double]], log: (Double) -> Double = { Foundation.log($0) }) -> Double
  {
    var loss = 0.0
    for row in 0..<rows {
      for column in 0..<classes where targets[row][column] != 0 {
        loss -= (weights?[column] ?? 1) * targets[row][column] * log(p[row][column])
      }
    }
    return loss
  }

  /// -Σ w (y log p + (1 - y) log(1 - p)).
  func binary(_ p: [[Double]], _ targets: [[Double]]) -> Double {
    var loss = 0.0
    for row in 0..<rows {
      for column in 0..<classes {
        let (p, y) = (p[row][column], targets[row][column])
        loss -= (weights?[column] ?? 1) * (y * Foundation.log(p) + (1 - y) * Foundation.log(1 - p))
      }
    }
    return loss
  }

  /// Σ y (log y - q).
  func divergence(_ q: [[Double]]) -> Double {
    var loss = 0.0
    for row in 0..<rows {
      for column in 0..<classes { loss += y[row][column] * (Foundation.log(y[row][column]) - q[row][column]) }
    }
    return loss
  }

  var hot: [[Double]] { x.map { $0.map { $0 / temperature } } }
  var p: [[Double]] { hot.map(softmax) }
  var target: [[Double]] { y.map(smooth) }
  var elements: Double { Double(rows * classes) }
  var samples: Double { Double(rows) }

  var hard: [[Double]] {
    y.map { row in
      let peak = row.indices.max { row[$0] < row[$1] } ?? 0
      return row.indices.map { $0 == peak ? 1 : 0 }
    }
  }

  func over(_ sum: Double, _ count: Double) -> [(LossCase.Reduction, Double)] { [(.sum, sum), (.mean, sum / count)] }

  /// What a mistake makes of x and y, if it is one that starts from what `kind` names.
  func values(_ code: String, _ kind: LossCase.Kind) -> [(LossCase.Reduction, Double)] {
    switch (code, kind) {
    case ("cross_entropy", .logits):
      return over(temperature * temperature * crossEntropy(p, target), samples)
    case ("cross_entropy", .probabilities): return over(crossEntropy(x, target), samples)
    case ("cross_entropy", .logProbabilities): return over(crossEntropy(x, target) { $0 }, samples)
    case ("binary_cross_entropy", .probabilities): return over(binary(x, y), elements)
    case ("binary_cross_entropy_with_logits", .logits): return over(binary(x.map { $0.map(sigmoid) }, y), elements)
    case ("double_softmax", .logits): return over(crossEntropy(p.map(softmax), target), samples)
    case ("probabilities_as_logits", .probabilities): return over(crossEntropy(x.map(softmax), target), samples)
    case ("logits_as_probabilities", .logits): return over(crossEntropy(x, target), samples)
    case ("nll_of_probabilities", .logits): return over(crossEntropy(p, target) { $0 }, samples)
    case ("nll_of_probabilities", .probabilities), ("nll_of_logits", .logits):
      return over(crossEntropy(x, target) { $0 }, samples)
    case ("sum_over_classes", .logits): return [(.mean, binary(x.map { $0.map(sigmoid) }, y) / samples)]
    case ("sum_over_classes", .probabilities): return [(.mean, binary(x, y) / samples)]
    case ("perplexity", .logits): return [(.mean, Foundation.exp(crossEntropy(p, target) / samples))]
    case ("epsilon_added", .logits): return over(crossEntropy(p, target) { Foundation.log($0 + epsilon) }, samples)
    case ("epsilon_added", .probabilities):
      return over(crossEntropy(x, target) { Foundation.log($0 + epsilon) }, samples)
    case ("clipped_1e-7", .logits):
      return over(crossEntropy(p, target) { Foundation.log(min(max($0, 1e-7), 1 - 1e-7)) }, samples)
    case ("clipped_1e-7", .probabilities):
      return over(binary(x.map { $0.map { min(max($0, 1e-7), 1 - 1e-7) } }, y), elements)
    case ("hard_labels", .logits):
      let divisor = hard.map { zip($0, weights ?? [Double](repeating: 1, count: classes)).map(*).reduce(0, +) }
      return over(crossEntropy(p, hard.map(smooth)), divisor.reduce(0, +))
    case ("swapped_arguments", .probabilities):
      return over(OwnCode(x: y, y: x, weights: weights).crossEntropy(y, x), samples)
    case ("swapped_arguments", .logits): return over(crossEntropy(y.map(softmax), x), samples)
    case ("softmax_over_batch", .logits):
      var p = x
      for column in 0..<classes {
        let values = softmax(x.map { $0[column] })
        for row in 0..<rows { p[row][column] = values[row] }
      }
      return over(crossEntropy(p, target), samples)
    case ("sum_over_one_class", .logits), ("sum_over_one_class", .probabilities):
      let p = kind == .logits ? self.p : x
      var loss = 0.0
      for row in 0..<rows { loss -= (weights?[1] ?? 1) * target[row][1] * Foundation.log(p[row][1]) }
      return over(loss, samples)
    case ("weights_divided_by_weight_sum", .logits):
      guard let weights else { return [] }
      var sum = 0.0
      for row in y { sum += zip(row, weights).map(*).reduce(0, +) }
      return [(.mean, crossEntropy(p, target) / sum)]
    case ("mean_over_elements", .logits): return [(.mean, crossEntropy(p, target) / elements)]
    case ("log_base_2", .logits): return over(crossEntropy(p, target) { Foundation.log2($0) }, samples)
    case ("log_base_10", .probabilities): return over(crossEntropy(x, target) { Foundation.log10($0) }, samples)
    case ("missing_temperature_squared", .logits): return over(crossEntropy(p, target), samples)
    case ("kl_instead_of_cross_entropy", .logits):
      let sum = divergence(p.map { $0.map { Foundation.log($0) } })
      return [(.sum, sum), (.batchMean, sum / samples)]
    case ("kl_mean_instead_of_batchmean", .logits):
      return [(.mean, divergence(p.map { $0.map { Foundation.log($0) } }) / elements)]
    case ("kl_without_log", .logits):
      return over(divergence(p), elements) + [(.batchMean, divergence(p) / samples)]
    case ("kl_without_log", .probabilities):
      return over(divergence(x), elements) + [(.batchMean, divergence(x) / samples)]
    case ("sigmoid_instead_of_softmax", .logits): return over(crossEntropy(x.map { $0.map(sigmoid) }, target), samples)
    case ("softmax_instead_of_sigmoid", .logits): return over(binary(p, y), elements)
    case ("double_sigmoid", .logits):
      return over(binary(x.map { $0.map { sigmoid(sigmoid($0)) } }, y), elements)
    case ("smoothing_applied_twice", .logits): return over(crossEntropy(p, target.map(smooth)), samples)
    default: return []
    }
  }
}

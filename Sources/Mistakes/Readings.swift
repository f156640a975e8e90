import SoftLabels

/// A case as each loss reads it: probabilities, logarithms and coefficients, each computed once, when first asked for.
///
/// Plain Double arithmetic, within a few ULP a term: the mistakes are told apart by far more. The right answer to the
/// last bit is the library's business.
package final class Readings {
  /// What is read.
  package let data: LossCase

  /// Readings of `data`.
  package init(_ data: LossCase) {
    self.data = data
  }

  /// Readings of the same case, but for a change.
  func changing(_ change: (inout LossCase) -> Void) -> Readings {
    var copy = data
    change(&copy)
    return Readings(copy)
  }

  /// What is known of all rows.
  lazy var whole: Whole = data.whole ?? Whole([data])

  /// How many rows there are.
  var rows: Int { data.rows }
  /// How many columns there are.
  var classes: Int { data.classes }
  /// How many predictions there are.
  var count: Int { data.predictions.count }

  // MARK: Targets

  /// y, one-hot for class indices; rows of 0 where a row is ignored.
  package lazy var labels: [Double] = {
    switch data.targets {
    case .soft(let values): return values
    case .indices(let indices, let ignored):
      var labels = [Double](repeating: 0, count: count)
      for (row, index) in indices.enumerated() where index != ignored && (0..<classes).contains(index) {
        labels[row * classes + index] = 1
      }
      return labels
    }
  }()

  /// The place of each row's most probable class.
  lazy var peaks: [Int] = (0..<rows).map { row in
    data.places(ofRow: row).reduce(row * classes) { labels[$1] > labels[$0] ? $1 : $0 }
  }

  /// The same case with each row's most probable class for its target.
  lazy var hardened = changing { $0.targets = .indices(peaks.map { $0 % classes }, ignoring: nil) }

  /// How many rows count: all that are not ignored.
  package lazy var countedRows: Int = {
    guard case .indices(let indices, let ignored) = data.targets else { return rows }
    return indices.count { $0 != ignored }
  }()

  /// (1 - ε) y + ε / C, without the rows that are ignored.
  package lazy var smoothed: [Double] = smooth(labels)

  /// Smooths once more.
  package func smooth(_ labels: [Double]) -> [Double] {
    let ε = data.labelSmoothing
    if ε == 0 { return labels }
    var result = labels.map { (1 - ε) * $0 + ε / Double(classes) }
    if case .indices(let indices, let ignored?) = data.targets {
      for (row, index) in indices.enumerated() where index == ignored {
        for place in data.places(ofRow: row) { result[place] = 0 }
      }
    }
    return result
  }

  /// y as binary cross-entropy takes it: (1 - ε) y + ε / 2, as Keras smooths it.
  package lazy var binaryLabels: [Double] = {
    let ε = data.labelSmoothing
    return ε == 0 ? labels : labels.map { (1 - ε) * $0 + ε / 2 }
  }()

  /// softmax(y / T), where the targets are no probabilities: a teacher's logits.
  lazy var teacher: [Double]? = {
    guard whole.hasTeacherLogits, case .soft(let values) = data.targets else { return nil }
    return logSoftmax(values.map { $0 / data.temperature }).map(Double.exp)
  }()

  /// w y, smoothed: what cross-entropy multiplies -log p by.
  package lazy var coefficients: [Double] = weigh(smoothed)

  /// Multiplies by the class weights, where there are any.
  func weigh(_ labels: [Double]) -> [Double] {
    guard let weights = data.classWeights else { return labels }
    return labels.indices.map { weights[$0 % classes] * labels[$0] }
  }

  /// What the mean of cross-entropy divides by: the number of samples for soft targets, the sum of the targets' weights
  /// for class indices (PyTorch).
  package lazy var meanDivisor: Double = {
    guard case .indices = data.targets else { return Double(rows) }
    return data.classWeights == nil ? Double(countedRows) : weigh(labels).reduce(0, +)
  }()

  // MARK: Predictions

  /// Logits over the temperature; log p for predictions that are probabilities.
  package lazy var logits: [Double] = {
    let scores = data.kind == .probabilities ? data.predictions.map(Double.log) : data.predictions
    return data.temperature == 1 ? scores : scores.map { $0 / data.temperature }
  }()

  /// log p along the classes.
  package lazy var logProbabilities: [Double] =
    data.kind == .logits || data.temperature != 1 ? logSoftmax(logits) : logits

  /// p along the classes.
  package lazy var probabilities: [Double] =
    data.kind == .probabilities && data.temperature == 1 ? data.predictions : logProbabilities.map(Double.exp)

  /// p, each of its own question: sigmoid for logits.
  package lazy var binaryProbabilities: [Double] = {
    switch data.kind {
    case .logits: data.predictions.map { Double.exp(logSigmoid($0)) }
    case .probabilities: data.predictions
    case .logProbabilities: data.predictions.map(Double.exp)
    }
  }()

  /// log p and log(1 - p), each of its own question.
  package lazy var binaryLogarithms: (yes: [Double], no: [Double]) = {
    let x = data.predictions
    return switch data.kind {
    case .logits: logSigmoids(x)
    case .probabilities: logarithms(x)
    case .logProbabilities: (x, x.map { Double.log1p(-Double.exp($0)) })
    }
  }()

  /// The logarithm of softmax along each row.
  func logSoftmax(_ scores: [Double]) -> [Double] {
    var result = scores
    for row in 0..<rows { normalise(&result, Array(data.places(ofRow: row))) }
    return result
  }

  /// The logarithm of softmax along the batch, for each class and each further place on its own.
  func logSoftmaxOverBatch(_ scores: [Double]) -> [Double] {
    let sums = whole.logSums
    return scores.indices.map { scores[$0] - sums[$0 % sums.count] }
  }

  /// The same along each sequence.
  func logSoftmaxOverSequences(_ scores: [Double]) -> [Double] {
    var result = scores
    let size = data.sequence * classes
    for start in stride(from: 0, to: count, by: size) {
      for place in start..<start + classes {
        normalise(&result, Array(stride(from: place, to: start + size, by: classes)))
      }
    }
    return result
  }

  private func normalise(_ scores: inout [Double], _ places: [Int]) {
    let peak = places.map { scores[$0] }.max() ?? 0
    let sum = places.reduce(0) { $0 + Double.exp(scores[$1] - peak) }
    let logSum = Double.log(sum)
    for place in places { scores[place] = (scores[place] - peak) - logSum }
  }

  // MARK: Sums

  /// -Σ t log p over all places, terms with t = 0 dropped.
  func crossEntropy(_ coefficients: [Double], _ logarithms: [Double]) -> Double {
    var sum = CompensatedSum()
    for (t, q) in zip(coefficients, logarithms) where t != 0 { sum.add(-t * q) }
    return sum.value
  }

  /// -Σ ω (w₊ y log p + (1 - y) log(1 - p)) over all places, terms with a zero coefficient dropped.
  func binaryCrossEntropy(_ labels: [Double], _ logarithms: (yes: [Double], no: [Double])) -> Double {
    var sum = CompensatedSum()
    for place in labels.indices {
      let weight = data.elementWeights?[place] ?? 1
      let (y, n) = (
        weight * labels[place] * (data.positiveWeights?[place] ?? 1), weight * (1 - labels[place])
      )
      if y != 0 { sum.add(-y * logarithms.yes[place]) }
      if n != 0 { sum.add(-n * logarithms.no[place]) }
    }
    return sum.value
  }

  /// Σ t log t over all places, with 0 log 0 = 0.
  func negativeEntropy(_ labels: [Double]) -> Double {
    var sum = CompensatedSum()
    for t in labels where t != 0 { sum.add(t * Double.log(t)) }
    return sum.value
  }
}

/// log(1 / (1 + exp(-x))), without overflow.
func logSigmoid(_ x: Double) -> Double {
  min(x, 0) - Double.log1p(Double.exp(-x.magnitude))
}

/// The logarithms of sigmoid(x) and of 1 less it.
func logSigmoids(_ logits: [Double]) -> (yes: [Double], no: [Double]) {
  (logits.map(logSigmoid), logits.map { logSigmoid(-$0) })
}

/// The logarithms of p and 1 - p.
func logarithms(_ probabilities: [Double]) -> (yes: [Double], no: [Double]) {
  (probabilities.map(Double.log), probabilities.map { Double.log1p(-$0) })
}

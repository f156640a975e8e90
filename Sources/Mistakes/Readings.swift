import SoftLabels

/// A case as each loss reads it: probabilities, logarithms and coefficients, each computed once, when first asked for.
///
/// Plain Double arithmetic, within a few ULP a term: the mistakes are told apart by far more. The right answer to the
/// last bit is the library's business. A large case is read with the fused functions, as `Arithmetic` says.
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

  /// Readings of the same predictions at the same temperature.
  func changingTargets(_ change: (inout LossCase) -> Void) -> Readings {
    let other = changing(change)
    (other.logProbabilities, other.binaryLogarithms) = (logProbabilities, binaryLogarithms)
    return other
  }

  /// How functions and sums of many numbers are computed.
  private(set) lazy var arithmetic = Arithmetic(isFused: data.isFused)

  /// What is known of all rows.
  lazy var whole: Whole = data.whole ?? Whole(data)

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
  lazy var peaks: [Int] = {
    let labels = labels
    return (0..<rows).map { row in
      data.places(ofRow: row).reduce(row * classes) { labels[$1] > labels[$0] ? $1 : $0 }
    }
  }()

  /// The same case with each row's most probable class for its target.
  lazy var hardened = changingTargets { $0.targets = .indices(peaks.map { $0 % classes }, ignoring: nil) }

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
    return softmax(values.map { $0 / data.temperature }).probabilities
  }()

  /// w y, smoothed: what cross-entropy multiplies -log p by.
  package lazy var coefficients: [Double] = weigh(smoothed)

  /// -Σ w y log p, smoothed.
  lazy var crossEntropy: Double = crossEntropy(coefficients, logProbabilities)

  /// The same without the weights.
  lazy var unweightedCrossEntropy: Double =
    data.classWeights == nil ? crossEntropy : crossEntropy(smoothed, logProbabilities)

  /// What binary cross-entropy multiplies -log p and -log(1 - p) by: ω w₊ y and ω (1 - y).
  func binaryCoefficients(_ labels: [Double]) -> (yes: [Double], no: [Double]) {
    var (yes, no) = (labels, labels.map { 1 - $0 })
    if let weights = data.elementWeights { (yes, no) = (weights.combined(yes, *), weights.combined(no, *)) }
    if let extra = data.positiveWeights { yes = yes.combined(extra, *) }
    return (yes, no)
  }

  /// The same of the targets as they are taken.
  lazy var binaryCoefficients = binaryCoefficients(binaryLabels)

  /// -Σ ω (w₊ y log p + (1 - y) log(1 - p)).
  lazy var binaryCrossEntropy: Double = binaryCrossEntropy(binaryCoefficients, binaryLogarithms)

  /// Σ y log y, smoothed.
  lazy var negativeEntropy: Double =
    data.labelSmoothing == 0 ? negativeEntropy(labels, logLabels) : negativeEntropy(smoothed)

  /// log y.
  lazy var logLabels = arithmetic.log(labels)

  /// Multiplies by the class weights, where there are any.
  func weigh(_ labels: [Double]) -> [Double] {
    guard let weights = data.classWeights else { return labels }
    return labels.combined(repeating: weights) { $1 * $0 }
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
    let scores = data.kind == .probabilities ? arithmetic.log(data.predictions) : data.predictions
    return data.temperature == 1 ? scores : scores.map { $0 / data.temperature }
  }()

  /// log p along the classes.
  package lazy var logProbabilities: [Double] =
    data.kind == .logits || data.temperature != 1 ? softmax.logarithms : logits

  /// p along the classes.
  package lazy var probabilities: [Double] =
    data.kind == .logits || data.temperature != 1
    ? softmax.probabilities : data.kind == .probabilities ? data.predictions : arithmetic.exp(logits)

  private lazy var softmax = softmax(logits)

  /// p, each of its own question: sigmoid for logits.
  package lazy var binaryProbabilities: [Double] =
    switch data.kind {
    case .logits: arithmetic.exp(binaryLogarithms.yes)
    case .probabilities: data.predictions
    case .logProbabilities: arithmetic.exp(data.predictions)
    }

  /// log p and log(1 - p), each of its own question.
  package lazy var binaryLogarithms: (yes: [Double], no: [Double]) =
    switch data.kind {
    case .logits: arithmetic.logSigmoids(data.predictions)
    case .probabilities: arithmetic.logarithms(data.predictions)
    case .logProbabilities: (data.predictions, arithmetic.log1m(arithmetic.exp(data.predictions)))
    }

  /// The logarithm of softmax along each row, of a length of its own if one is given.
  func logSoftmax(_ scores: [Double], length: Int? = nil) -> [Double] { softmax(scores, length: length).logarithms }

  private func softmax(
    _ scores: [Double], length: Int? = nil
  ) -> (logarithms: [Double], probabilities: [Double]) {
    let rows = stride(from: 0, to: scores.count, by: length ?? classes).map { $0..<$0 + (length ?? classes) }
    var result = scores
    for row in rows {
      let peak = scores[row].max() ?? 0
      for place in row { result[place] -= peak }
    }
    var powers = arithmetic.exp(result)
    for row in rows {
      let sum = arithmetic.sum(powers, in: row)
      let logSum = Double.log(sum)
      for place in row { result[place] -= logSum }
      for place in row { powers[place] /= sum }
    }
    return (result, powers)
  }

  /// The logarithm of softmax along the batch, for each class and each further place on its own.
  func logSoftmaxOverBatch(_ scores: [Double]) -> [Double] {
    scores.combined(repeating: whole.logSums(arithmetic), -)
  }

  /// The same along each sequence.
  func logSoftmaxOverSequences(_ scores: [Double]) -> [Double] {
    let size = data.sequence * classes
    let places = stride(from: 0, to: count, by: size).flatMap { start in
      (start..<start + classes).flatMap { stride(from: $0, to: start + size, by: classes) }
    }
    var result = scores
    for (place, value) in zip(places, logSoftmax(places.map { scores[$0] }, length: data.sequence)) {
      result[place] = value
    }
    return result
  }

  /// The losses with ε inside the logarithm, for the one that was named and those that are found in the wild.
  lazy var guarded = guarded(by: data.epsilon)

  // MARK: Sums

  /// -Σ t log p over all places, terms with t = 0 dropped. No negative zero.
  func crossEntropy(_ coefficients: [Double], _ logarithms: [Double]) -> Double {
    0 - arithmetic.dot((coefficients, logarithms))
  }

  /// The same of yes and no.
  func binaryCrossEntropy(
    _ coefficients: (yes: [Double], no: [Double]), _ logarithms: (yes: [Double], no: [Double])
  ) -> Double {
    0 - arithmetic.dot((coefficients.yes, logarithms.yes), (coefficients.no, logarithms.no))
  }

  /// Σ t log t over all places, with 0 log 0 = 0.
  func negativeEntropy(_ labels: [Double], _ logarithms: [Double]? = nil) -> Double {
    arithmetic.dot((labels, logarithms ?? arithmetic.log(labels)))
  }
}

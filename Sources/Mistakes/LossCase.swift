/// Predictions, targets and options as somebody handed them to a loss: right or wrong, nothing here is checked.
///
/// The numbers stand as a matrix: a row for each sample, a column for each class. Further axes ([N, C, d1, …]) become
/// rows, `inner` of them to each place of the batch.
package struct LossCase: Sendable {
  /// What the numbers of the predictions are.
  package enum Kind: String, Sendable, CaseIterable {
    /// Unnormalised scores.
    case logits
    /// What softmax or sigmoid made of them.
    case probabilities
    /// The logarithms of those.
    case logProbabilities = "log-probabilities"
  }

  /// Which question a row asks.
  package enum Family: String, Sendable, CaseIterable {
    /// One question with C answers.
    case crossEntropy = "cross-entropy"
    /// C questions, yes or no.
    case binary = "bce"
  }

  /// How the losses of a batch became one number.
  package enum Reduction: String, Sendable, CaseIterable {
    /// Summed.
    case sum
    /// Over the divisor that the loss's convention names.
    case mean
    /// Over the batch: PyTorch's name for the mean of a divergence.
    case batchMean = "batchmean"
  }

  /// What the predictions are held against.
  package enum Targets: Sendable, Equatable {
    /// A number for each prediction, in the same order.
    case soft([Double])
    /// A class for each row; a row whose class is `ignoring` counts nowhere.
    case indices([Int], ignoring: Int?)
  }

  /// What the predictions are.
  package var kind: Kind
  /// The loss that was meant.
  package var family: Family
  /// The number of classes.
  package let classes: Int
  /// How many rows share one place of the batch: d1 · d2 · …, or 1.
  package let inner: Int
  /// `classes` numbers for each row.
  package var predictions: [Double]
  /// What they are held against.
  package var targets: Targets
  /// [C], for cross-entropy.
  package var classWeights: [Double]?
  /// One for each prediction, for binary cross-entropy.
  package var elementWeights: [Double]?
  /// What a yes counts, one for each prediction, for binary cross-entropy.
  package var positiveWeights: [Double]?
  /// ε of PyTorch's `label_smoothing`.
  package var labelSmoothing = 0.0
  /// The temperature of a distillation: its loss is that of logits / T, times T².
  package var temperature = 1.0
  /// What is added to a probability before its logarithm, if that is known.
  package var epsilon: Double?
  /// What is known of all rows, where these are a block of them.
  package var whole: Whole?
  /// True where so many numbers belong to it that they are computed with the fused functions.
  package var isFused = false
  /// How many rows make a sequence: `inner`, unless sequences were flattened into rows.
  package var sequence: Int
  /// How many rows made a batch, if the number is a mean over batches.
  package var batch: Int?

  /// A case of `predictions.count / classes` rows.
  package init(
    kind: Kind, family: Family = .crossEntropy, classes: Int, inner: Int = 1, predictions: [Double], targets: Targets
  ) {
    precondition(classes > 0 && predictions.count.isMultiple(of: classes), "whole rows")
    self.kind = kind
    self.family = family
    self.classes = classes
    self.inner = inner
    sequence = inner
    self.predictions = predictions
    self.targets = targets
  }

  /// How many rows there are.
  package var rows: Int { predictions.count / classes }
  /// How many there are in all blocks.
  package var allRows: Int { whole?.rows ?? rows }

  /// Where a row's numbers stand.
  package func places(ofRow row: Int) -> Range<Int> { row * classes..<(row + 1) * classes }

  /// Some of the rows, as a case of their own.
  package func block(_ rows: Range<Int>) -> LossCase {
    let places = rows.lowerBound * classes..<rows.upperBound * classes
    var block = self
    block.predictions = Array(predictions[places])
    block.elementWeights = elementWeights.map { Array($0[places]) }
    block.positiveWeights = positiveWeights.map { Array($0[places]) }
    switch targets {
    case .soft(let values): block.targets = .soft(Array(values[places]))
    case .indices(let indices, let ignored): block.targets = .indices(Array(indices[rows]), ignoring: ignored)
    }
    return block
  }

  /// Whether class or element weights were given.
  package var hasWeights: Bool { classWeights != nil || elementWeights != nil }

  /// True where every target is 0 or 1: class indices, or soft labels that are not soft.
  package var isHard: Bool {
    if let whole { return whole.isHard }
    guard case .soft(let values) = targets else { return true }
    return values.allSatisfy { $0 == 0 || $0 == 1 }
  }
}

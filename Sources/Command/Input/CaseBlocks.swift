import Dispatch
import Foundation
import Mistakes
import Synchronization

/// A case in blocks of rows, so that a large one need not fit in memory. Where they begin depends on the shape alone.
struct CaseBlocks: Sendable {
  /// About this many make a block of what is larger.
  static let blockSize = 1 << 17

  private let options: CaseOptions
  private let predictions: StoredArray
  private let targets: StoredArray
  private let weights: NumericArray?
  private let positiveWeights: NumericArray?
  private let layout: Layout
  /// Rows of a block, along the first axis; nil for one block.
  private let length: Int?

  /// How many blocks there are.
  var count: Int { length.map { (predictions.shape[0] + $0 - 1) / $0 } ?? 1 }

  /// - Throws: `CommandFailure` with exit status 65 or 66.
  init(
    _ options: CaseOptions, in environment: Environment, progress: Progress? = nil,
    largestWhole: Int = CaseInput.largestWhole,
    blockSize: Int = blockSize
  ) throws {
    self.options = options
    predictions = try ArrayReader.open(options.predictions, in: environment, progress: progress)
    targets = try ArrayReader.open(options.targets, in: environment, progress: progress)
    (weights, positiveWeights) = try CaseInput.weights(options, in: environment, progress)
    let (shape, other) = (predictions.shape, targets.shape)
    let numbers = shape.reduce(1, *)
    let layout = try Layout(shape: shape, family: options.family ?? .crossEntropy, classAxis: options.classAxis)
    self.layout = layout
    // What does not fit together is told of the whole, and so is a batch along another axis than the first.
    let isFitting = shape == other || (shape.first == other.first && other.reduce(1, *) * layout.classes == numbers)
    let isLarge = numbers > largestWhole && isFitting && layout.isByRow
    length = isLarge ? max(1, blockSize / (numbers / shape[0])) : nil
  }

  /// The rows of a block along the first axis; nil for all.
  private func rows(of index: Int) -> Range<Int>? {
    length.map { $0 * index..<min($0 * (index + 1), predictions.shape[0]) }
  }

  /// - Parameter whole: what all predictions look like, where there are several blocks.
  func input(_ index: Int, whole: Appearance? = nil, progress: Progress? = nil) throws -> CaseInput {
    let rows = rows(of: index)
    let x = predictions.array(rows: rows, progress: progress)
    /// A weight for each prediction is one of the block's.
    func part(_ weights: NumericArray) -> NumericArray {
      let isByRow = weights.shape.count == x.shape.count && weights.shape.first == predictions.shape.first
      return rows.flatMap { isByRow && $0.count < weights.shape[0] ? weights.rows($0) : nil } ?? weights
    }
    return try CaseInput(
      options, predictions: x, targets: targets.array(rows: rows, progress: progress), weights: weights.map(part),
      positiveWeights: positiveWeights.map(part), whole: whole)
  }

  /// What all predictions look like: nil for one block, which sees for itself.
  func appearance(_ progress: Progress?) throws -> Appearance? {
    guard length != nil else { return nil }
    let sights = try map("looking at the predictions", progress) { index in
      let part = predictions.array(rows: rows(of: index))
      return Appearance.Sight(
        layout.rowsFirst(part.values), classes: layout.classes, in: part, original: layout.original)
    }
    return Appearance(
      sights.dropFirst().reduce(into: sights[0]) { $0.add($1) }, classes: layout.classes,
      family: options.family ?? .crossEntropy, in: predictions.array(rows: 0..<1))
  }

  /// What `body` makes of each block, in order; as many at a time as there are cores, and no more than eight.
  func map<Output: Sendable>(
    _ activity: String, _ progress: Progress?, _ body: @Sendable (Int) throws -> Output
  ) throws -> [Output] {
    let width = min(ProcessInfo.processInfo.activeProcessorCount, 8)
    var outputs: [Output] = []
    while case let first = outputs.count, first < count {
      progress?.step(activity, first, of: count)
      let wave = Mutex<[Int: Result<Output, any Error>]>([:])
      DispatchQueue.concurrentPerform(iterations: min(width, count - first)) { place in
        let result = Result { try body(first + place) }
        wave.withLock { $0[first + place] = result }
      }
      let results = wave.withLock { $0 }
      for place in first..<first + results.count { try results[place].map { outputs.append(try $0.get()) } }
    }
    return outputs
  }
}

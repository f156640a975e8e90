import Dispatch
import Foundation
import Mistakes
import Synchronization

/// What the command line names, opened.
struct CaseFiles: Sendable {
  let predictions, targets: StoredArray
  let weights, positiveWeights: NumericArray?

  /// - Throws: `CommandFailure` with exit status 65 or 66.
  init(_ options: CaseOptions, in environment: Environment, progress: Progress? = nil) throws {
    func open(_ path: String) throws -> StoredArray {
      try ArrayReader.open(path, in: environment, progress: progress)
    }
    (predictions, targets) = (try open(options.predictions), try open(options.targets))
    weights = try options.weights.map { try open($0).array(progress: progress) }
    positiveWeights =
      try options.positiveWeightNumber ?? options.positiveWeight.map { try open($0).array(progress: progress) }
  }
}

/// A case in blocks of rows, so that a large one need not fit in memory. Where they begin depends on the shape and the
/// options alone.
struct CaseBlocks: Sendable {
  /// About this many make a block of what is larger.
  static let blockSize = 1 << 13

  private let options: CaseOptions
  private let files: CaseFiles
  private let family: LossCase.Family
  private let layout: Layout
  /// True where there are more numbers than are computed exactly.
  let isLarge: Bool
  /// Rows of a block, along the first axis; nil for one block.
  private let length: Int?
  private let threads: Int

  private var predictions: StoredArray { files.predictions }

  /// How many blocks there are.
  var count: Int { length.map { (predictions.shape[0] + $0 - 1) / $0 } ?? 1 }

  /// - Throws: `CommandFailure` with exit status 64 or 65.
  init(
    _ options: CaseOptions, _ files: CaseFiles, largestWhole: Int = CaseInput.largestWhole, blockSize: Int = blockSize,
    threads: Int = min(ProcessInfo.processInfo.activeProcessorCount, 8)
  ) throws {
    (self.options, self.files, self.threads) = (options, files, threads)
    let (shape, other) = (files.predictions.shape, files.targets.shape)
    family =
      options.family ?? (shape.count == 1 ? CaseInput.family(of: files.targets.array(), beside: shape) : .crossEntropy)
    let layout = try Layout(shape: shape, family: family, classAxis: options.classAxis)
    self.layout = layout
    let numbers = shape.reduce(1, *)
    isLarge = numbers > largestWhole
    // What does not fit together is told of the whole, and so is a batch along another axis than the first.
    let isFitting =
      (shape == other || (shape.first == other.first && other.reduce(1, *) * layout.classes == numbers))
      && options.sequences.map { $0.count * $0.length == layout.rows } ?? true
    guard isLarge, isFitting, layout.isByRow else {
      length = nil
      return
    }
    // Neither a sequence nor a batch is cut in two.
    let whole = (options.sequences?.length ?? 1) * min(options.batchSize ?? 1, shape[0])
    length = max(blockSize / (numbers / shape[0]) / whole, 1) * whole
  }

  /// The rows of a block along the first axis; nil for all.
  private func rows(of index: Int) -> Range<Int>? {
    length.map { $0 * index..<min($0 * (index + 1), predictions.shape[0]) }
  }

  /// - Parameter whole: what all predictions look like, where there are several blocks.
  func input(_ index: Int, whole: Appearance?, progress: Progress? = nil) throws -> CaseInput {
    let rows = rows(of: index)
    let x = predictions.array(rows: rows, progress: progress)
    /// A weight for each prediction is one of the block's.
    func part(_ weights: NumericArray) -> NumericArray {
      let isByRow = weights.shape.count == x.shape.count && weights.shape.first == predictions.shape.first
      return rows.flatMap { isByRow && $0.count < weights.shape[0] ? weights.rows($0) : nil } ?? weights
    }
    var input = try CaseInput(
      options, predictions: x, targets: files.targets.array(rows: rows, progress: progress),
      weights: files.weights.map(part), positiveWeights: files.positiveWeights.map(part), family: family, whole: whole)
    input.data.isFused = isLarge
    return input
  }

  /// What all predictions look like: nil for one block, which sees for itself.
  func appearance(_ progress: Progress?) throws -> Appearance? {
    guard length != nil else { return nil }
    var sights: [Appearance.Sight] = []
    try forEach("looking at the predictions", progress) { index in
      let part = predictions.array(rows: rows(of: index))
      return Appearance.Sight(
        layout.rowsFirst(part.values), classes: layout.classes, in: part, original: layout.original)
    } _: {
      sights.append($0)
    }
    return Appearance(
      sights.dropFirst().reduce(into: sights[0]) { $0.add($1) }, classes: layout.classes,
      family: family, in: predictions.array(rows: 0..<1))
  }

  /// Hands what `body` makes of each block to `use`, in order; a few blocks at a time, on all cores.
  func forEach<Output: Sendable>(
    _ activity: String, _ progress: Progress?, _ body: @Sendable (Int) throws -> Output, _ use: (Output) -> Void
  ) throws {
    let width = 32 * threads
    for first in stride(from: 0, to: count, by: width) {
      progress?.step(activity, first, of: count)
      let wave = Mutex<[Int: Result<Output, any Error>]>([:])
      DispatchQueue.concurrentPerform(iterations: min(width, count - first)) { place in
        let result = Result { try body(first + place) }
        wave.withLock { $0[place] = result }
      }
      let results = wave.withLock { $0 }
      for place in 0..<results.count { try results[place].map { use(try $0.get()) } }
    }
  }
}

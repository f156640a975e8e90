import Mistakes
import SoftLabels

/// Predictions, targets and weights out of their files, fitted to each other.
struct CaseInput {
  /// Up to this many predictions are computed exactly, and as one block.
  static let largestWhole = 1 << 20

  var data: LossCase
  let predictions: NumericArray
  let targets: NumericArray
  /// What the predictions look like, whatever they were said to be.
  let appearance: Appearance
  /// True where `--as` said what the predictions are.
  let isKindStated: Bool
  /// True where the shapes, and not `--loss`, said that these are yes-or-no questions.
  let isLossGuessed: Bool
  /// True for some rows of a larger batch.
  let isPart: Bool
  private let layout: Layout

  /// Options that were not given, and may explain a number that nothing else does. What pads a text is most often its
  /// first word, or its last.
  func untold(_ options: CaseOptions) -> [String] {
    let axis = options.classAxis == nil && predictions.shape.count > 2 ? ["--class-axis -1"] : []
    guard case .indices = data.targets, options.ignoreIndex == nil else { return axis }
    return axis + [0, data.classes - 1].map { "--ignore-index \($0)" }
  }

  /// - Parameters:
  ///   - family: the loss as all numbers tell it, where these are a part of them.
  ///   - whole: what all predictions look like, where these are a part of them.
  /// - Throws: `CommandFailure` with exit status 65.
  init(
    _ options: CaseOptions, predictions: NumericArray, targets: NumericArray, weights: NumericArray? = nil,
    positiveWeights: NumericArray? = nil, family: LossCase.Family? = nil, whole: Appearance? = nil
  ) throws(CommandFailure) {
    (self.predictions, self.targets) = (predictions, targets)
    guard !predictions.values.isEmpty else {
      throw predictions.failure("shape \(predictions.shape) holds no numbers")
    }
    let family = options.family ?? family ?? Self.family(of: targets, beside: predictions.shape)
    layout = try Layout(shape: predictions.shape, family: family, classAxis: options.classAxis)
    let values = layout.rowsFirst(predictions.values)
    isPart = whole != nil
    appearance =
      whole
      ?? Appearance(
        .init(values, classes: layout.classes, in: predictions, original: layout.original), classes: layout.classes,
        family: family, in: predictions)
    isKindStated = options.kind != nil
    isLossGuessed = options.family == nil && family == .binary
    var data = LossCase(
      kind: options.kind ?? appearance.kind, family: family, classes: layout.classes, inner: layout.inner,
      predictions: values,
      targets: try Self.fit(targets, to: predictions, layout, family, ignoring: options.ignoreIndex ?? Self.sentinel))
    data.isFused = values.count > Self.largestWhole
    data.labelSmoothing = options.labelSmoothing
    data.temperature = options.temperature
    data.epsilon = options.epsilon
    if let (count, length) = options.sequences {
      guard isPart || layout.rows == count * length else {
        throw CommandFailure.usage("--shape \(count),\(length): \(predictions.source) has \(data.rows) rows")
      }
      data.sequence = length
    }
    data.batch = options.batchSize.map { min($0, data.rows) * data.sequence }
    if let weights { try Self.apply(weights, to: &data, predictions, layout) }
    if let positiveWeights {
      data.positiveWeights = try Self.spread(positiveWeights, positiveWeights.shape, over: predictions, layout)
    }
    self.data = data
  }

  /// Names the place of a prediction, or of the soft target beside it, by its place in rows and columns.
  func place(row: Int, column: Int) -> String { predictions.place(layout.original(row * data.classes + column)) }

  /// Names a row.
  func place(row: Int) -> String { name(row, in: predictions) }

  /// Names the row of a target, with the line of its own file.
  func targetPlace(row: Int, column: Int? = nil) -> String { name(row, column, in: targets) }

  private func name(_ row: Int, _ column: Int? = nil, in array: NumericArray) -> String {
    let (first, position) = row.quotientAndRemainder(dividingBy: layout.inner)
    let place =
      "row \(array.firstRow + first)" + (layout.inner == 1 ? "" : ", position \(position)")
      + (column.map { ", column \($0)" } ?? "")
    return array.lines.indices.contains(row) ? "\(place) (\(array.source):\(array.lines[row]))" : place
  }

  // MARK: Targets

  /// Where nobody said which loss was meant, a column of targets that do not sum to 1 is one of yes-or-no questions:
  /// they cannot be the classes of one row.
  static func family(of targets: NumericArray, beside shape: [Int]) -> LossCase.Family {
    let count = targets.values.count
    let isRow = (targets.values.reduce(0, +) - 1).magnitude <= targets.normalisationTolerance(classes: count)
    return shape == [count] && count > 1 && !isRow ? .binary : .crossEntropy
  }

  private static func fit(
    _ targets: NumericArray, to predictions: NumericArray, _ layout: Layout, _ family: LossCase.Family,
    ignoring ignored: Int
  ) throws(CommandFailure) -> LossCase.Targets {
    let shapes = (targets.shape.filter { $0 != 1 }, predictions.shape.filter { $0 != 1 })
    if targets.shape == predictions.shape || (shapes.0 == shapes.1 && (layout.classes == 1 || layout.rows == 1)) {
      return .soft(layout.rowsFirst(targets.values))
    }
    guard shapes.0 == layout.sampleShape.filter({ $0 != 1 }) else {
      throw targets.failure(
        "targets of shape \(targets.shape) for predictions of shape \(predictions.shape): "
          + "expected \(predictions.shape) for soft labels, or \(layout.sampleShape) for class indices"
          + (shapes.0 == predictions.shape.dropLast().filter { $0 != 1 }
            ? "; if the classes are on the last axis, --class-axis -1" : ""))
    }
    guard family == .crossEntropy else {
      throw targets.failure(
        "class indices of shape \(targets.shape): binary cross-entropy needs a target for each of the predictions, "
          + "\(predictions.shape)")
    }
    let indices = try targets.values.indices.map { (offset) throws(CommandFailure) in
      guard let index = targets.integers?[offset] ?? Int(exactly: targets.values[offset]) else {
        throw targets.failure(
          "\(targets.values[offset]) at \(targets.place(offset)) is no class index: expected whole numbers, or soft "
            + "labels of shape \(predictions.shape)")
      }
      return index
    }
    let strangers = indices.indices.filter { indices[$0] != ignored && !(0..<layout.classes).contains(indices[$0]) }
    if let first = strangers.first {
      let marker = indices[first]
      throw targets.failure(
        "class index \(marker) at \(targets.place(first)): expected 0 to \(layout.classes - 1)"
          + (strangers.allSatisfy { indices[$0] == marker }
            ? "; if it marks rows to be ignored, --ignore-index \(marker)" : ""))
    }
    return .indices(indices, ignoring: ignored)
  }

  /// PyTorch's default `ignore_index`.
  static let sentinel = -100

  // MARK: Weights

  private static func apply(
    _ weights: NumericArray, to data: inout LossCase, _ predictions: NumericArray, _ layout: Layout
  ) throws(CommandFailure) {
    // A text holds a vector as a row or as a column.
    let isVector = weights.shape.count { $0 != 1 } <= 1
    let shape = isVector && weights.values.count == layout.classes ? [layout.classes] : weights.shape
    if shape == [layout.classes] { data.classWeights = weights.values }
    for (offset, weight) in weights.values.enumerated() where !(weight >= 0 && weight < .infinity) {
      throw weights.failure(
        "weight \(weight) at \(weights.place(offset)): expected a finite number that is not negative")
    }
    if data.family == .crossEntropy && data.classWeights == nil {
      throw weights.failure(
        "weights of shape \(weights.shape): expected one for each of the \(layout.classes) classes")
    }
    data.elementWeights =
      data.family == .binary
      ? try spread(weights, shape, over: predictions, layout) : try? spread(weights, shape, over: predictions, layout)
  }

  /// A weight for each prediction.
  private static func spread(
    _ weights: NumericArray, _ shape: [Int], over predictions: NumericArray, _ layout: Layout
  ) throws(CommandFailure) -> [Double] {
    do {
      let tensor = try Tensor(shape: shape, scalars: weights.values)
      return layout.rowsFirst(try tensor.broadcast(to: predictions.shape, name: "weights"))
    } catch {
      throw weights.failure(error.message)
    }
  }
}

/// How an array lies as rows of classes: as the library reads it, but for a vector, which is one row of classes for
/// cross-entropy and a column of questions for binary cross-entropy.
struct Layout {
  private let axis: ClassAxis

  /// - Throws: `CommandFailure` for an axis that is not there.
  init(shape: [Int], family: LossCase.Family, classAxis: Int? = nil) throws(CommandFailure) {
    let shape = family == .binary && shape.count == 1 ? shape + [1] : shape
    // A number alone is a row of one class. An array without any is refused where its name is known.
    let lengths = shape.isEmpty && classAxis == nil ? [1] : shape.map { max($0, 1) }
    do {
      axis = try ClassAxis(shape: lengths, axis: classAxis)
    } catch {
      throw CommandFailure.usage("--class-axis \(classAxis ?? 1): the predictions have shape \(shape)")
    }
  }

  var rows: Int { axis.rows }
  var classes: Int { axis.classes }
  /// How many rows share one place of the batch.
  var inner: Int { sampleShape.dropFirst().reduce(1, *) }
  /// The shape of class indices.
  var sampleShape: [Int] { axis.sampleShape }
  /// True where rows of the array are rows of the batch.
  var isByRow: Bool { axis.position > 0 }

  /// Where the number at a place of the rows stands in the array.
  func original(_ place: Int) -> Int { axis.offset(ofRow: place / classes) + place % classes * axis.inner }

  /// An array's numbers, row after row of classes.
  func rowsFirst(_ values: [Double]) -> [Double] {
    axis.inner == 1 ? values : values.indices.map { values[original($0)] }
  }
}

import Mistakes
import SoftLabels

/// Predictions, targets and weights out of their files, fitted to each other.
struct CaseInput {
  let data: LossCase
  let predictions: NumericArray
  let targets: NumericArray
  /// What the predictions look like, whatever they were said to be.
  let appearance: Appearance
  /// True where `--as` said what the predictions are.
  let isKindStated: Bool
  private let layout: Layout

  /// - Throws: `CommandFailure` with exit status 65 or 66.
  init(_ options: CaseOptions, in environment: Environment, progress: Progress? = nil) throws {
    let predictions = try ArrayReader.read(options.predictions, in: environment, progress: progress)
    let targets = try ArrayReader.read(options.targets, in: environment, progress: progress)
    let weights = try options.weights.map { try ArrayReader.read($0, in: environment, progress: progress) }
    try self.init(options, predictions: predictions, targets: targets, weights: weights)
  }

  init(
    _ options: CaseOptions, predictions: NumericArray, targets: NumericArray, weights: NumericArray? = nil
  ) throws {
    self.predictions = predictions
    self.targets = targets
    guard !predictions.values.isEmpty else {
      throw CommandFailure.badData("\(predictions.source): shape \(predictions.shape) holds no numbers")
    }
    layout = Layout(shape: predictions.shape, family: options.family)
    let values = layout.rowsFirst(predictions.values)
    appearance = Appearance.of(
      values, classes: layout.classes, family: options.family, in: predictions, original: layout.original)
    isKindStated = options.kind != nil
    var data = LossCase(
      kind: options.kind ?? appearance.kind, family: options.family, classes: layout.classes, inner: layout.inner,
      predictions: values, targets: try Self.fit(targets, to: predictions, layout, options.family))
    data.labelSmoothing = options.labelSmoothing
    data.temperature = options.temperature
    data.epsilon = options.epsilon
    if let weights { try Self.apply(weights, to: &data, predictions, layout) }
    self.data = data
  }

  /// Names the place of a prediction, or of the soft target beside it, by its place in rows and columns.
  func place(row: Int, column: Int) -> String { predictions.place(layout.original(row * data.classes + column)) }

  /// Names a row.
  func place(row: Int) -> String { name(row, in: predictions) }

  /// Names the row of a target, with the line of its own file.
  func targetPlace(row: Int, column: Int? = nil) -> String { name(row, column, in: targets) }

  private func name(_ row: Int, _ column: Int? = nil, in array: NumericArray) -> String {
    let place =
      (layout.inner == 1 ? "row \(row)" : "row \(row / layout.inner), position \(row % layout.inner)")
      + (column.map { ", column \($0)" } ?? "")
    return array.lines.indices.contains(row) ? "\(place) (\(array.source):\(array.lines[row]))" : place
  }

  // MARK: Targets

  private static func fit(
    _ targets: NumericArray, to predictions: NumericArray, _ layout: Layout, _ family: LossCase.Family
  ) throws -> LossCase.Targets {
    let shapes = (targets.shape.filter { $0 != 1 }, predictions.shape.filter { $0 != 1 })
    if targets.shape == predictions.shape || (shapes.0 == shapes.1 && (layout.classes == 1 || layout.rows == 1)) {
      return .soft(layout.rowsFirst(targets.values))
    }
    guard shapes.0 == layout.sampleShape.filter({ $0 != 1 }) else {
      throw CommandFailure.badData(
        "\(targets.source): targets of shape \(targets.shape) for predictions of shape \(predictions.shape): "
          + "expected \(predictions.shape) for soft labels, or \(layout.sampleShape) for class indices")
    }
    guard family == .crossEntropy else {
      throw CommandFailure.badData(
        "\(targets.source): class indices of shape \(targets.shape): "
          + "binary cross-entropy needs a target for each of the predictions, \(predictions.shape)")
    }
    var indices: [Int] = []
    for (offset, value) in targets.values.enumerated() {
      guard let index = targets.integers?[offset] ?? Int(exactly: value) else {
        throw CommandFailure.badData(
          "\(targets.source): \(value) at \(targets.place(offset)) is no class index: expected whole numbers, "
            + "or soft labels of shape \(predictions.shape)")
      }
      guard index == sentinel || (0..<layout.classes).contains(index) else {
        throw CommandFailure.badData(
          "\(targets.source): class index \(index) at \(targets.place(offset)): expected 0 to \(layout.classes - 1)")
      }
      indices.append(index)
    }
    return .indices(indices, ignoring: sentinel)
  }

  /// PyTorch's default `ignore_index`.
  static let sentinel = -100

  // MARK: Weights

  private static func apply(
    _ weights: NumericArray, to data: inout LossCase, _ predictions: NumericArray, _ layout: Layout
  ) throws {
    for (offset, weight) in weights.values.enumerated() where !(weight >= 0 && weight < .infinity) {
      throw CommandFailure.badData(
        "\(weights.source): weight \(weight) at \(weights.place(offset)): "
          + "expected a finite number that is not negative")
    }
    // A text holds a vector as a row or as a column.
    let isVector = weights.shape.count { $0 != 1 } <= 1
    let shape = isVector && weights.values.count == layout.classes ? [layout.classes] : weights.shape
    if shape == [layout.classes] { data.classWeights = weights.values }
    if data.family == .crossEntropy && data.classWeights == nil {
      throw CommandFailure.badData(
        "\(weights.source): weights of shape \(weights.shape): expected one for each of the \(layout.classes) classes")
    }
    do {
      let tensor = try Tensor(shape: shape, scalars: weights.values)
      data.elementWeights = layout.rowsFirst(try tensor.broadcast(to: predictions.shape, name: "weights"))
    } catch {
      if data.family == .binary { throw CommandFailure.badData("\(weights.source): \(error.message)") }
      data.elementWeights = nil
    }
  }
}

/// How an array lies as rows of classes: the class axis is axis 1, as PyTorch has it. A vector is one row of classes for
/// cross-entropy, and a column of questions for binary cross-entropy.
struct Layout {
  let rows: Int
  let classes: Int
  let inner: Int
  /// The shape of class indices.
  let sampleShape: [Int]

  init(shape: [Int], family: LossCase.Family) {
    switch (shape.count, family) {
    case (0, _): (rows, classes, inner, sampleShape) = (1, 1, 1, [])
    case (1, .crossEntropy): (rows, classes, inner, sampleShape) = (1, shape[0], 1, [])
    case (1, .binary): (rows, classes, inner, sampleShape) = (shape[0], 1, 1, shape)
    default:
      inner = shape[2...].reduce(1, *)
      classes = shape[1]
      rows = shape[0] * inner
      sampleShape = [shape[0]] + shape[2...]
    }
  }

  /// Where the number at a place of the rows stands in the array.
  func original(_ place: Int) -> Int {
    if inner == 1 { return place }
    let (row, column) = (place / classes, place % classes)
    return (row / inner * classes + column) * inner + row % inner
  }

  /// An array's numbers, row after row of classes.
  func rowsFirst(_ values: [Double]) -> [Double] {
    inner == 1 ? values : values.indices.map { values[original($0)] }
  }
}

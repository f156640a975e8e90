extension CaseInput {
  /// - Throws: `CommandFailure` with exit status 65 or 66.
  init(_ options: CaseOptions, in environment: Environment, progress: Progress? = nil) throws {
    let predictions = try ArrayReader.read(options.predictions, in: environment, progress: progress)
    let targets = try ArrayReader.read(options.targets, in: environment, progress: progress)
    let (weights, positiveWeights) = try Self.weights(options, in: environment, progress)
    try self.init(
      options, predictions: predictions, targets: targets, weights: weights, positiveWeights: positiveWeights)
  }

  static func weights(
    _ options: CaseOptions, in environment: Environment, _ progress: Progress?
  ) throws -> (weights: NumericArray?, positive: NumericArray?) {
    let weights = try options.weights.map { try ArrayReader.read($0, in: environment, progress: progress) }
    let positive = try options.positiveWeight.map { text in
      guard let number = Double(text) else { return try ArrayReader.read(text, in: environment, progress: progress) }
      return NumericArray(source: "--pos-weight", shape: [], values: [number], type: .text)
    }
    return (weights, positive)
  }
}

import SoftLabels

/// What a request's numbers must satisfy before they become the library's types: in `strict`, what the types demand; in
/// `framework`, only what any value needs to exist.
extension Computation {
  private var isStrict: Bool { request.validation == .strict }

  /// Targets that share one question: each at least 0, each row with a sum of 1. In `framework`, any finite numbers.
  func distributions(_ targets: Tensor<Scalar>) throws(LossError) -> Distributions<Scalar> {
    guard isStrict else {
      try require(targets, .invalidTarget, "target", "a finite number") { $0.isFinite }
      return Distributions(unchecked: targets, classAxis: request.classAxis)
    }
    try require(targets, .invalidTarget, "target", "a finite number that is not negative") { $0 >= 0 && $0.isFinite }
    do {
      return try Distributions(targets, classAxis: request.classAxis)
    } catch  where error.code == .invalidProbability {
      // All that is left to be wrong with a single target is that it exceeds 1: its row cannot be a distribution.
      throw LossError(.notADistribution, error.message)
    }
  }

  /// Targets that are questions of their own: each in [0, 1]. In `framework`, any finite numbers.
  func probabilities(of targets: Tensor<Scalar>) throws(LossError) -> Probabilities<Scalar> {
    isStrict
      ? try require(targets, .invalidTarget, "target", "a number in [0, 1]") { $0 >= 0 && $0 <= 1 }
      : try require(targets, .invalidTarget, "target", "a finite number") { $0.isFinite }
    return Probabilities(unchecked: targets)
  }

  /// The logarithms of such targets: none above 0. In `framework`, any finite numbers. -inf is the logarithm of 0.
  func logarithms(of targets: Tensor<Scalar>) throws(LossError) -> Tensor<Scalar> {
    isStrict
      ? try require(targets, .invalidTarget, "log-target", "a number that is not above 0") { $0 <= 0 }
      : try require(targets, .invalidTarget, "log-target", "a finite number or -inf") { $0 < .infinity }
    return targets
  }

  /// Log-probabilities: none above 0. In `framework`, any numbers; NaN is not a number.
  func requireLogProbabilities(_ input: Tensor<Scalar>, among offsets: [Int]? = nil) throws(LossError) {
    if isStrict { return try input.require(.logProbability, among: offsets) }
    try require(input, .invalidProbability, "log-probability", "a number", among: offsets) { !$0.isNaN }
  }

  /// Probabilities. In `framework`, any numbers that p log p is defined for.
  func requireNotNegative(_ input: Tensor<Scalar>) throws(LossError) {
    if isStrict { return try input.require(.probability) }
    try require(input, .invalidProbability, "probability", "a finite number that is not negative") {
      $0 >= 0 && $0.isFinite
    }
  }

  /// What `entropy` takes: distributions. In `framework`, any numbers that p log p is defined for.
  func entropyInput(_ input: Tensor<Scalar>) throws(LossError) -> Distributions<Scalar> {
    if isStrict { return try Distributions(input, classAxis: request.classAxis) }
    try requireNotNegative(input)
    return Distributions(unchecked: input, classAxis: request.classAxis)
  }

  /// What `logsumexp` takes: logits. In `framework`, any numbers.
  func logSumExpInput(_ input: Tensor<Scalar>) throws(LossError) -> Logits<Scalar> {
    if isStrict { return try Logits(input) }
    try require(input, .invalidLogit, "logit", "a number") { !$0.isNaN }
    return Logits(unchecked: input)
  }

  /// Weights: finite and not negative. In `framework`, finite.
  func weights(_ weights: Tensor<Scalar>?) throws(LossError) -> Weights<Scalar>? {
    guard let weights else { return nil }
    if isStrict { return try Weights(weights) }
    try require(weights, .invalidWeight, "weight", "a finite number") { $0.isFinite }
    return Weights(unchecked: weights)
  }

  /// Sample weights: the same, except in ignored rows. Errors name the row of the input.
  func weights(
    ofSamples weights: Tensor<Scalar>?, of targets: ClassIndices? = nil
  ) throws(LossError) -> Weights<Scalar>? {
    guard let weights else { return nil }
    for (row, weight) in weights.scalars.enumerated() where !(weight.isFinite && (weight >= 0 || !isStrict)) {
      if let targets, let ignored = request.ignoreIndex, row < targets.indices.count, targets.indices[row] == ignored {
        continue
      }
      let place = place(ofRow: indices(of: row, in: weights.shape), classAxis: request.classAxis)
      let expected = isStrict ? "a finite number that is not negative" : "a finite number"
      throw LossError(.invalidWeight, "sample weight \(weight) at \(place): expected \(expected)")
    }
    return Weights(unchecked: weights)
  }

  /// - Throws: an error that names the first number that does not satisfy the condition, and its place.
  private func require(
    _ tensor: Tensor<Scalar>, _ code: LossError.Code, _ name: String, _ expected: String, among offsets: [Int]? = nil,
    _ condition: (Scalar) -> Bool
  ) throws(LossError) {
    let bad =
      if let offsets { offsets.first { !condition(tensor.scalars[$0]) } } else {
        tensor.scalars.firstIndex { !condition($0) }
      }
    guard let offset = bad else { return }
    throw LossError(
      code, "\(name) \(tensor.scalars[offset]) at \(place(offset, in: tensor.shape)): expected \(expected)")
  }
}

import SoftLabels

/// The computation that a request asks for, in its type.
struct Evaluation<Scalar: LossScalar> {
  let request: Request

  /// A value, and the gradient where it was asked for.
  struct Result {
    let value: Tensor<Scalar>
    var gradient: Tensor<Scalar>?
  }

  func result() throws(EvaluationError) -> Result {
    let input = try request.tensor(.input, as: Scalar.self)
    switch request.loss {
    case .crossEntropy: return try crossEntropy(logits: batch(input))
    case .crossEntropyFromProbabilities: return try crossEntropy(probabilities: batch(input))
    case .binaryCrossEntropy: return try binaryCrossEntropy(probabilities: input)
    case .binaryCrossEntropyWithLogits: return try binaryCrossEntropy(logits: input)
    case .klDivergence: return try klDivergence(input)
    case .softmax, .logSoftmax, .logSumExp, .entropy, .sum, .mean:
      return try answering { () throws(LossError) in Result(value: try function(of: input)) }
    }
  }

  private func function(of input: Tensor<Scalar>) throws(LossError) -> Tensor<Scalar> {
    switch request.loss {
    case .softmax: try softmax(Logits(input)).tensor
    case .logSoftmax: try logSoftmax(Logits(input))
    case .logSumExp: try logSumExp(request.logSumExpInput(input))
    case .entropy: try entropy(request.entropyInput(input))
    case .mean: Tensor(try input.mean)
    default: Tensor(input.sum)
    }
  }

  // MARK: Losses

  /// `[]` is how JSON writes an empty batch of rows: nothing in it says how many classes there would have been. It has no
  /// mean, and a sum of 0.
  private func batch(_ tensor: Tensor<Scalar>) throws(EvaluationError) -> Tensor<Scalar> {
    guard tensor.shape == [0] else { return tensor }
    let classes = try request.optionalTensor(.weight, as: Scalar.self)?.count ?? 1
    return try answering { () throws(LossError) in try Tensor(shape: [0, max(classes, 1)], scalars: []) }
  }

  private func crossEntropy(logits input: Tensor<Scalar>) throws(EvaluationError) -> Result {
    let weights = try request.optionalTensor(.weight, as: Scalar.self)
    let smoothing = try request.optionalScalar(.labelSmoothing, as: Scalar.self) ?? 0
    if let indices = try request.classIndices() {
      return try answering { () throws(LossError) in
        let logits =
          if let ignored = request.ignoreIndex {
            try Logits(input, ignoring: ignored, in: indices)
          } else {
            try Logits(input)
          }
        return try reduce(
          CrossEntropy(
            logits: logits, targets: indices, classWeights: request.weights(weights), labelSmoothing: smoothing,
            ignoreIndex: request.ignoreIndex))
      }
    }
    let targets = try batch(request.tensor(.target, as: Scalar.self))
    return try answering { () throws(LossError) in
      try reduce(
        CrossEntropy(
          logits: Logits(input), targets: request.distributions(targets), classWeights: request.weights(weights),
          labelSmoothing: smoothing))
    }
  }

  private func crossEntropy(probabilities input: Tensor<Scalar>) throws(EvaluationError) -> Result {
    let weights = try request.optionalTensor(.weight, as: Scalar.self)
    if let indices = try request.classIndices() {
      return try answering { () throws(LossError) in
        let probabilities =
          if let ignored = request.ignoreIndex {
            try Probabilities(input, ignoring: ignored, in: indices)
          } else {
            try Probabilities(input)
          }
        return try reduce(
          CrossEntropy(
            probabilities: probabilities, targets: indices, classWeights: request.weights(weights),
            ignoreIndex: request.ignoreIndex))
      }
    }
    let targets = try batch(request.tensor(.target, as: Scalar.self))
    return try answering { () throws(LossError) in
      try reduce(
        CrossEntropy(
          probabilities: Probabilities(input), targets: request.distributions(targets),
          classWeights: request.weights(weights)))
    }
  }

  private func binaryCrossEntropy(probabilities input: Tensor<Scalar>) throws(EvaluationError) -> Result {
    let targets = try request.tensor(.target, as: Scalar.self)
    let weights = try request.optionalTensor(.weight, as: Scalar.self)
    return try answering { () throws(LossError) in
      try reduce(
        BinaryCrossEntropy(
          probabilities: Probabilities(input), targets: request.probabilityTargets(targets),
          weights: request.weights(weights)))
    }
  }

  private func binaryCrossEntropy(logits input: Tensor<Scalar>) throws(EvaluationError) -> Result {
    let targets = try request.tensor(.target, as: Scalar.self)
    let weights = try request.optionalTensor(.weight, as: Scalar.self)
    let positiveWeights = try request.optionalTensor(.positiveWeight, as: Scalar.self)
    return try answering { () throws(LossError) in
      try reduce(
        BinaryCrossEntropy(
          logits: Logits(input), targets: request.probabilityTargets(targets), weights: request.weights(weights),
          positiveWeights: request.weights(positiveWeights)))
    }
  }

  private func klDivergence(_ input: Tensor<Scalar>) throws(EvaluationError) -> Result {
    let targets = try request.tensor(.target, as: Scalar.self)
    return try answering { () throws(LossError) in
      let isLogarithmic = request.targetsAreLogarithms
      return try reduce(
        KLDivergence(
          unchecked: request.logProbabilities(input),
          targets: isLogarithmic ? request.logarithmicTargets(targets) : request.probabilityTargets(targets).tensor,
          targetsAreLogarithms: isLogarithmic))
    }
  }

  // MARK: Reduction

  /// The place where a loss becomes numbers, and so where `kernel` decides. `batchmean` has no fused form.
  private func reduce(_ loss: some LossWithFusedForm<Scalar>) throws(LossError) -> Result {
    request.kernel == .fused && request.reduction != .batchMean ? try reduce(by: loss.fused) : try reduce(by: loss)
  }

  private func reduce(by loss: some Loss<Scalar>) throws(LossError) -> Result {
    var result: Result
    switch request.reduction {
    case .none: result = Result(value: loss.losses)
    case .sum: result = Result(value: Tensor(loss.sum))
    case .mean: result = Result(value: Tensor(try loss.mean))
    case .batchMean: result = Result(value: Tensor(try batchMean(loss).batchMean))
    }
    try requireValue(result.value, of: loss)
    if request.wantsGradient {
      switch request.reduction {
      case .none, .sum: result.gradient = try loss.gradient(of: .sum)
      case .mean: result.gradient = try loss.gradient(of: .mean)
      case .batchMean: result.gradient = try batchMean(loss).gradientOfBatchMean()
      }
    }
    return result
  }

  private func batchMean(_ loss: some Loss<Scalar>) throws(LossError) -> KLDivergence<Scalar> {
    guard let divergence = loss as? KLDivergence<Scalar> else {
      throw LossError(.invalidOption, "batchmean is a reduction of kl_div only")
    }
    return divergence
  }

  /// Targets and weights of both signs, which `framework` lets in, can ask for +inf and -inf at once. That has no value,
  /// and NaN is not an answer.
  private func requireValue(_ value: Tensor<Scalar>, of loss: some Loss<Scalar>) throws(LossError) {
    guard value.scalars.contains(where: \.isNaN) else { return }
    let losses = loss.losses
    guard let offset = losses.scalars.firstIndex(where: \.isNaN) else {
      throw LossError(.invalidTarget, "some of the losses are +inf and some are -inf: they have neither sum nor mean")
    }
    throw LossError(
      .invalidTarget,
      "loss \(offset) in row-major order has terms of +inf and of -inf: targets and weights of both signs where a class "
        + "is impossible")
  }
}

/// The losses of the library, each of which can be asked for its fused kernel.
private protocol LossWithFusedForm<Scalar>: Loss {
  var fused: Fused<Scalar> { get }
}

extension CrossEntropy: LossWithFusedForm {}
extension BinaryCrossEntropy: LossWithFusedForm {}
extension KLDivergence: LossWithFusedForm {}

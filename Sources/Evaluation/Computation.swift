import SoftLabels

/// The computation that a request asks for, in its type.
package struct Computation<Scalar: LossScalar> {
  package let request: Request
  package let input: Tensor<Scalar>
  /// Soft targets; empty where there are none.
  package let targets: Tensor<Scalar>
  private let classIndices: ClassIndices?
  private let weights: Tensor<Scalar>?
  private let positiveWeights: Tensor<Scalar>?
  private let labelSmoothing: Scalar

  /// Reads the numbers. Where several are none, the answer names the first in this order.
  package init(_ request: Request) throws(EvaluationError) {
    self.request = request
    let input: Tensor<Scalar> = try request.tensor(.input)
    let hasRows = request.loss.takes(.classIndices)
    var targets: Tensor<Scalar>?
    if !hasRows { targets = try request.optionalTensor(.target) }
    weights = try request.optionalTensor(.weight)
    positiveWeights = try request.optionalTensor(.positiveWeight)
    labelSmoothing = try request.optionalScalar(.labelSmoothing) ?? 0
    classIndices = try request.classIndices()
    if hasRows { targets = try request.optionalTensor(.target) }
    // `[]` is how JSON writes an empty batch of rows: nothing in it says how many classes there would have been. It has
    // no mean, and a sum of 0.
    let classes = max(weights?.count ?? 1, 1)
    func batch(_ tensor: Tensor<Scalar>) throws(EvaluationError) -> Tensor<Scalar> {
      guard hasRows, tensor.shape == [0] else { return tensor }
      return try answering { () throws(LossError) in try Tensor(shape: [0, classes], scalars: []) }
    }
    self.input = try batch(input)
    self.targets = try batch(targets ?? Tensor([]))
  }

  /// The value, and the gradient where it was asked for.
  func result() throws(EvaluationError) -> Answer.Members<Scalar> {
    try answering { () throws(LossError) in
      switch request.loss {
      case .crossEntropy, .crossEntropyFromProbabilities: try reduced(crossEntropy())
      case .binaryCrossEntropy:
        try reduced(
          BinaryCrossEntropy(
            probabilities: Probabilities(input), targets: probabilities(of: targets), weights: weights(weights)))
      case .binaryCrossEntropyWithLogits:
        try reduced(
          BinaryCrossEntropy(
            logits: Logits(input), targets: probabilities(of: targets), weights: weights(weights),
            positiveWeights: weights(positiveWeights)))
      case .klDivergence: try klDivergence()
      case .softmax: [("value", try softmax(Logits(input)).tensor)]
      case .logSoftmax: [("value", try logSoftmax(Logits(input)))]
      case .logSumExp: [("value", try logSumExp(logSumExpInput(input)))]
      case .entropy: [("value", try entropy(entropyInput(input)))]
      case .sum: [("value", Tensor(input.sum))]
      case .mean: [("value", Tensor(try input.mean))]
      }
    }
  }

  package func crossEntropy() throws(LossError) -> CrossEntropy<Scalar> {
    guard let classIndices else {
      return switch request.loss {
      case .crossEntropy:
        try CrossEntropy(
          logits: Logits(input), targets: distributions(targets), classWeights: weights(weights),
          labelSmoothing: labelSmoothing)
      default:
        try CrossEntropy(
          probabilities: Probabilities(input), targets: distributions(targets), classWeights: weights(weights))
      }
    }
    let ignored = request.ignoreIndex
    switch request.loss {
    case .crossEntropy:
      let logits = if let ignored { try Logits(input, ignoring: ignored, in: classIndices) } else { try Logits(input) }
      return try CrossEntropy(
        logits: logits, targets: classIndices, classWeights: weights(weights), labelSmoothing: labelSmoothing,
        ignoreIndex: ignored)
    default:
      let probabilities =
        if let ignored { try Probabilities(input, ignoring: ignored, in: classIndices) } else {
          try Probabilities(input)
        }
      return try CrossEntropy(
        probabilities: probabilities, targets: classIndices, classWeights: weights(weights), ignoreIndex: ignored)
    }
  }

  private func klDivergence() throws(LossError) -> Answer.Members<Scalar> {
    let isLogarithmic = request.targetsAreLogarithms
    let loss = try KLDivergence(
      unchecked: logProbabilities(input),
      targets: isLogarithmic ? logarithms(of: targets) : probabilities(of: targets).tensor,
      targetsAreLogarithms: isLogarithmic)
    // The one reduction that has no fused form.
    guard request.reduction == .batchMean else { return try reduced(loss) }
    let value = Tensor(try loss.batchMean)
    try requireValue(value, of: loss)
    return [("value", value)] + (request.wantsGradient ? [("gradient", try loss.gradientOfBatchMean())] : [])
  }

  /// The place where a loss becomes numbers, and so where `kernel` decides.
  private func reduced(_ loss: some LossWithFusedForm<Scalar>) throws(LossError) -> Answer.Members<Scalar> {
    request.kernel == .fused ? try reduced(by: loss.fused) : try reduced(by: loss)
  }

  private func reduced(by loss: some Loss<Scalar>) throws(LossError) -> Answer.Members<Scalar> {
    let reduction = request.reduction.whole
    let value = request.reduction == .none ? loss.losses : Tensor(try loss.value(reduction))
    try requireValue(value, of: loss)
    return [("value", value)] + (request.wantsGradient ? [("gradient", try loss.gradient(of: reduction))] : [])
  }

  /// Targets and weights of both signs, which `framework` lets in, can ask for +inf and -inf at once. That has no value,
  /// and NaN is not an answer.
  private func requireValue(_ value: Tensor<Scalar>, of loss: some Loss<Scalar>) throws(LossError) {
    guard value.scalars.contains(where: { $0.isNaN }) else { return }
    guard let offset = loss.losses.scalars.firstIndex(where: { $0.isNaN }) else {
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

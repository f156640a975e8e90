import SoftLabels

/// The computation that a request asks for, in its type.
package struct Computation<Scalar: LossScalar> {
  package let request: Request
  package let input: Tensor<Scalar>
  /// Soft targets; empty where there are none.
  package let targets: Tensor<Scalar>
  private let classIndices: ClassIndices?
  private let weights: Tensor<Scalar>?
  private let sampleWeights: Tensor<Scalar>?
  private let positiveWeights: Tensor<Scalar>?
  private let labelSmoothing: Scalar

  /// Reads the numbers. Where several are none, the answer names the first in this order.
  package init(_ request: Request) throws(EvaluationError) {
    self.request = request
    let input: Tensor<Scalar> = try request.tensor(.input)
    let hasRows = request.loss.isOverClasses
    var targets: Tensor<Scalar>?
    if !hasRows { targets = try request.optionalTensor(.target) }
    weights = try request.optionalTensor(.weight)
    sampleWeights = try request.optionalTensor(.sampleWeight)
    positiveWeights = try request.optionalTensor(.positiveWeight)
    labelSmoothing = try request.optionalScalar(.labelSmoothing) ?? 0
    classIndices = try request.classIndices()
    if hasRows { targets = try request.optionalTensor(.target) }
    // `[]` is how JSON writes an empty batch of rows: nothing in it says how many classes there would have been. It has
    // no mean, and a sum of 0.
    let classes = max(weights?.count ?? 1, 1)
    func batch(_ tensor: Tensor<Scalar>) throws(EvaluationError) -> Tensor<Scalar> {
      guard hasRows || request.loss.isDivergence, tensor.shape == [0] else { return tensor }
      return try answering { () throws(LossError) in try Tensor(shape: [0, classes], scalars: []) }
    }
    self.input = try batch(input)
    self.targets = try batch(targets ?? Tensor([]))
  }

  /// The value, and the gradient where it was asked for.
  func result() throws(EvaluationError) -> Answer.Members<Scalar> {
    try answering { () throws(LossError) in
      switch request.loss {
      case .crossEntropy, .crossEntropyFromProbabilities, .negativeLogLikelihood: try reduced(crossEntropy())
      case .binaryCrossEntropy:
        try reduced(
          BinaryCrossEntropy(
            probabilities: Probabilities(input), targets: probabilities(of: targets), weights: weights(weights),
            labelSmoothing: labelSmoothing))
      case .binaryCrossEntropyWithLogits:
        try reduced(
          BinaryCrossEntropy(
            logits: Logits(input), targets: probabilities(of: targets), weights: weights(weights),
            positiveWeights: weights(positiveWeights), labelSmoothing: labelSmoothing))
      case .klDivergence, .klDivergenceFromProbabilities: try klDivergence()
      case .softmax: [("value", try softmax(Logits(input), classAxis: request.classAxis).tensor)]
      case .logSoftmax: [("value", try logSoftmax(Logits(input), classAxis: request.classAxis))]
      case .logSumExp: [("value", try logSumExp(logSumExpInput(input), classAxis: request.classAxis))]
      case .entropy: [("value", try entropy(entropyInput(input)))]
      case .sum: [("value", Tensor(input.sum))]
      case .mean: [("value", Tensor(try input.mean))]
      }
    }
  }

  package func crossEntropy() throws(LossError) -> CrossEntropy<Scalar> {
    let form = try predictions()
    let labels: ClassLabels<Scalar> =
      if let classIndices { .hard(classIndices, ignoring: request.ignoreIndex) } else {
        .soft(try distributions(targets))
      }
    return try CrossEntropy(
      unchecked: input, form, labels, classWeights: weights(weights),
      sampleWeights: weights(ofSamples: sampleWeights, of: classIndices), labelSmoothing: labelSmoothing,
      classAxis: request.classAxis)
  }

  /// What the input of a loss over classes is, once it is checked: rows that are ignored may hold anything.
  private func predictions() throws(LossError) -> PredictionForm {
    var counted: [Int]?
    if let classIndices, let ignored = request.ignoreIndex {
      counted = try classIndices.offsets(in: input.shape, classAxis: request.classAxis, ignoring: ignored)
    }
    switch request.loss {
    case .crossEntropy:
      try input.require(.logit, among: counted)
      return .logits
    case .negativeLogLikelihood:
      try requireLogProbabilities(input, among: counted)
      return .logProbabilities
    default:
      try input.require(.probability, among: counted)
      return .probabilities
    }
  }

  private func klDivergence() throws(LossError) -> Answer.Members<Scalar> {
    let form: DivergenceForm =
      request.loss == .klDivergenceFromProbabilities
      ? .probabilities : request.targetsAreLogarithms ? .logarithms : .logProbabilities
    try form == .probabilities ? requireNotNegative(input) : requireLogProbabilities(input)
    let targets = try form == .logarithms ? logarithms(of: targets) : probabilities(of: targets).tensor
    let loss = try KLDivergence(
      unchecked: input, targets: targets, form,
      sampleWeights: weights(ofSamples: sampleWeights), classAxis: request.classAxis)
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

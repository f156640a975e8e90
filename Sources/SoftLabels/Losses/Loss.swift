/// A loss over a batch: checked once when it is made, and then asked for its values and gradients.
///
///     let loss = try CrossEntropy(logits: x, targets: y)
///     try loss.mean
///     try loss.gradient(of: .mean)
///
/// All values are in nats. Each is the exact one for the given numbers, rounded once to `Scalar`: correctly rounded but
/// for cases within 2⁻⁵⁰⁰⁰ of a tie. +inf exactly where the truth is infinite or overflows; never NaN, never -0.
public protocol Loss<Scalar>: Sendable {
  /// Float or Double.
  associatedtype Scalar: LossScalar

  /// The losses before any reduction, PyTorch's `reduction='none'`.
  var losses: Tensor<Scalar> { get }

  /// The sum of the exact losses, rounded once.
  var sum: Scalar { get }

  /// The sum of the exact losses over the divisor of this loss, rounded once.
  ///
  /// - Throws: `emptyReduction` where the divisor is 0.
  var mean: Scalar { get throws(LossError) }

  /// The gradient of the reduced value with respect to the input, of its shape.
  ///
  /// Exactly 0 only where the mathematics is, or where the truth rounds to 0.
  /// - Throws: `emptyReduction` for `mean` where the divisor is 0.
  func gradient(of reduction: Reduction) throws(LossError) -> Tensor<Scalar>
}

extension Loss {
  /// The reduced value.
  ///
  /// - Throws: `emptyReduction` for `mean` where the divisor is 0.
  public func value(_ reduction: Reduction) throws(LossError) -> Scalar {
    switch reduction {
    case .sum: sum
    case .mean: try mean
    }
  }

  /// The gradient of `mean` with respect to the input, of its shape.
  ///
  /// - Throws: `emptyReduction` where the divisor is 0.
  public func gradient() throws(LossError) -> Tensor<Scalar> {
    try gradient(of: .mean)
  }
}

/// A loss of this library: a thin shell around a kernel that knows only Doubles and a format to round to.
protocol KernelLoss<Scalar>: Loss {
  associatedtype Kernel: LossKernel
  var kernel: Kernel { get }
  var lossShape: [Int] { get }
  var inputShape: [Int] { get }
}

extension KernelLoss {
  var lossShape: [Int] { inputShape }

  /// See `Loss.losses`.
  public var losses: Tensor<Scalar> { Tensor(shape: lossShape, rounded: kernel.losses()) }

  /// See `Loss.sum`.
  public var sum: Scalar { Scalar(kernel.total(over: ExactSum(1))) }

  /// See `Loss.mean`.
  public var mean: Scalar {
    get throws(LossError) { Scalar(kernel.total(over: try kernel.divisor(of: .mean))) }
  }

  /// See `Loss.gradient(of:)`.
  public func gradient(of reduction: Reduction) throws(LossError) -> Tensor<Scalar> {
    Tensor(shape: inputShape, rounded: kernel.gradient(over: try kernel.divisor(of: reduction)))
  }
}

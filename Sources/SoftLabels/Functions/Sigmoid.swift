/// The probability that a logit stands for: sigmoid(x) = 1 / (1 + exp(-x)), elementwise.
///
/// - Parameter logits: of any shape.
/// - Returns: probabilities of the same shape; exactly 0 at -inf.
/// - Accuracy: correctly rounded. In Float, 18 rounds to 1: to take a logarithm, use `logSigmoid`.
public func sigmoid<Scalar: LossScalar>(_ logits: Logits<Scalar>) -> Probabilities<Scalar> {
  let values = logits.tensor.scalars.map { logit in
    logit == -.infinity ? 0 : Rounding.round(Sigmoid(logit: Double(logit)), to: Scalar.format)
  }
  return Probabilities(unchecked: Tensor(shape: logits.tensor.shape, rounded: values))
}

/// The logarithm of `sigmoid`, in nats: -log(1 + exp(-x)), elementwise.
///
/// - Parameter logits: of any shape.
/// - Returns: numbers of the same shape, at most 0; -inf at -inf.
/// - Accuracy: correctly rounded: at 18 it is -1.5e-8, not 0.
public func logSigmoid<Scalar: LossScalar>(_ logits: Logits<Scalar>) -> Tensor<Scalar> {
  let values = logits.tensor.scalars.map { logit in
    logit == -.infinity ? -.infinity : Rounding.round(LogSigmoid(logit: Double(logit)), to: Scalar.format)
  }
  return Tensor(shape: logits.tensor.shape, rounded: values)
}

/// 1 / (1 + e⁻ˣ), or eˣ / (1 + eˣ): the exponential of -|x| cannot overflow.
private struct Sigmoid: Formula {
  let logit: Double

  func evaluate<Real: BoundedReal>(in _: Real.Type) -> Real.Sum {
    let e = Real.exp(-Real(logit.magnitude))
    return ((logit >= 0 ? .one : e) / (.one + e)).asSum
  }
}

/// min(x, 0) - log1p(exp(-|x|)): both terms have the same sign.
private struct LogSigmoid: Formula {
  let logit: Double

  func evaluate<Real: BoundedReal>(in _: Real.Type) -> Real.Sum {
    (Real(min(logit, 0)) - .log1p(.exp(-Real(logit.magnitude)))).asSum
  }
}

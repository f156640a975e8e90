import SoftLabels

/// The binary cross-entropy of one prediction against one label, in nats.
func loss<Scalar: LossScalar>(prediction p: Scalar, label y: Scalar) throws -> Scalar {
  try BinaryCrossEntropy(probabilities: Probabilities(Tensor(p)), targets: Probabilities(Tensor(y))).sum
}

/// The binary cross-entropy of one logit against one label, in nats.
func loss<Scalar: LossScalar>(logit x: Scalar, label y: Scalar) throws -> Scalar {
  try BinaryCrossEntropy(logits: Logits(Tensor(x)), targets: Probabilities(Tensor(y))).sum
}

/// The derivative of that loss with respect to the logit.
func gradient(logit x: Double, label y: Double) throws -> Double {
  let loss = try BinaryCrossEntropy(logits: Logits(Tensor(x)), targets: Probabilities(Tensor(y)))
  return try loss.gradient(of: .sum).scalars[0]
}

/// The least that a label can cost, in nats: its entropy.
func floor(label y: Double) throws -> Double {
  binaryEntropy(try Probabilities(Tensor(y))).scalars[0]
}

/// The probability that a logit stands for.
func probability<Scalar: LossScalar>(logit x: Scalar) throws -> Scalar {
  sigmoid(try Logits(Tensor(x))).tensor.scalars[0]
}

/// The logit of a probability: log p - log(1 - p).
func logit(probability p: Double) throws -> Double {
  try logarithm(p) - logarithm(1 - p)
}

/// log p for p in [0, 1]: what p costs against a certain yes, with its sign turned.
func logarithm<Scalar: LossScalar>(_ p: Scalar) throws -> Scalar {
  -(try loss(prediction: p, label: 1))
}

import SoftLabels

/// log p of every number in [0, 1].
///
/// A label that is certain of one class pays -log p for it. So a logarithm is a cross-entropy with a single class.
func logarithms<Scalar: LossScalar>(of p: Tensor<Scalar>) throws -> Tensor<Scalar> {
  let column = try Probabilities(Tensor(shape: [p.count, 1], scalars: p.scalars))
  let certain = ClassIndices(Array(repeating: 0, count: p.count))
  let losses = try CrossEntropy(probabilities: column, targets: certain).losses.scalars
  return try Tensor(shape: p.shape, scalars: losses.map { 0 - $0 })
}

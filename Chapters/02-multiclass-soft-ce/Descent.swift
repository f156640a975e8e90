import SoftLabels

/// The places that gradient descent visits, `start` the first of them, when it is free to move what `CrossEntropy` takes
/// as logits; `bringBack` has the last word on each step.
func descend<Scalar: LossScalar>(
  from start: Tensor<Scalar>, towards labels: Distributions<Scalar>, rate: Scalar, steps: Int,
  bringBack: (Tensor<Scalar>) throws(LossError) -> Tensor<Scalar> = { $0 }
) throws(LossError) -> [Tensor<Scalar>] {
  var path = [start]
  var x = start
  for _ in 0..<steps {
    let gradient = try CrossEntropy(logits: Logits(x), targets: labels).gradient(of: .sum)
    let moved = zip(x.scalars, gradient.scalars).map { $0 - rate * $1 }
    x = try bringBack(Tensor(shape: x.shape, scalars: moved))
    path.append(x)
  }
  return path
}

/// The nearest distribution to each row: subtract the same number everywhere, and cut what falls below 0.
func ontoSimplex<Scalar: LossScalar>(_ rows: Tensor<Scalar>) throws(LossError) -> Tensor<Scalar> {
  let width = rows.shape[1]
  let nearest = stride(from: 0, to: rows.count, by: width).map { start in
    let row = Array(rows.scalars[start..<start + width])
    let excess = excessOverOne(row)
    return row.map { max($0 - excess, 0) }
  }
  return try Tensor(rows: nearest)
}

/// The number e for which the entries above it, each less e, sum to 1.
private func excessOverOne<Scalar: LossScalar>(_ row: [Scalar]) -> Scalar {
  var (sum, excess) = (Scalar(0), -Scalar.infinity)
  for (index, value) in row.sorted(by: >).enumerated() where value > excess {
    sum += value
    excess = (sum - 1) / Scalar(index + 1)
  }
  return excess
}

/// The predictions at which probabilities passed as logits cost least.
func bestUnderASecondSoftmax(_ labels: Distributions<Double>) throws(LossError) -> Distributions<Double> {
  let even = labels.tensor.map { _ in 1 / Double(labels.tensor.shape[1]) }
  let path = try descend(from: even, towards: labels, rate: 2, steps: 60, bringBack: ontoSimplex)
  return try Distributions(path[path.count - 1])
}

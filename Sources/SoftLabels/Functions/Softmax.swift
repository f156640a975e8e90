/// The probabilities that logits stand for: softmax(x)_j = exp(x_j) / Σ exp(x_i), along the class axis.
///
/// - Parameters:
///   - logits: [C], [N, C] or [N, C, d1, …].
///   - classAxis: counted from 0, or back from -1; nil for axis 1, or 0 of a vector.
/// - Returns: distributions of the same shape; exactly 0 where a logit is -inf.
/// - Throws: `invalidLogit` for a row that is all -inf, `shapeMismatch` without a class axis, `invalidOption` for one that
///   there is not.
/// - Accuracy: each entry is correctly rounded. A row of the results sums to 1 only to within its roundings.
public func softmax<Scalar: LossScalar>(
  _ logits: Logits<Scalar>, classAxis: Int? = nil
) throws(LossError) -> Distributions<Scalar> {
  Distributions(unchecked: try SoftmaxRow.map(logits.tensor, .softmax, classAxis), classAxis: classAxis)
}

/// The logarithms of `softmax`, in nats: x_j - log Σ exp(x_i), along the class axis.
///
/// - Returns: log-probabilities of the same shape; -inf where a logit is -inf.
/// - Throws: as `softmax`.
/// - Accuracy: correctly rounded, so that the logarithm of a probability near 1 is not lost.
public func logSoftmax<Scalar: LossScalar>(
  _ logits: Logits<Scalar>, classAxis: Int? = nil
) throws(LossError) -> Tensor<Scalar> {
  try SoftmaxRow.map(logits.tensor, .logSoftmax, classAxis)
}

/// log Σ exp(x_j) along the class axis, in nats.
///
/// - Returns: the shape of `logits` without the class axis; -inf for a row that is all -inf.
/// - Throws: `shapeMismatch` without a class axis, `invalidOption` for one that there is not.
/// - Accuracy: correctly rounded; no finite logits overflow.
public func logSumExp<Scalar: LossScalar>(
  _ logits: Logits<Scalar>, classAxis: Int? = nil
) throws(LossError) -> Tensor<Scalar> {
  try logits.tensor.mapRows(along: classAxis) {
    let row = SoftmaxRow(logits: $0)
    return row.maximum.isInfinite ? row.maximum : Rounding.round(LogSumExp(row: row), to: Scalar.format)
  }
}

extension Tensor {
  /// A number for each row of classes, of the shape without the class axis.
  func mapRows(along classAxis: Int?, _ value: ([Double]) -> Double) throws(LossError) -> Tensor {
    let axis = try ClassAxis(shape: shape, axis: classAxis)
    let storage = Storage(self)
    var row = [Double](repeating: 0, count: axis.classes)
    let values = (0..<axis.rows).map { index in
      storage.load(index, of: axis, into: &row)
      return value(row)
    }
    return Tensor(shape: axis.sampleShape, rounded: values)
  }
}

/// A row of logits, and its softmax or log-softmax as formulas over m = max x, k its place and
/// r = Σ_{j≠k} exp(x_j - m): softmax_j = e_j / (1 + r), log softmax_j = (x_j - m) - log1p(r).
struct SoftmaxRow: VectorFormula {
  enum Output {
    case softmax, logSoftmax
  }

  let logits: [Double]
  let maximum: Double
  let peak: Int
  var output = Output.softmax

  init(logits: [Double], output: Output = .softmax) {
    self.logits = logits
    self.output = output
    peak = SoftLabels.peak(of: logits)
    maximum = logits[peak]
  }

  var count: Int { logits.count }

  func rest<Real: BoundedReal>(in _: Real.Type) -> Real {
    .termwiseSumOfExponentials(logits, below: maximum, except: peak)
  }

  func exponential<Real: BoundedReal>(_ j: Int) -> Real {
    logits[j] == -.infinity ? .zero : .exp(Real(logits[j]) - Real(maximum))
  }

  func evaluate<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real.Sum) -> Void) {
    let rest: Real = rest(in: Real.self)
    let normaliser = Real.one + rest
    let logNormaliser = output == .logSoftmax ? Real.log1p(rest) : .zero
    for j in indices {
      switch output {
      case .softmax: result(j, (exponential(j) / normaliser).asSum)
      case .logSoftmax where logits[j] == -.infinity: result(j, .zero)
      case .logSoftmax: result(j, (Real(logits[j]) - Real(maximum) - logNormaliser).asSum)
      }
    }
  }

  static func map<Scalar: LossScalar>(
    _ tensor: Tensor<Scalar>, _ output: Output, _ classAxis: Int?
  ) throws(LossError) -> Tensor<Scalar> {
    let axis = try ClassAxis(shape: tensor.shape, axis: classAxis)
    let storage = Storage(tensor)
    var row = [Double](repeating: 0, count: axis.classes)
    var entries = row
    var result = [Double](repeating: 0, count: tensor.count)
    for index in 0..<axis.rows {
      storage.load(index, of: axis, into: &row)
      let formula = SoftmaxRow(logits: row, output: output)
      guard formula.maximum > -.infinity else {
        throw axis.errorForMaskedRow(index)
      }
      Rounding.round(formula, to: Scalar.format, into: &entries)
      let offset = axis.offset(ofRow: index)
      for j in row.indices {
        let isMasked = output == .logSoftmax && row[j] == -.infinity
        result[offset + j * axis.inner] = isMasked ? -.infinity : entries[j]
      }
    }
    return Tensor(shape: tensor.shape, rounded: result)
  }
}

/// m + log1p(r).
private struct LogSumExp: Formula {
  let row: SoftmaxRow

  func evaluate<Real: BoundedReal>(in _: Real.Type) -> Real.Sum {
    (Real(row.maximum) + .log1p(row.rest(in: Real.self))).asSum
  }
}

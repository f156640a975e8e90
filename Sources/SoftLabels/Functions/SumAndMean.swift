extension Tensor {
  /// The sum of all numbers, exact and rounded once, in whatever order they stand.
  ///
  /// A row of +inf and -inf has no sum: NaN, as in IEEE 754. +inf where the exact sum overflows.
  public var sum: Scalar {
    Scalar(total(over: 1))
  }

  /// The sum of all numbers over their count, exact and rounded once: a mean is finite even where the sum overflows.
  ///
  /// - Throws: `emptyReduction` where there are none.
  public var mean: Scalar {
    get throws(LossError) {
      guard count > 0 else { throw LossError(.emptyReduction, "the mean of no numbers") }
      return Scalar(total(over: count))
    }
  }

  private func total(over divisor: Int) -> Double {
    let storage = Storage(self)
    var sum = ExactSum()
    var special: Double?
    for index in 0..<storage.count {
      let value = storage[index]
      if value.isFinite { sum.add(value) } else { special = (special ?? 0) + value }
    }
    return special ?? sum.rounded(to: Scalar.format, over: divisor)
  }
}

extension ExactSum {
  /// The sum over a divisor, rounded once.
  func rounded(to format: FloatFormat, over divisor: Int = 1) -> Double {
    Rounding.round(Quotient(sum: self, divisor: divisor), to: format)
  }
}

private struct Quotient: Formula {
  let sum: ExactSum
  let divisor: Int

  func evaluate<Real: BoundedReal>(in _: Real.Type) -> Real.Sum {
    (sum.value(in: Real.self) / Real(Double(divisor))).asSum
  }
}

/// A value that can be computed in any `BoundedReal`: what a kernel hands to `Rounding`.
protocol Formula {
  func evaluate<Real: BoundedReal>(in _: Real.Type) -> Real.Sum
}

/// Several values that share their sums, such as the gradient of a row.
protocol VectorFormula {
  var count: Int { get }
  /// Hands the values at `indices` to `result`, with their index.
  func evaluate<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real.Sum) -> Void)
}

/// Correct rounding by Ziv's strategy: compute with a bound, and widen until the bound decides.
///
/// Float begins in Double, Double in double-double; from there both climb to 256, 1,216, 4,608 and 13,440 bits. Where even
/// the last does not decide, the truth lies within 2⁻⁵⁰⁰⁰ of a midpoint between two numbers, and the nearer one is taken.
///
/// What is exact ends the climb, too. By Lindemann and Weierstrass, what the exponentials and logarithms of an input add up
/// to is 0 or transcendental, and so no midpoint, unless each of them is exact itself (for distillation that is not proved).
/// A 0 is decided once its bound is below half the smallest number: at 256 bits for Float and at 1,216 for Double. Sums of
/// products are exact in enough bits.
///
/// A. Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit", ACM Transactions on
/// Mathematical Software 17 (1991).
enum Rounding {
  @inline(__always)
  static func round(_ formula: some Formula, to format: FloatFormat) -> Double {
    if format == .float32,
      let result = formula.evaluate(in: Enclosure<Double>.self).rounded(to: format)
    {
      return result
    }
    return roundWider(formula, to: format)
  }

  @inline(never)
  private static func roundWider(_ formula: some Formula, to format: FloatFormat) -> Double {
    if let result = formula.evaluate(in: Enclosure<DoubleDouble>.self).rounded(to: format) { return result }
    return roundExactly(formula, to: format)
  }

  @inline(never)
  private static func roundExactly(_ formula: some Formula, to format: FloatFormat) -> Double {
    if let result = formula.evaluate(in: BigFloat<Bits256>.self).rounded(to: format) { return result }
    if let result = formula.evaluate(in: BigFloat<Bits1216>.self).rounded(to: format) { return result }
    if let result = formula.evaluate(in: BigFloat<Bits4608>.self).rounded(to: format) { return result }
    let last = formula.evaluate(in: BigFloat<Bits13440>.self)
    return last.rounded(to: format) ?? last.nearest(in: format)
  }

  /// The same for several values, of all indices or of some: only those that a type leaves undecided are evaluated in the
  /// next.
  @inline(__always)
  static func round(
    _ formula: some VectorFormula, at indices: Range<Int>? = nil, to format: FloatFormat, into results: inout [Double]
  ) {
    var pending = Array(indices ?? 0..<formula.count)
    if format == .float32 { settle(formula, Enclosure<Double>.self, format, &pending, &results) }
    settle(formula, Enclosure<DoubleDouble>.self, format, &pending, &results)
    settle(formula, BigFloat<Bits256>.self, format, &pending, &results)
    settle(formula, BigFloat<Bits1216>.self, format, &pending, &results)
    settle(formula, BigFloat<Bits4608>.self, format, &pending, &results)
    settle(formula, BigFloat<Bits13440>.self, format, &pending, &results)
    if pending.isEmpty { return }
    formula.evaluate(in: BigFloat<Bits13440>.self, at: pending) { results[$0] = $1.nearest(in: format) }
  }

  @inline(never)
  private static func settle<Real: BoundedReal>(
    _ formula: some VectorFormula, _: Real.Type, _ format: FloatFormat, _ pending: inout [Int],
    _ results: inout [Double]
  ) {
    if pending.isEmpty { return }
    var undecided: [Int] = []
    formula.evaluate(in: Real.self, at: pending) { index, value in
      if let rounded = value.rounded(to: format) {
        results[index] = rounded
      } else {
        undecided.append(index)
      }
    }
    pending = undecided
  }
}

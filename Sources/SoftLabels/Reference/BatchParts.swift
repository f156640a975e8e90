/// The loss of a row of classes, which has a floor: the entropy of its targets.
protocol RowReader: SampleReader {
  var target: TargetRow { get }

  /// True where the loss is exactly its floor, and `Real` sees it: no width would find a difference.
  func isAtFloor<Real: BoundedReal>(in _: Real.Type) -> Bool
}

/// The losses of n rows, their floors T H(t / T) and their divergences T KL(t / T ‖ p), and the sum of each over `divisor`:
/// part p of row i is number p (n + 1) + i, and its sum follows as row n.
///
/// A row's exponentials and logarithms are computed once for all that is asked of it.
struct BatchParts<Kernel: ReferenceKernel>: VectorFormula where Kernel.Reader: RowReader {
  let kernel: Kernel
  let divisor: ExactSum

  var count: Int { 3 * (kernel.sampleCount + 1) }

  func evaluate<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real.Sum) -> Void) {
    let n = kernel.sampleCount
    var isAsked = [Bool](repeating: false, count: count)
    for index in indices { isAsked[index] = true }
    var sums: (loss: Real.Sum, floor: Real.Sum, divergence: Real.Sum) = (.zero, .zero, .zero)
    var reader = kernel.reader()
    for row in 0..<n {
      func needs(_ part: Int) -> Bool { isAsked[part * (n + 1) + row] || isAsked[part * (n + 1) + n] }
      let (needsLoss, needsFloor, needsDivergence) = (needs(0), needs(1), needs(2))
      guard needsLoss || needsFloor || needsDivergence else { continue }
      reader.load(row)
      var (loss, floor, divergence) = (Real.zero, Real.zero, Real.zero)
      if !reader.costsNothing {
        // Where the loss is infinite, `parts` says so.
        let isFinite = reader.infinity == nil
        let needsBoth = isFinite && needsDivergence && !reader.isAtFloor(in: Real.self)
        if needsBoth || isFinite && needsLoss { loss = reader.loss(in: Real.self) }
        if needsBoth || needsFloor { floor = reader.target.floor(in: Real.self) }
        if needsBoth { divergence = loss - floor }
      }
      func add(_ value: Real, of part: Int, to sum: inout Real.Sum) {
        let value = value.asSum
        sum += value
        if isAsked[part * (n + 1) + row] { result(part * (n + 1) + row, value) }
      }
      add(loss, of: 0, to: &sums.loss)
      add(floor, of: 1, to: &sums.floor)
      add(divergence, of: 2, to: &sums.divergence)
    }
    let divisor = divisor.value(in: Real.Sum.self)
    if isAsked[n] { result(n, sums.loss / divisor) }
    if isAsked[2 * n + 1] { result(2 * n + 1, sums.floor / divisor) }
    if isAsked[3 * n + 2] { result(3 * n + 2, sums.divergence / divisor) }
  }
}

extension ReferenceKernel where Reader: RowReader {
  /// Those of the parts with these numbers, rounded.
  func parts(_ numbers: Range<Int>, over divisor: ExactSum) -> [Double] {
    let formula = BatchParts(kernel: self, divisor: divisor)
    var result = [Double](repeating: 0, count: formula.count)
    Rounding.round(formula, at: numbers, to: format, into: &result)
    if mayBeInfinite {
      let n = sampleCount
      var reader = reader()
      var infinity: Double?
      for row in 0..<n {
        reader.load(row)
        guard let more = reader.infinity else { continue }
        (result[row], result[2 * n + 2 + row]) = (more, more)
        infinity = infinity.map { $0 + more } ?? more
      }
      if let infinity { (result[n], result[3 * n + 2]) = (infinity * divisor.sign, infinity * divisor.sign) }
    }
    return Array(result[numbers])
  }
}

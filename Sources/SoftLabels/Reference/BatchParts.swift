/// A row of classes, whose loss has a floor: the entropy of its targets.
protocol RowReader: SampleReader {
  var target: TargetRow { get }

  /// True where the loss is exactly its floor, and `Real` sees it: no width would find a difference.
  func isAtFloor<Real: BoundedReal>(in _: Real.Type) -> Bool
}

extension RowReader {
  var costsNothing: Bool { target.isIgnored }
  var gradientCount: Int { target.labels.count }
  func gradientOffset(_ index: Int) -> Int { target.offset(index) }
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
    var sums = [Real.Sum](repeating: .zero, count: 3)
    var reader = kernel.reader()
    for row in 0..<n {
      func needs(_ part: Int) -> Bool { isAsked[part * (n + 1) + row] || isAsked[part * (n + 1) + n] }
      guard needs(0) || needs(1) || needs(2) else { continue }
      reader.load(row)
      // Where the loss is infinite, `parts` says so.
      let isFinite = !reader.costsNothing && reader.infinity == nil
      let isAbove = isFinite && needs(2) && !reader.isAtFloor(in: Real.self)
      let loss: Real = isAbove || isFinite && needs(0) ? reader.loss(in: Real.self) : .zero
      let floor: Real = isAbove || needs(1) ? reader.target.floor(in: Real.self) : .zero
      for part in 0..<3 where needs(part) {
        let value = (part == 0 ? loss : part == 1 ? floor : isAbove ? loss - floor : .zero).asSum
        if isAsked[part * (n + 1) + row] { result(part * (n + 1) + row, value) }
        sums[part] += value
      }
    }
    let divisor = divisor.value(in: Real.Sum.self)
    for part in 0..<3 where isAsked[part * (n + 1) + n] { result(part * (n + 1) + n, sums[part] / divisor) }
  }
}

extension ReferenceKernel where Reader: RowReader {
  /// Those of the parts with these numbers, rounded.
  func parts(_ numbers: Range<Int>, over divisor: ExactSum) -> [Double] {
    let formula = BatchParts(kernel: self, divisor: divisor)
    let n = sampleCount
    var result = [Double](repeating: 0, count: formula.count)
    Rounding.round(formula, at: numbers, to: format, into: &result)
    var infinity: Double?
    forEachInfinity { row, loss in
      infinity = (infinity ?? 0) + loss
      (result[row], result[2 * n + 2 + row]) = (loss, loss)
    }
    if let infinity { (result[n], result[3 * n + 2]) = (infinity * divisor.sign, infinity * divisor.sign) }
    return Array(result[numbers])
  }
}

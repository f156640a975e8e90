/// The loss of one sample at a time: a row of classes for cross-entropy, one element for binary losses.
///
/// `loss` and `gradient` are the formulas. They are written once and evaluated in whatever precision the rounding needs.
protocol SampleReader {
  /// Makes the sample with this number the current one.
  mutating func load(_ sample: Int)

  /// ±inf where the loss of the current sample is infinite; NaN where it has terms of both signs, which no valid input
  /// has. `loss` is not asked then.
  var infinity: Double? { get }

  /// True where the loss of the current sample and its gradient are known to be 0. Neither is asked then.
  var costsNothing: Bool { get }

  func loss<Real: BoundedReal>(in _: Real.Type) -> Real

  /// How many entries of the gradient belong to a sample.
  var gradientCount: Int { get }

  /// Where entry `index` of the current sample lies in the input.
  func gradientOffset(_ index: Int) -> Int

  /// ±inf where an entry of the gradient is infinite. `gradient` is not asked for it then.
  func gradientInfinity(_ index: Int) -> Double?

  /// The entries at `indices`, before the reduction divides them.
  func gradient<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real) -> Void)
}

extension SampleReader {
  var costsNothing: Bool { false }
  func gradientInfinity(_ index: Int) -> Double? { nil }
}

/// A loss over a batch in reference form: its formula, and what there is to know of the batch.
///
/// `losses`, `total` and `gradient` have their defaults here and are requirements of `LossKernel`: so each kernel compiles
/// to its own specialised copy of them.
protocol ReferenceKernel: LossKernel {
  associatedtype Reader: SampleReader
  var format: FloatFormat { get }
  var sampleCount: Int { get }
  /// How many numbers the input has.
  var inputCount: Int { get }
  /// False where a look at the whole input has ruled out infinite losses.
  var mayBeInfinite: Bool { get }
  func reader() -> Reader
}

extension ReferenceKernel {
  func losses() -> [Double] {
    let format = format
    var reader = reader()
    return (0..<sampleCount).map { sample in
      reader.load(sample)
      return reader.infinity ?? Rounding.round(SampleLoss(reader: reader), to: format)
    }
  }

  func total(over divisor: ExactSum) -> Double {
    var infinity: Double?
    forEachInfinity { infinity = (infinity ?? 0) + $1 }
    // Weights of both signs, below the validating types, can sum to a divisor that turns the sign.
    if let infinity { return infinity * divisor.sign }
    return Rounding.round(BatchLoss(kernel: self, divisor: divisor), to: format)
  }

  /// The samples whose loss is infinite, and those losses.
  @inline(__always)
  func forEachInfinity(_ body: (Int, Double) -> Void) {
    guard mayBeInfinite else { return }
    var reader = reader()
    for sample in 0..<sampleCount {
      reader.load(sample)
      if let infinity = reader.infinity { body(sample, infinity) }
    }
  }

  func gradient(over divisor: ExactSum) -> [Double] {
    entries { reader in
      SampleGradient(reader: reader, divisor: divisor)
    } infinity: { reader, index in
      reader.gradientInfinity(index).map { $0 * divisor.sign }
    }
  }

  /// The entries of a formula for each sample, rounded, where those of the gradient lie.
  @inline(__always)
  func entries<Entries: VectorFormula>(
    of formula: (Reader) -> Entries, infinity: (Reader, Int) -> Double?
  ) -> [Double] {
    let format = format
    var result = [Double](repeating: 0, count: inputCount)
    var reader = reader()
    var entries = [Double](repeating: 0, count: reader.gradientCount)
    for sample in 0..<sampleCount {
      reader.load(sample)
      Rounding.round(formula(reader), to: format, into: &entries)
      for index in entries.indices {
        result[reader.gradientOffset(index)] = infinity(reader, index) ?? entries[index]
      }
    }
    return result
  }
}

/// The loss of the sample that `reader` stands at.
struct SampleLoss<Reader: SampleReader>: Formula {
  let reader: Reader

  func evaluate<Real: BoundedReal>(in _: Real.Type) -> Real.Sum {
    reader.costsNothing ? .zero : reader.loss(in: Real.self).asSum
  }
}

private struct BatchLoss<Kernel: ReferenceKernel>: Formula {
  let kernel: Kernel
  let divisor: ExactSum

  func evaluate<Real: BoundedReal>(in _: Real.Type) -> Real.Sum {
    var reader = kernel.reader()
    var sum = Real.Sum.zero
    for sample in 0..<kernel.sampleCount {
      reader.load(sample)
      if !reader.costsNothing { sum += reader.loss(in: Real.self).asSum }
    }
    return sum / divisor.value(in: Real.Sum.self)
  }
}

struct SampleGradient<Reader: SampleReader>: VectorFormula {
  let reader: Reader
  let divisor: ExactSum

  var count: Int { reader.gradientCount }

  func evaluate<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real.Sum) -> Void) {
    if reader.costsNothing { return indices.forEach { result($0, .zero) } }
    let divisor = divisor.value(in: Real.self)
    let finite = indices.filter { reader.gradientInfinity($0) == nil }
    reader.gradient(in: Real.self, at: finite) { index, value in result(index, (value / divisor).asSum) }
  }
}

/// Softmax cross-entropy over a batch whose rows are contiguous: blocks of rows, and in each block one row at a time
/// (`FusedRow`) or, for few classes, a row in each lane of a vector (`FusedColumns`).
///
/// A row that these cannot do well goes to the reference kernel: where a difference of logits overflows, all that counts of
/// a loss has underflowed, or class weights are out of all proportion.
struct FusedCrossEntropy: FusedKernel {
  let targets: FusedTargets
  let isChecking: Bool

  /// - Throws: `shapeMismatch` where a row is not contiguous: [N, C, d1, …] with further axes longer than 1.
  init(_ targets: ClassTargets, format: FloatFormat, isChecking: Bool) throws(LossError) {
    guard targets.axis.inner == 1 else {
      throw LossError(.shapeMismatch, "shape \(targets.axis.shape): expected [C] or [N, C], rows without further axes")
    }
    self.targets = FusedTargets(targets, format: format)
    self.isChecking = isChecking
  }

  var samples: Int { targets.targets.axis.rows }
  var stride: Int { targets.targets.axis.classes }
  var divisor: Double { targets.divisor }

  func block<Scalar: FusedScalar>(
    _ rows: Range<Int>, _ x: Span<Scalar>, _ y: Span<Scalar>, divisor: Double, _ gradient: inout MutableSpan<Scalar>,
    _ losses: inout MutableSpan<Scalar>
  ) -> FusedSum {
    var prepared: [Scalar] = targets.preparation()
    // Up to 128 classes, a row in each lane is faster; but of three rows most lanes would be empty.
    if stride > 1, stride <= 128, samples > 3, targets.areOrdinary {
      return columns(rows, x, y, divisor: divisor, &gradient, &losses, &prepared)
    }
    var total = FusedSum()
    if rows.isEmpty { return total }
    var peak = FusedPeak(of: x.extracting(range(of: rows.lowerBound)))
    for row in rows {
      let offset = (row - rows.lowerBound) * stride
      let next = min(row + 1, rows.upperBound - 1)
      guard let loss = self.row(row, x, y, &peak, next: next, divisor: divisor, &gradient, offset, &prepared) else {
        total.firstInvalid = row
        return total
      }
      if !losses.isEmpty { losses[row - rows.lowerBound] = Scalar(loss) }
      total.sum.add(loss)
    }
    return total
  }

  /// A block of rows with few classes, a group of them at a time.
  private func columns<Scalar: FusedScalar>(
    _ rows: Range<Int>, _ x: Span<Scalar>, _ y: Span<Scalar>, divisor: Double, _ gradient: inout MutableSpan<Scalar>,
    _ losses: inout MutableSpan<Scalar>, _ prepared: inout [Scalar]
  ) -> FusedSum {
    let checksTargets = isChecking && targets.areLabels
    var columns = FusedColumns<Scalar>(classes: stride, rows: rows.count, checksTargets: checksTargets)
    var total = FusedSum()
    for first in Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: columns.group.height) {
      let group = first..<min(first + columns.group.height, rows.upperBound)
      let isSound = load(group, x, y, into: &columns, &prepared)
      let (sum, isOrdinary, isGood) = columns.addUp(forGradient: !gradient.isEmpty, divisor: divisor)
      if isChecking, !(isSound && isOrdinary && (!checksTargets || columns.group.labelsAreSound())) {
        total.firstInvalid = group.first { error($0, x, y) != nil }
        if total.firstInvalid != nil { return total }
      }
      if !gradient.isEmpty { columns.writeGradient(rows: group.count, &gradient, (first - rows.lowerBound) * stride) }
      total.sum.add(sum)
      if isGood && losses.isEmpty { continue }
      for row in group {
        var loss = columns.group.loss[row - first]
        if !isGood, !columns.group.isGood[row - first] {
          let offset = (row - rows.lowerBound) * stride
          var peak = FusedPeak(of: x.extracting(range(of: row)))
          // A row that is not valid was found above.
          loss = self.row(row, x, y, &peak, next: row, divisor: divisor, &gradient, offset, &prepared) ?? .nan
          total.sum.add(loss)
        }
        if !losses.isEmpty { losses[row - rows.lowerBound] = Scalar(loss) }
      }
    }
    return total
  }

  /// Puts a group of rows into columns. False where a row's labels have to be looked at.
  private func load<Scalar: FusedScalar>(
    _ group: Range<Int>, _ x: Span<Scalar>, _ y: Span<Scalar>, into columns: inout FusedColumns<Scalar>,
    _ prepared: inout [Scalar]
  ) -> Bool {
    let range = group.lowerBound * stride..<group.upperBound * stride
    var isSound = true
    columns.load(x.extracting(range), y.extracting(targets.areSoft ? range : 0..<0), rows: group.count)
    if !targets.areSoft {
      columns.shareTargets(prepared.span)
      for row in group where !targets.targets.isIgnored(row) {
        if let extra = targets.extra(row) {
          let place = extra.place * columns.group.height + row - group.lowerBound
          columns.targets[place] = Scalar(Double(columns.targets[place]) + extra.value)
        } else {
          isSound = false
        }
      }
    } else if let factors = targets.factors, let offsets = targets.offsets {
      columns.group.weigh(&columns.targets, factors, offsets)
      isSound = !isChecking || columns.group.labelsAreSound()
    }
    if group.count < columns.group.height || !targets.isUniform {
      for lane in 0..<columns.group.height {
        let row = group.lowerBound + lane
        let counts = row < group.upperBound && !targets.targets.isIgnored(row)
        columns.group.weight[lane] = counts ? targets.sampleWeight(row) : 0
      }
    }
    return isSound
  }

  /// Where a row lies in the input.
  private func range(of row: Int) -> Range<Int> { row * stride..<(row + 1) * stride }

  /// The loss of a row, with its gradient over `divisor` in `gradient` from `offset` on, where that is not empty; nil for a
  /// row from outside that is not valid.
  ///
  /// `peak` is that of `row`; afterwards it is that of `next`.
  private func row<Scalar: FusedScalar>(
    _ row: Int, _ x: Span<Scalar>, _ y: Span<Scalar>, _ peak: inout FusedPeak<Scalar>, next: Int, divisor: Double,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int, _ prepared: inout [Scalar]
  ) -> Double? {
    let next = x.extracting(range(of: next))
    if targets.targets.isIgnored(row) {
      peak = FusedPeak(of: next)
      if !gradient.isEmpty { for j in 0..<stride { gradient[offset + j] = 0 } }
      return 0
    }
    guard targets.areOrdinary else {
      if isChecking, error(row, x, y) != nil { return nil }
      return slowly(row, x, y, divisor: divisor, &gradient, offset)
    }
    let labels = y.extracting(targets.areSoft ? range(of: row) : 0..<0)
    let isSound = targets.prepare(row, labels, into: &prepared, isChecking: isChecking)
    let weighed = prepared
    let t = targets.areLabels ? labels : weighed.span
    let parts = FusedRow.parts(
      x.extracting(range(of: row)), t, &peak, next: next, &gradient, offset,
      checksTargets: isChecking && targets.areLabels)
    if isChecking, !(isSound && parts.areSound), error(row, x, y) != nil { return nil }
    return finish(row, parts, x, y, t, divisor: divisor, &gradient, offset)
      ?? slowly(row, x, y, divisor: divisor, &gradient, offset)
  }

  /// The same of its parts and targets; nil where something overflowed or underflowed.
  private func finish<Scalar: FusedScalar>(
    _ row: Int, _ parts: consuming FusedRow<Scalar>.Parts, _ x: Span<Scalar>, _ y: Span<Scalar>, _ t: Span<Scalar>,
    divisor: Double, _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) -> Double? {
    let x = x.extracting(range(of: row))
    if !parts.distance.isFinite { parts = unmask(row, parts, x, y, t, &gradient, offset) }
    let extra = targets.extra(row)
    if let extra { parts.add(extra.value, at: extra.place, logit: Double(x[extra.place])) }
    guard parts.maximum.isFinite, parts.distance.isFinite, Scalar.isSafe(parts.distance) else { return nil }
    let weight = targets.sampleWeight(row)
    let loss = weight == 0 ? 0 : weight * parts.loss + 0
    if gradient.isEmpty { return loss }

    let scale = weight / divisor
    let a = scale * parts.total / parts.normaliser + 0
    // Below 0 it would make -0 of an exponential that is 0.
    guard a >= 0, Scalar.keeps(a, isZero: weight == 0 || parts.total == 0), Scalar.keeps(scale, isZero: weight == 0)
    else { return nil }
    let indexed = extra.map { extra in
      parts.derivative(
        exponential: gradient[offset + extra.place], target: extra.value + (t.isEmpty ? 0 : Double(t[extra.place])))
    }
    FusedRow.scale(&gradient, offset, t, count: x.count, Scalar(a), Scalar(scale))
    if let extra, let indexed { gradient[offset + extra.place] = Scalar(indexed * scale) + 0 }
    gradient[offset + parts.place] = Scalar(parts.derivativeOfPeak * scale) + 0
    return loss
  }

  /// The parts of a row with logits of -inf, from a copy in which these are finite and their targets 0. The distance is NaN
  /// where a target is 0 only because it was rounded.
  @inline(never)
  private func unmask<Scalar: FusedScalar>(
    _ row: Int, _ parts: FusedRow<Scalar>.Parts, _ x: Span<Scalar>, _ y: Span<Scalar>, _ t: Span<Scalar>,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) -> FusedRow<Scalar>.Parts {
    let nothing = FusedRow<Scalar>.nothing(besides: Scalar(parts.maximum))
    var finite = [Scalar](repeating: nothing, count: x.count)
    var possible = [Scalar](repeating: 0, count: x.count)
    var impossible = 0.0
    var hasLost = false
    for j in 0..<x.count {
      let target = t.isEmpty ? 0 : t[j]
      if x[j] > -.infinity {
        (finite[j], possible[j]) = (x[j], target)
      } else if target != 0 {
        impossible += Double(target) * .infinity
      } else if targets.areSoft, targets.factors?[j] != 0, y[row * stride + j] != 0 {
        // A label that counts, though weighted and rounded it has become 0.
        hasLost = true
      }
    }
    var peak = FusedPeak(of: finite.span)
    var result = FusedRow.parts(
      finite.span, possible.span, &peak, next: finite.span, &gradient, offset, checksTargets: false)
    result.restOfTargets = parts.restOfTargets
    result.impossible = impossible
    if hasLost { result.distance = .nan }
    return result
  }

  /// The loss and the gradient of a row by the reference kernel, each rounded once.
  @inline(never)
  private func slowly<Scalar: FusedScalar>(
    _ row: Int, _ x: Span<Scalar>, _ y: Span<Scalar>, divisor: Double, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int
  ) -> Double {
    var reader = reference(row..<row + 1, x, y).reader()
    reader.load(0)
    if !gradient.isEmpty {
      var entries = [Double](repeating: 0, count: reader.gradientCount)
      Rounding.round(SampleGradient(reader: reader, divisor: ExactSum(divisor)), to: Scalar.format, into: &entries)
      for j in entries.indices { gradient[offset + j] = Scalar(entries[j]) }
    }
    return reader.infinity ?? Rounding.round(SampleLoss(reader: reader), to: .float64)
  }

  /// The reference kernel of some of the rows.
  private func reference<Scalar: FusedScalar>(
    _ rows: Range<Int>, _ x: Span<Scalar>, _ y: Span<Scalar>
  ) -> CrossEntropyKernel {
    let range = rows.lowerBound * stride..<rows.upperBound * stride
    let labels = targets.areSoft ? y.extracting(range) : Span()
    return CrossEntropyKernel(
      unchecked: x.extracting(range).storage, targets: targets.targets.part(rows, softLabels: labels.storage))
  }

  func referenceTotal<Scalar: FusedScalar>(
    _ x: Span<Scalar>, _ y: Span<Scalar>, over divisor: ExactSum
  ) -> Double {
    reference(0..<samples, x, y).total(over: divisor)
  }

  @inline(never)
  func error<Scalar: FusedScalar>(_ row: Int, _ x: Span<Scalar>, _ y: Span<Scalar>) -> LossError? {
    targets.targets.error(inRow: row, logits: x, softLabels: y)
  }
}

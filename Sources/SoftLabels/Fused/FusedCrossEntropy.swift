/// Softmax cross-entropy over a batch whose rows are contiguous: blocks of rows, and in each block one row at a time
/// (`FusedRow`) or, for few classes, a row in each lane of a vector (`FusedColumns`).
///
/// A row that these cannot do well goes to the reference kernel: where a difference of logits overflows, or all that
/// counts of a loss has underflowed.
struct FusedCrossEntropy<Scalar: FusedScalar>: FusedKernel {
  let reference: CrossEntropyKernel
  let logits: [Scalar]
  let targets: FusedTargets<Scalar>

  /// nil where a row is not contiguous, [N, C, d1, …] with further axes longer than 1; and for class weights that are out
  /// of all proportion.
  init?(_ kernel: CrossEntropyKernel) {
    guard kernel.targets.axis.inner == 1, let targets = FusedTargets<Scalar>(kernel.targets)
    else { return nil }
    reference = kernel
    logits = Scalar.scalars(in: kernel.logits)
    self.targets = targets
  }

  var samples: Int { reference.sampleCount }
  var stride: Int { targets.classes }
  var divisor: Double { targets.divisor }

  /// Up to this many classes, a row in each lane is faster.
  static var fewClasses: Int { 128 }

  /// Of so few rows most lanes would be empty.
  static var fewRows: Int { 3 }

  func block(
    _ rows: Range<Int>, divisor: Double, _ gradient: inout MutableSpan<Scalar>, _ losses: inout MutableSpan<Scalar>
  ) -> CompensatedSum {
    var prepared = targets.preparation()
    if stride > 1, stride <= Self.fewClasses, samples > Self.fewRows {
      return columns(rows, divisor: divisor, &gradient, &losses, &prepared)
    }
    var total = CompensatedSum()
    if rows.isEmpty { return total }
    var peak = FusedPeak(of: logits.span.extracting(range(of: rows.lowerBound)))
    for row in rows {
      let offset = (row - rows.lowerBound) * stride
      let next = min(row + 1, rows.upperBound - 1)
      let loss = self.row(row, &peak, next: next, divisor: divisor, &gradient, offset, &prepared)
      if !losses.isEmpty { losses[row - rows.lowerBound] = Scalar(loss) }
      total.add(loss)
    }
    return total
  }

  /// A block of rows with few classes, a group of them at a time.
  private func columns(
    _ rows: Range<Int>, divisor: Double, _ gradient: inout MutableSpan<Scalar>, _ losses: inout MutableSpan<Scalar>,
    _ prepared: inout [Scalar]
  ) -> CompensatedSum {
    var columns = FusedColumns<Scalar>(classes: stride, rows: rows.count)
    var total = CompensatedSum()
    for row in 0..<columns.height { columns.setWeight(1, row: row) }
    var first = rows.lowerBound
    while first < rows.upperBound {
      let group = first..<min(first + columns.height, rows.upperBound)
      load(group, into: &columns, &prepared)
      let (sum, isGood) = columns.addUp(forGradient: !gradient.isEmpty, divisor: divisor)
      let offset = (first - rows.lowerBound) * stride
      if !gradient.isEmpty { columns.writeGradient(rows: group.count, &gradient, offset) }
      total.add(sum)
      first = group.upperBound
      if isGood && losses.isEmpty { continue }
      for row in group {
        var loss = columns.loss(row - group.lowerBound)
        if !columns.isGood(row - group.lowerBound) {
          let offset = (row - rows.lowerBound) * stride
          var peak = FusedPeak(of: logits.span.extracting(range(of: row)))
          loss = self.row(row, &peak, next: row, divisor: divisor, &gradient, offset, &prepared)
          total.add(loss)
        }
        if !losses.isEmpty { losses[row - rows.lowerBound] = Scalar(loss) }
      }
    }
    return total
  }

  /// Puts a group of rows into columns.
  private func load(_ group: Range<Int>, into columns: inout FusedColumns<Scalar>, _ prepared: inout [Scalar]) {
    let range = group.lowerBound * stride..<group.upperBound * stride
    columns.loadLogits(logits.span.extracting(range), rows: group.count)
    if targets.areLabels {
      columns.loadTargets(targets.labels.span.extracting(range), rows: group.count)
    } else if !targets.labels.isEmpty {
      for row in group {
        targets.prepare(row, into: &prepared)
        columns.setTargets(prepared.span, row: row - group.lowerBound)
      }
    } else {
      columns.shareTargets(prepared.span)
      for row in group where !targets.isIgnored(row) {
        if let extra = targets.extra(row) {
          columns.addTarget(extra.value, at: extra.place, row: row - group.lowerBound)
        }
      }
    }
    if group.count < columns.height || !targets.isUniform {
      for lane in 0..<columns.height {
        let row = group.lowerBound + lane
        let counts = row < group.upperBound && !targets.isIgnored(row)
        columns.setWeight(counts ? targets.sampleWeight(row) : 0, row: lane)
      }
    }
  }

  /// Where a row lies in the input.
  private func range(of row: Int) -> Range<Int> { row * targets.classes..<(row + 1) * targets.classes }

  /// The loss of a row, with its gradient over `divisor` in `gradient` from `offset` on, where that is not empty.
  ///
  /// `peak` is that of `row`; afterwards it is that of `next`.
  private func row(
    _ row: Int, _ peak: inout FusedPeak<Scalar>, next: Int, divisor: Double, _ gradient: inout MutableSpan<Scalar>,
    _ offset: Int, _ prepared: inout [Scalar]
  ) -> Double {
    if targets.isIgnored(row) {
      peak = FusedPeak(of: logits.span.extracting(range(of: next)))
      if !gradient.isEmpty { for j in 0..<targets.classes { gradient[offset + j] = 0 } }
      return 0
    }
    let loss: Double?
    if targets.areLabels {
      let labels = targets.labels.span.extracting(range(of: row))
      loss = quickly(row, labels, &peak, next: next, divisor: divisor, &gradient, offset)
    } else {
      targets.prepare(row, into: &prepared)
      loss = quickly(row, prepared.span, &peak, next: next, divisor: divisor, &gradient, offset)
    }
    return loss ?? slowly(row, divisor: divisor, &gradient, offset)
  }

  /// The same for a row with its targets; nil where something overflowed or underflowed.
  private func quickly(
    _ row: Int, _ t: Span<Scalar>, _ peak: inout FusedPeak<Scalar>, next: Int, divisor: Double,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) -> Double? {
    let x = logits.span.extracting(range(of: row))
    let next = logits.span.extracting(range(of: next))
    var parts = FusedRow.parts(x, t, &peak, next: next, &gradient, offset)
    if !parts.distance.isFinite { parts = unmask(row, parts, x, t, &gradient, offset) }
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
  private func unmask(
    _ row: Int, _ parts: FusedRow<Scalar>.Parts, _ x: Span<Scalar>, _ t: Span<Scalar>,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) -> FusedRow<Scalar>.Parts {
    let nothing = FusedRow<Scalar>.nothing(besides: Scalar(parts.maximum))
    var finite = [Scalar](repeating: nothing, count: x.count)
    var possible = [Scalar](repeating: 0, count: x.count)
    var impossible = 0.0
    var hasLost = false
    for j in 0..<x.count {
      if x[j] > -.infinity {
        (finite[j], possible[j]) = (x[j], t[j])
      } else if t[j] != 0 {
        impossible += Double(t[j]) * .infinity
      } else if targets.counts(row, j) {
        hasLost = true
      }
    }
    var peak = FusedPeak(of: finite.span)
    var result = FusedRow.parts(finite.span, possible.span, &peak, next: finite.span, &gradient, offset)
    result.restOfTargets = parts.restOfTargets
    result.impossible = impossible
    if hasLost { result.distance = .nan }
    return result
  }

  /// The loss and the gradient of a row by the reference kernel, each rounded once.
  @inline(never)
  private func slowly(
    _ row: Int, divisor: Double, _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) -> Double {
    var reader = reference.reader()
    reader.load(row)
    if !gradient.isEmpty {
      var entries = [Double](repeating: 0, count: reader.gradientCount)
      Rounding.round(SampleGradient(reader: reader, divisor: ExactSum(divisor)), to: Scalar.format, into: &entries)
      for j in entries.indices { gradient[offset + j] = Scalar(entries[j]) }
    }
    return reader.infinity ?? Rounding.round(SampleLoss(reader: reader), to: .float64)
  }
}

/// One row of softmax cross-entropy at a time, for many classes: two passes over the logits, the first of them while the
/// row before is computed (`FusedPeak`), and a third over the gradient's storage, in which the exponentials waited.
///
/// With m = max x at k, e_j = exp(x_j - m), r = Σ_{j≠k} e_j and T = Σ t_j:
///
///     loss           Σ t_j (m - x_j) + T log1p(r)
///     ∂loss/∂x_j     (e_j T - t_j (1 + r)) / (1 + r),   at the peak (T₋ₖ - t_k r) / (1 + r)
///
/// Nothing cancels in the first. In the second, no sum contains what the exclusive sum leaves out: the block with the
/// peak is added up apart from the others, and without it. All exponentials are kept times 2ᵇ (`scaleExponent`).
enum FusedRow<Scalar: FusedScalar> {
  typealias Lanes = Scalar.Lanes
  typealias Total = Lanes.Total

  static var width: Int { Lanes.scalarCount }
  /// So many numbers are added up in the element type.
  static var blockLength: Int { 8 * width }
  /// So much of three rows and of the gradient fits the first-level cache.
  private static var pieceLength: Int { 16 * blockLength }

  /// What the vectors of a row are computed with.
  struct Constants {
    let maximum: Scalar
    /// What is subtracted before the exponential: 0 or the maximum. See `exactLogitLimit`.
    let reference: Scalar
    let shift: Scalar
    /// From here on down, the scaled exponential is 0.
    let least: Scalar
    /// exp of the maximum, scaled.
    let peak: Double

    @inline(__always)
    init(maximum: Scalar, subtracting: Bool) {
      let remaining = subtracting ? 0 : maximum
      let octaves = (remaining * Scalar.log2e + Scalar.integerShift) - Scalar.integerShift
      let bias = Scalar.scaleExponent + Scalar.exponentBias
      self.maximum = maximum
      reference = subtracting ? maximum : 0
      shift = Scalar.integerShift + (bias - octaves)
      least = (octaves - bias) * Scalar(0x1.62e42fefa39efp-1)
      let k = Double(octaves)
      let r = (Double(remaining) - k * Double.ln2High) - k * Double.ln2Low
      peak = (1 + Scalar.wideExpMinusOne(r)) * Double.powerOfTwo(Int(Scalar.scaleExponent))
    }
  }

  struct Sums {
    var exponentials = Total()
    var targets = Total()
    var distances = Total()
    /// The least and the largest target, lane by lane, and 0, where the targets are checked.
    var leastTarget = Lanes()
    var largestTarget = Lanes()
    /// Bits of what was touched: kept, or the touching would be optimised away.
    var touched: UInt8 = 0

    /// True where the targets, with that of the peak, are a distribution beyond doubt.
    func targetsAreSound(with peak: Scalar) -> Bool {
      let sum = targets.sum.value + Double(peak)
      return min(-(Lanes() - leastTarget).largest, peak) >= 0 && max(largestTarget.largest, peak) <= 1
        && (sum - 1).magnitude <= 0.75 * Scalar.normalisationTolerance
    }
  }

  /// The parts of a row; the scaled exponentials are left in `results` from `offset` on, where it is not empty.
  ///
  /// `t` is empty for a row whose targets are a class index and nothing else. `peak` is that of this row; afterwards it is
  /// that of `next`, the row after this one, or this one again.
  static func parts(
    _ x: Span<Scalar>, _ t: Span<Scalar>, _ peak: inout FusedPeak<Scalar>, next: Span<Scalar>,
    _ results: inout MutableSpan<Scalar>, _ offset: Int, checksTargets: Bool
  ) -> Parts {
    let maximum = peak.maximum
    let place = peak.place(in: x)
    peak = FusedPeak()
    let constants = Constants(maximum: maximum, subtracting: !(maximum.magnitude < Scalar.exactLogitLimit))
    var sums = Sums()
    var start = 0
    while start < x.count {
      // Whole blocks up to the one with the peak, or up to the end; then that block, or what is left of the row.
      let limit = start <= place ? place : x.count
      let end = constants.reference == 0 ? start &+ (limit &- start) / blockLength * blockLength : start
      while start < end {
        let pieceEnd = min(start &+ pieceLength, end)
        if results.isEmpty {
          addExponentials(x, from: start, to: pieceEnd, constants, &sums, touching: t, next, &results, offset, No.self)
        } else {
          addExponentials(x, from: start, to: pieceEnd, constants, &sums, touching: t, next, &results, offset, Yes.self)
        }
        if checksTargets {
          addTargets(x, t, from: start, to: pieceEnd, maximum, &sums, Yes.self)
        } else if !t.isEmpty {
          addTargets(x, t, from: start, to: pieceEnd, maximum, &sums, No.self)
        }
        peak.add(next, from: start, to: pieceEnd)
        start = pieceEnd
      }
      start = min(end &+ blockLength, x.count)
      if end < start {
        addEdge(x, t, from: end, to: start, without: place, constants, &sums, &results, offset)
        peak.add(next, from: end, to: start)
      }
    }
    var parts = Parts(
      peak: constants.peak, rest: sums.exponentials.sum.value,
      peakTarget: t.isEmpty ? 0 : Double(t[place]), restOfTargets: sums.targets.sum.value,
      distance: sums.distances.sum.value, maximum: Double(maximum), place: place)
    // What stands at the peak and is not the maximum is NaN, of which no sum has heard.
    parts.areSound =
      maximum.isFinite && x[place] == maximum && parts.rest.isFinite && parts.distance.isFinite
      && (!checksTargets || sums.targetsAreSound(with: t[place]))
    return parts
  }

  /// Adds the exponentials of whole blocks, and leaves them in `results` where that is asked for. Nothing is subtracted
  /// from a logit here.
  ///
  /// What is read after this, of `t` and of the next row, is touched along the way, a byte of each cache line: it comes
  /// from memory while there is something to compute.
  @inline(never)
  private static func addExponentials<Keeps: FusedChoice>(
    _ x: Span<Scalar>, from start: Int, to end: Int, _ constants: Constants, _ sums: inout Sums,
    touching t: Span<Scalar>, _ next: Span<Scalar>, _ results: inout MutableSpan<Scalar>, _ offset: Int,
    _: Keeps.Type
  ) {
    let soon = t.isEmpty ? next : t
    precondition(start >= 0 && end <= x.count && end <= soon.count && end <= next.count)
    precondition((end - start) % blockLength == 0)
    let shift = Lanes(repeating: constants.shift)
    let least = Lanes(repeating: constants.least)
    var total = sums.exponentials
    var touched: UInt8 = 0
    var i = start
    while i < end {
      // Unsafe, three times: below `end`, which was compared with the three counts above. Blocks are whole cache lines.
      for line in 0..<blockLength &* MemoryLayout<Scalar>.stride / 64 {
        let byte = i &* MemoryLayout<Scalar>.stride &+ 64 &* line
        touched |= unsafe soon.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: byte, as: UInt8.self)
        touched |= unsafe next.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: byte, as: UInt8.self)
      }
      var exponentials = Lanes()
      let blockEnd = i &+ blockLength
      while i < blockEnd {
        let e = Lanes.exponential(unsafe Lanes.load(x, unchecked: i), shift: shift, least: least)
        if Keeps.value { e.store(&results, offset &+ i) }
        exponentials = exponentials + e
        i &+= width
      }
      total.add(exponentials)
    }
    sums.exponentials = total
    sums.touched |= touched
  }

  /// Adds the targets of whole blocks, and their products with the distances from the maximum.
  ///
  /// A loop of its own: with the exponentials in the same loop there are more numbers than registers.
  @inline(never)
  private static func addTargets<Checks: FusedChoice>(
    _ x: Span<Scalar>, _ t: Span<Scalar>, from start: Int, to end: Int, _ maximum: Scalar, _ sums: inout Sums,
    _: Checks.Type
  ) {
    precondition(start >= 0 && end <= x.count && end <= t.count && (end - start) % blockLength == 0)
    let maximum = Lanes(repeating: maximum)
    var total = (targets: sums.targets, distances: sums.distances)
    var (least, largest) = (sums.leastTarget, sums.largestTarget)
    var i = start
    while i < end {
      var (targets, distances) = (Lanes(), Lanes())
      let blockEnd = i &+ blockLength
      while i < blockEnd {
        // Unsafe, twice: below `end`, which was compared with both counts above.
        let t = unsafe Lanes.load(t, unchecked: i)
        targets = targets + t
        distances = distances + t * (maximum - (unsafe Lanes.load(x, unchecked: i)))
        if Checks.value { (least, largest) = (Lanes.smaller(least, t), Lanes.larger(largest, t)) }
        i &+= width
      }
      total.targets.add(targets)
      total.distances.add(distances)
    }
    (sums.targets, sums.distances) = total
    (sums.leastTarget, sums.largestTarget) = (least, largest)
  }

  /// Adds a block at most: one that has the peak in it, which is left out, or is the short end of the row, or has logits
  /// so large that the maximum has to be subtracted from them.
  @inline(never)
  private static func addEdge(
    _ x: Span<Scalar>, _ t: Span<Scalar>, from start: Int, to end: Int, without peak: Int, _ constants: Constants,
    _ sums: inout Sums, _ results: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    let padding = nothing(besides: constants.maximum)
    let shift = Lanes(repeating: constants.shift)
    let least = Lanes(repeating: constants.least)
    let maximum = Lanes(repeating: constants.maximum)
    let reference = Lanes(repeating: constants.reference)
    var (exponentials, targets, distances) = (Lanes(), Lanes(), Lanes())
    for i in stride(from: start, to: end, by: width) {
      let count = min(width, end &- i)
      let hasPeak = peak >= i && peak < i &+ count
      var logits = Lanes.load(x, i, count: count, padding: padding)
      if hasPeak { logits[peak &- i] = padding }
      let e = Lanes.exponential(logits - reference, shift: shift, least: least)
      if !results.isEmpty { e.store(&results, offset &+ i, count: count) }
      exponentials = exponentials + e
      if !t.isEmpty {
        var labels = Lanes.load(t, i, count: count, padding: 0)
        if hasPeak { labels[peak &- i] = 0 }
        targets = targets + labels
        distances = distances + labels * (maximum - logits)
        sums.leastTarget = Lanes.smaller(sums.leastTarget, labels)
        sums.largestTarget = Lanes.larger(sums.largestTarget, labels)
      }
    }
    sums.exponentials.add(exponentials)
    sums.targets.add(targets)
    sums.distances.add(distances)
  }

  /// A finite logit beside which nothing is left of an exponential: what a masked class or the end of a row is given.
  static func nothing(besides maximum: Scalar) -> Scalar {
    2 * (maximum < 0 ? maximum : 0) - 2 * Scalar.exactLogitLimit
  }

  /// Turns exponentials into the gradient: e_j a - t_j b.
  @inline(never)
  static func scale(
    _ results: inout MutableSpan<Scalar>, _ offset: Int, _ t: Span<Scalar>, count: Int, _ a: Scalar, _ b: Scalar
  ) {
    precondition(count >= 0 && offset >= 0 && offset <= results.count && count <= results.count - offset)
    if t.isEmpty {
      for i in 0..<count { results[offset &+ i] = results[offset &+ i] * a }
    } else {
      precondition(count <= t.count)
      for i in 0..<count { results[offset &+ i] = results[offset &+ i] * a - t[i] * b }
    }
  }
}

/// Softmax cross-entropy for few classes: a row in each lane, so that 16 Floats or 8 Doubles of one class stand side by
/// side, and nothing is ever added up across a vector.
///
/// The formulas are those of `FusedRow`. A lane cannot skip its peak, so the exclusive sums are masked: what stands at
/// the maximum is added up apart from the rest.
struct FusedColumns<Scalar: FusedScalar>: ~Copyable {
  typealias Lanes = Scalar.Lanes

  /// The sums of a group of rows, one number a row; exponentials are times 2ᵇ.
  struct Parts {
    var maximum = [Double](repeating: 0, count: Lanes.scalarCount)
    /// e_k; r without the peaks; how many peaks there are.
    var peak = [Double](repeating: 0, count: Lanes.scalarCount)
    var rest = [Double](repeating: 0, count: Lanes.scalarCount)
    var ties = [Double](repeating: 0, count: Lanes.scalarCount)
    var peakTarget = [Double](repeating: 0, count: Lanes.scalarCount)
    var restOfTargets = [Double](repeating: 0, count: Lanes.scalarCount)
    var distance = [Double](repeating: 0, count: Lanes.scalarCount)
    var loss = [Double](repeating: 0, count: Lanes.scalarCount)
  }

  static var width: Int { Lanes.scalarCount }

  private let classes: Int
  private var logits: [Lanes]
  private var targets: [Lanes]
  private var exponentials: [Lanes]
  private var maximum = Lanes()
  private(set) var parts = Parts()

  init(classes: Int) {
    self.classes = classes
    logits = [Lanes](repeating: Lanes(), count: classes)
    targets = logits
    exponentials = logits
  }

  // MARK: Rows to lanes

  /// Puts 16 (or 8) rows of logits side by side; rows beyond the end repeat the last.
  mutating func loadLogits(_ x: Span<Scalar>, rows: Int) {
    Self.transpose(x, rows, classes, &logits)
  }

  /// The same for soft targets.
  mutating func loadTargets(_ t: Span<Scalar>, rows: Int) {
    Self.transpose(t, rows, classes, &targets)
  }

  /// Gives every lane the same targets; 0 for none.
  mutating func shareTargets(_ shared: Span<Scalar>) {
    for j in 0..<classes { targets[j] = shared.isEmpty ? Lanes() : Lanes(repeating: shared[j]) }
  }

  /// Adds to the target of a lane.
  mutating func addTarget(_ value: Double, at place: Int, lane: Int) {
    targets[place][lane] = Scalar(Double(targets[place][lane]) + value)
  }

  /// Gives one lane its targets.
  mutating func setTargets(_ row: Span<Scalar>, lane: Int) {
    for j in 0..<classes { targets[j][lane] = row[j] }
  }

  /// False for a lane in which something overflowed or underflowed: its row has to be done again.
  func isGood(_ lane: Int) -> Bool {
    let distance = parts.distance[lane]
    return parts.maximum[lane].isFinite && distance.isFinite && (distance == 0 || distance > Scalar.leastSafeSum)
  }

  @inline(never)
  private static func transpose(_ source: Span<Scalar>, _ rows: Int, _ classes: Int, _ lanes: inout [Lanes]) {
    precondition(rows >= 1 && rows <= width && source.count == rows * classes && lanes.count == classes)
    var lanes = lanes.mutableSpan
    if rows == width {
      for j in 0..<classes {
        var vector = Lanes()
        // Unsafe: the index is below rows · classes, which was checked above; checked again for each number, the loads
        // take longer than the logarithms.
        for lane in 0..<width { vector[lane] = unsafe source[unchecked: lane &* classes &+ j] }
        lanes[j] = vector
      }
    } else {
      for j in 0..<classes {
        var vector = Lanes()
        for lane in 0..<width { vector[lane] = source[min(lane, rows - 1) * classes + j] }
        lanes[j] = vector
      }
    }
  }

  // MARK: Sums

  /// Computes the parts and the losses of the rows that were loaded.
  mutating func addUp(keepingExponentials: Bool) {
    Self.addUp(logits, targets, &exponentials, keepingExponentials, &maximum, &parts)
    for lane in 0..<Self.width {
      let r = parts.rest[lane] / parts.peak[lane] + (parts.ties[lane] - 1)
      let target = parts.peakTarget[lane] + parts.restOfTargets[lane]
      parts.loss[lane] = parts.distance[lane] + target * Double.fusedLog1pOfAny(r)
    }
  }

  @inline(never)
  private static func addUp(
    _ logits: [Lanes], _ targets: [Lanes], _ exponentials: inout [Lanes], _ keeps: Bool, _ maximum: inout Lanes,
    _ parts: inout Parts
  ) {
    let (x, t) = (logits.span, targets.span)
    var largest = x[0]
    for j in 1..<x.count { largest = Lanes.larger(largest, x[j]) }
    maximum = largest
    // The constants of `FusedRow`, a lane each.
    var (reference, shift, least) = (Lanes(), Lanes(), Lanes())
    for lane in 0..<width {
      let constants = FusedRow<Scalar>.Constants(
        maximum: largest[lane], subtracting: !(largest[lane].magnitude < Scalar.exactLogitLimit))
      reference[lane] = constants.reference
      shift[lane] = constants.shift
      least[lane] = constants.least
      parts.peak[lane] = constants.peak
      parts.maximum[lane] = Double(constants.maximum)
    }
    let (zero, one) = (Lanes(), Lanes(repeating: 1))
    var sums = (rest: Lanes.Columns(), targets: Lanes.Columns(), peaks: Lanes.Columns(), distances: Lanes.Columns())
    var ties = Lanes()
    var results = exponentials.mutableSpan
    var j = 0
    while j < x.count {
      // Four classes at most are added in the narrow type.
      let end = min(j &+ 4, x.count)
      var (rest, others, peaks, distances) = (zero, zero, zero, zero)
      while j < end {
        let e = Lanes.exponential(x[j] - reference, shift: shift, least: least)
        if keeps { results[j] = e }
        rest = rest + Lanes.choose(x[j], equals: largest, zero, e)
        ties = ties + Lanes.choose(x[j], equals: largest, one, zero)
        others = others + Lanes.choose(x[j], equals: largest, zero, t[j])
        peaks = peaks + Lanes.choose(x[j], equals: largest, t[j], zero)
        distances = distances + t[j] * (largest - x[j])
        j &+= 1
      }
      sums.rest.add(rest)
      sums.targets.add(others)
      sums.peaks.add(peaks)
      sums.distances.add(distances)
    }
    for lane in 0..<width {
      parts.rest[lane] = sums.rest[lane]
      parts.restOfTargets[lane] = sums.targets[lane]
      parts.peakTarget[lane] = sums.peaks[lane]
      parts.distance[lane] = sums.distances[lane]
      parts.ties[lane] = Double(ties[lane])
    }
  }

  // MARK: Gradient

  /// What each row's gradient is computed with: e_j a - t_j b, and at the peak c - t_k d.
  struct Factors {
    var a = Lanes()
    var b = Lanes()
    var c = Lanes()
    var d = Lanes()
  }

  /// The factors of a lane; false where they would lose bits.
  func setFactors(_ factors: inout Factors, lane: Int, scale: Double) -> Bool {
    let (peak, rest, ties) = (parts.peak[lane], parts.rest[lane], parts.ties[lane])
    let total = parts.peakTarget[lane] + parts.restOfTargets[lane]
    let normaliser = rest + ties * peak
    let a = scale * total / normaliser
    // With a tie nothing cancels at the peak.
    let c = ties == 1 ? scale * peak * parts.restOfTargets[lane] / normaliser : a * peak
    let d = ties == 1 ? scale * rest / normaliser : scale
    factors.a[lane] = Scalar(a)
    factors.b[lane] = Scalar(scale)
    factors.c[lane] = Scalar(c)
    factors.d[lane] = Scalar(d)
    return Scalar.keeps(a) && Scalar.keeps(scale)
  }

  /// Writes the gradients of the rows that were loaded.
  mutating func writeGradient(
    _ factors: Factors, rows: Int, _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    Self.writeGradient(
      logits.span, targets.span, exponentials.span, maximum, factors, rows, &gradient, offset)
  }

  @inline(never)
  private static func writeGradient(
    _ x: Span<Lanes>, _ t: Span<Lanes>, _ e: Span<Lanes>, _ maximum: Lanes, _ factors: Factors, _ rows: Int,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    let classes = x.count
    precondition(t.count == classes && e.count == classes && rows >= 1 && rows <= width)
    precondition(offset >= 0 && offset <= gradient.count && rows * classes <= gradient.count - offset)
    for j in 0..<classes {
      let slope = Lanes.choose(x[j], equals: maximum, factors.d, factors.b)
      let value = Lanes.choose(x[j], equals: maximum, factors.c, e[j] * factors.a) - t[j] * slope
      if rows == width {
        // Unsafe, like the loads: the largest index was checked above.
        for lane in 0..<width { unsafe gradient[unchecked: offset &+ lane &* classes &+ j] = value[lane] }
      } else {
        for lane in 0..<rows { gradient[offset + lane * classes + j] = value[lane] }
      }
    }
  }
}

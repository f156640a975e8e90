/// Softmax cross-entropy for few classes: a row in each lane, so that 8 Floats or 4 Doubles of one class stand side by
/// side, and nothing is ever added up across a vector.
///
/// The formulas are those of `FusedRow`. A lane cannot skip its peak, so the exclusive sums are masked: what stands at
/// the maximum is added up apart from the rest.
struct FusedColumns<Scalar: FusedScalar>: ~Copyable {
  typealias Lanes = Scalar.Lanes

  /// Numbers of a group of rows, a lane each, in Double.
  enum Wide: Int {
    /// e_k, scaled; how many classes share the maximum; r without any of them, scaled.
    case peak, ties, rest
    /// T, and T without the peaks.
    case total, restOfTargets
    case distance
    /// What the row's loss and gradient are multiplied by; 0 in lanes without a row.
    case weight
    case loss
    /// 1 where nothing overflowed or underflowed, 0 where the row has to be done again.
    case isGood
    case count
  }

  /// Numbers of a group of rows, a lane each, in the element type.
  enum Narrow: Int {
    case maximum
    /// The constants of `FusedRow`.
    case reference, shift, least
    /// A gradient is e_j a - t_j b, and at the peak c - t_k d.
    case a, b, c, d
    case count
  }

  static var width: Int { Lanes.scalarCount }

  private let classes: Int
  private var logits: [Lanes]
  private var targets: [Lanes]
  private var exponentials: [Lanes]
  private var wide = [Double](repeating: 0, count: Wide.count.rawValue * Lanes.scalarCount)
  private var narrow = [Scalar](repeating: 0, count: Narrow.count.rawValue * Lanes.scalarCount)

  init(classes: Int) {
    self.classes = classes
    logits = [Lanes](repeating: Lanes(), count: classes)
    targets = logits
    exponentials = logits
  }

  /// How much the row of a lane weighs; 0 for a lane that is to be left alone.
  mutating func setWeight(_ weight: Double, lane: Int) {
    wide[Wide.weight.rawValue &* Self.width &+ lane] = weight
  }

  // MARK: Rows to lanes

  /// Puts 8 (or 4) rows of logits side by side; rows beyond the end repeat the last.
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
  func isGood(_ lane: Int) -> Bool { wide[Wide.isGood.rawValue &* Self.width &+ lane] != 0 }

  /// The weighted loss of a lane.
  func loss(_ lane: Int) -> Double { wide[Wide.loss.rawValue &* Self.width &+ lane] }

  @inline(never)
  private static func transpose(_ source: Span<Scalar>, _ rows: Int, _ classes: Int, _ lanes: inout [Lanes]) {
    precondition(rows >= 1 && rows <= width && source.count == rows * classes && lanes.count == classes)
    var lanes = lanes.mutableSpan
    if rows == width {
      for j in 0..<classes {
        var vector = Lanes()
        // Unsafe, twice: the index is below rows · classes, which was checked above; checked again for each number, the
        // loads take longer than the exponentials.
        for lane in 0..<width { vector[lane] = unsafe source[unchecked: lane &* classes &+ j] }
        lanes[j] = vector
      }
    } else {
      for j in 0..<classes {
        var vector = Lanes()
        for lane in 0..<width { vector[lane] = unsafe source[unchecked: min(lane, rows &- 1) &* classes &+ j] }
        lanes[j] = vector
      }
    }
  }

  // MARK: Sums

  /// Computes the losses of the rows that were loaded, and what their gradients over `divisor` are computed with.
  ///
  /// Returns the sum of the losses, and how many lanes went well.
  mutating func addUp(keepingExponentials: Bool, divisor: Double) -> (sum: Double, good: Int) {
    var largest = logits[0]
    for j in 1..<classes { largest = Lanes.larger(largest, logits[j]) }
    Self.setConstants(largest, &narrow, &wide)
    Self.addUp(logits, targets, largest, &exponentials, keepingExponentials, narrow, &wide)
    return Self.finish(&wide, &narrow, divisor)
  }

  @inline(never)
  private static func setConstants(_ largest: Lanes, _ narrow: inout [Scalar], _ wide: inout [Double]) {
    var narrow = narrow.mutableSpan
    var wide = wide.mutableSpan
    precondition(narrow.count == Narrow.count.rawValue * width && wide.count == Wide.count.rawValue * width)
    largest.store(&narrow, Narrow.maximum.rawValue * width)
    for lane in 0..<width {
      let maximum = narrow[lane]
      let constants = FusedRow<Scalar>.Constants(
        maximum: maximum, subtracting: !(maximum.magnitude < Scalar.exactLogitLimit))
      narrow[Narrow.reference.rawValue &* width &+ lane] = constants.reference
      narrow[Narrow.shift.rawValue &* width &+ lane] = constants.shift
      narrow[Narrow.least.rawValue &* width &+ lane] = constants.least
      wide[Wide.peak.rawValue &* width &+ lane] = constants.peak
    }
  }

  @inline(never)
  private static func addUp(
    _ logits: [Lanes], _ targets: [Lanes], _ largest: Lanes, _ exponentials: inout [Lanes], _ keeps: Bool,
    _ narrow: [Scalar], _ wide: inout [Double]
  ) {
    let (x, t) = (logits.span, targets.span)
    let reference = Lanes.load(narrow.span, Narrow.reference.rawValue * width)
    let shift = Lanes.load(narrow.span, Narrow.shift.rawValue * width)
    let least = Lanes.load(narrow.span, Narrow.least.rawValue * width)
    let (zero, one) = (Lanes(), Lanes(repeating: 1))
    var sums = (rest: Lanes.Columns(), targets: Lanes.Columns(), total: Lanes.Columns(), distances: Lanes.Columns())
    var ties = Lanes()
    var results = exponentials.mutableSpan
    var j = 0
    while j < x.count {
      // Four classes at most are added in the narrow type.
      let end = min(j &+ 4, x.count)
      var (rest, others, all, distances) = (zero, zero, zero, zero)
      while j < end {
        let e = Lanes.exponential(x[j] - reference, shift: shift, least: least)
        if keeps { results[j] = e }
        rest = rest + Lanes.choose(x[j], equals: largest, zero, e)
        ties = ties + Lanes.choose(x[j], equals: largest, one, zero)
        others = others + Lanes.choose(x[j], equals: largest, zero, t[j])
        all = all + t[j]
        distances = distances + t[j] * (largest - x[j])
        j &+= 1
      }
      sums.rest.add(rest)
      sums.targets.add(others)
      sums.total.add(all)
      sums.distances.add(distances)
    }
    var wide = wide.mutableSpan
    sums.rest.store(&wide, Wide.rest.rawValue * width)
    sums.targets.store(&wide, Wide.restOfTargets.rawValue * width)
    sums.total.store(&wide, Wide.total.rawValue * width)
    sums.distances.store(&wide, Wide.distance.rawValue * width)
    var counts = Lanes.Columns()
    counts.add(ties)
    counts.store(&wide, Wide.ties.rawValue * width)
  }

  @inline(never)
  private static func finish(
    _ wide: inout [Double], _ narrow: inout [Scalar], _ divisor: Double
  ) -> (sum: Double, good: Int) {
    var wide = wide.mutableSpan
    var narrow = narrow.mutableSpan
    precondition(wide.count == Wide.count.rawValue * width && narrow.count == Narrow.count.rawValue * width)
    // Three short loops: one with everything in it is not vectorised.
    for lane in 0..<width {
      let rest = wide[Wide.rest.rawValue &* width &+ lane]
      let peak = wide[Wide.peak.rawValue &* width &+ lane]
      let r = rest / peak + (wide[Wide.ties.rawValue &* width &+ lane] - 1)
      let spread = wide[Wide.total.rawValue &* width &+ lane] * Double.fusedLog1pOfAny(r)
      let loss = wide[Wide.distance.rawValue &* width &+ lane] + spread
      wide[Wide.loss.rawValue &* width &+ lane] = wide[Wide.weight.rawValue &* width &+ lane] * loss
    }
    for lane in 0..<width {
      let rest = wide[Wide.rest.rawValue &* width &+ lane]
      let peak = wide[Wide.peak.rawValue &* width &+ lane]
      let ties = wide[Wide.ties.rawValue &* width &+ lane]
      let total = wide[Wide.total.rawValue &* width &+ lane]
      let others = wide[Wide.restOfTargets.rawValue &* width &+ lane]
      let scale = wide[Wide.weight.rawValue &* width &+ lane] / divisor
      let share = scale / (rest + ties * peak)
      let (small, whole) = (share * rest, share * total)
      // With a tie nothing cancels at the peak.
      narrow[Narrow.a.rawValue &* width &+ lane] = Scalar(whole)
      narrow[Narrow.b.rawValue &* width &+ lane] = Scalar(scale)
      narrow[Narrow.c.rawValue &* width &+ lane] = Scalar(share * peak * (ties == 1 ? others : total))
      narrow[Narrow.d.rawValue &* width &+ lane] = Scalar(ties == 1 ? small : scale)
    }
    let (least, greatest) = (Scalar.leastNormalMagnitude, Scalar.greatestFiniteMagnitude)
    for lane in 0..<width {
      let loss = wide[Wide.loss.rawValue &* width &+ lane]
      let distance = wide[Wide.distance.rawValue &* width &+ lane]
      let a = narrow[Narrow.a.rawValue &* width &+ lane].magnitude
      let b = narrow[Narrow.b.rawValue &* width &+ lane].magnitude
      // What must hold, each 0 where it does and 1 where not; NaN fails every comparison. Sums instead of &&: branches
      // would keep the loop from being vectorised.
      let isInfinite = loss.magnitude < .infinity ? 0.0 : 1.0
      let isTiny = (distance == 0 ? 1 : distance) > Scalar.leastSafeSum ? 0.0 : 1.0
      let loses = ((a == 0 ? 1 : a) >= least ? 0.0 : 1.0) + ((b == 0 ? 1 : b) >= least ? 0.0 : 1.0)
      let overflows = (a <= greatest ? 0.0 : 1.0) + (b <= greatest ? 0.0 : 1.0)
      let faults = (isInfinite + isTiny) + (loses + overflows)
      wide[Wide.isGood.rawValue &* width &+ lane] = faults == 0 ? 1 : 0
      wide[Wide.loss.rawValue &* width &+ lane] = faults == 0 ? loss : 0
    }
    var sum = 0.0
    var good = 0.0
    for lane in 0..<width / 4 {
      let first = Wide.loss.rawValue &* width &+ 4 &* lane
      sum += (wide[first] + wide[first &+ 1]) + (wide[first &+ 2] + wide[first &+ 3])
      let flag = Wide.isGood.rawValue &* width &+ 4 &* lane
      good += (wide[flag] + wide[flag &+ 1]) + (wide[flag &+ 2] + wide[flag &+ 3])
    }
    return (sum, Int(good))
  }

  // MARK: Gradient

  /// Writes the gradients of the rows that were loaded.
  func writeGradient(rows: Int, _ gradient: inout MutableSpan<Scalar>, _ offset: Int) {
    Self.writeGradient(logits.span, targets.span, exponentials.span, narrow.span, rows, &gradient, offset)
  }

  @inline(never)
  private static func writeGradient(
    _ x: Span<Lanes>, _ t: Span<Lanes>, _ e: Span<Lanes>, _ narrow: Span<Scalar>, _ rows: Int,
    _ gradient: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    let classes = x.count
    precondition(t.count == classes && e.count == classes && rows >= 1 && rows <= width)
    precondition(offset >= 0 && offset <= gradient.count && rows * classes <= gradient.count - offset)
    let maximum = Lanes.load(narrow, Narrow.maximum.rawValue * width)
    let a = Lanes.load(narrow, Narrow.a.rawValue * width)
    let b = Lanes.load(narrow, Narrow.b.rawValue * width)
    let c = Lanes.load(narrow, Narrow.c.rawValue * width)
    let d = Lanes.load(narrow, Narrow.d.rawValue * width)
    for j in 0..<classes {
      let slope = Lanes.choose(x[j], equals: maximum, d, b)
      let value = Lanes.choose(x[j], equals: maximum, c, e[j] * a) - t[j] * slope
      if rows == width {
        // Unsafe, like the loads: the largest index was checked above.
        for lane in 0..<width { unsafe gradient[unchecked: offset &+ lane &* classes &+ j] = value[lane] }
      } else {
        for lane in 0..<rows { gradient[offset + lane * classes + j] = value[lane] }
      }
    }
  }
}

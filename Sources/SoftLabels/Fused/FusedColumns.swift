/// Softmax cross-entropy for few classes: a row in each lane, so that numbers of one class stand side by side, and nothing
/// is ever added up across a vector. Up to 40 rows are a group, turned to columns in the first-level cache.
///
/// The formulas are those of `FusedRow`. A lane cannot skip its peak, so the exclusive sums are masked: what stands at
/// the maximum is added up apart from the rest.
struct FusedColumns<Scalar: FusedScalar>: ~Copyable {
  typealias Lanes = Scalar.Lanes

  /// Numbers of a row in Double.
  enum Wide: Int {
    /// e_k, scaled; how many classes share the maximum; r without any of them, scaled.
    case peak, ties, rest
    /// T, and T without the peaks.
    case total, restOfTargets
    case distance
    /// What the row's loss and gradient are multiplied by; 0 in lanes without a row.
    case weight
    case loss
    /// Where there are faults: 0 where something overflowed or underflowed and the row has to be done again.
    case isGood
    case count
  }

  /// Numbers of a row in the element type.
  enum Narrow: Int {
    /// The first, where they are written as the rows are turned to columns.
    case maximum
    /// The constants of `FusedRow`.
    case shift, least
    /// A gradient is e_j a - t_j b, and at the peak c - t_k d.
    case a, b, c, d
    case count
  }

  static var width: Int { Lanes.scalarCount }
  /// So many classes are added up in the element type.
  private static var addends: Int { 6 }

  private let classes: Int
  /// How many rows there is room for.
  let height: Int
  private var logits: [Scalar]
  private var targets: [Scalar]
  /// The exponentials, then the gradient.
  private var results: [Scalar]
  private var wide: [Double]
  private var narrow: [Scalar]
  private var hasFaults = false

  /// Room for groups out of so many rows.
  init(classes: Int, rows: Int) {
    self.classes = classes
    // Not a power of 2: columns that begin at the same place of a page get in each other's way.
    height = min(40, (rows + Self.width - 1) / Self.width * Self.width)
    logits = [Scalar](repeating: 0, count: classes * height)
    targets = logits
    results = logits
    wide = [Double](repeating: 0, count: Wide.count.rawValue * height)
    narrow = [Scalar](repeating: 0, count: Narrow.count.rawValue * height)
  }

  // MARK: Rows

  /// Takes the logits of a group of rows.
  mutating func loadLogits(_ x: Span<Scalar>, rows: Int) {
    FusedTranspose.columns(
      ofRows: x, rows: rows, classes: classes, height: height, into: &logits, maxima: &narrow, Yes.self)
  }

  /// The same for soft targets.
  mutating func loadTargets(_ t: Span<Scalar>, rows: Int) {
    FusedTranspose.columns(
      ofRows: t, rows: rows, classes: classes, height: height, into: &targets, maxima: &narrow, No.self)
  }

  /// Gives every row the same targets; 0 for none.
  mutating func shareTargets(_ shared: Span<Scalar>) {
    let (classes, height) = (classes, height)
    var columns = targets.mutableSpan
    for j in 0..<classes {
      let target = shared.isEmpty ? 0 : shared[j]
      for row in 0..<height { columns[j &* height &+ row] = target }
    }
  }

  /// Adds to a target of a row.
  mutating func addTarget(_ value: Double, at place: Int, row: Int) {
    let i = place * height + row
    targets[i] = Scalar(Double(targets[i]) + value)
  }

  /// Gives one row its targets.
  mutating func setTargets(_ labels: Span<Scalar>, row: Int) {
    let (classes, height) = (classes, height)
    var columns = targets.mutableSpan
    for j in 0..<classes { columns[j * height + row] = labels[j] }
  }

  /// How much a row weighs; 0 for one to be left alone.
  mutating func setWeight(_ weight: Double, row: Int) { wide[Wide.weight.rawValue * height + row] = weight }

  /// False for a row in which something overflowed or underflowed: it has to be done again.
  func isGood(_ row: Int) -> Bool { !hasFaults || wide[Wide.isGood.rawValue * height + row] != 0 }

  /// The weighted loss of a row.
  func loss(_ row: Int) -> Double { wide[Wide.loss.rawValue * height + row] }

  // MARK: Sums

  /// Computes the losses of the rows that were loaded, and what their gradients over `divisor` are computed with, where
  /// that is wanted.
  ///
  /// Returns the sum of the losses, and whether all rows went well.
  mutating func addUp(forGradient: Bool, divisor: Double) -> (sum: Double, isGood: Bool) {
    FusedColumnFinish<Scalar>.setConstants(height, &narrow, &wide)
    Self.addExponentials(logits, height, narrow, &results, &wide)
    let (sum, isSuspect): (Double, Bool)
    if forGradient {
      Self.addTargets(logits, targets, height, narrow, &wide, Yes.self)
      FusedColumnFinish<Scalar>.setFactors(height, divisor, &narrow, wide)
      FusedColumnFinish<Scalar>.setLosses(height, &wide)
      (sum, isSuspect) = FusedColumnFinish<Scalar>.sumOfLosses(height, narrow, wide, Yes.self)
    } else {
      Self.addTargets(logits, targets, height, narrow, &wide, No.self)
      FusedColumnFinish<Scalar>.setLosses(height, &wide)
      (sum, isSuspect) = FusedColumnFinish<Scalar>.sumOfLosses(height, narrow, wide, No.self)
    }
    hasFaults = isSuspect
    return isSuspect ? (FusedColumnFinish<Scalar>.setFaults(height, narrow, &wide, forGradient), false) : (sum, true)
  }

  /// Adds up the exponentials without the peaks, and the peaks' number; leaves the exponentials in `results`.
  @inline(never)
  private static func addExponentials(
    _ logits: [Scalar], _ height: Int, _ narrow: [Scalar], _ results: inout [Scalar], _ wide: inout [Double]
  ) {
    let (x, narrow) = (logits.span, narrow.span)
    var results = results.mutableSpan
    var wide = wide.mutableSpan
    precondition(height > 0 && height % width == 0 && x.count % height == 0 && results.count == x.count)
    let (zero, one) = (Lanes(), Lanes(repeating: 1))
    var lane = 0
    while lane < height {
      let largest = Lanes.load(narrow, Narrow.maximum.rawValue &* height &+ lane)
      let shift = Lanes.load(narrow, Narrow.shift.rawValue &* height &+ lane)
      let least = Lanes.load(narrow, Narrow.least.rawValue &* height &+ lane)
      var sum = Lanes.Columns()
      var ties = zero
      var i = lane
      while i < x.count {
        let end = min(i &+ addends &* height, x.count)
        var rest = zero
        while i < end {
          // Unsafe, twice: below the counts, which were compared above.
          let x = unsafe Lanes.load(x, unchecked: i)
          let e = Lanes.exponential(x, shift: shift, least: least)
          unsafe e.store(&results, unchecked: i)
          rest = rest + Lanes.choose(x, equals: largest, zero, e)
          ties = ties + Lanes.choose(x, equals: largest, one, zero)
          i &+= height
        }
        sum.add(rest)
      }
      sum.store(&wide, Wide.rest.rawValue &* height &+ lane)
      var counts = Lanes.Columns()
      counts.add(ties)
      counts.store(&wide, Wide.ties.rawValue &* height &+ lane)
      lane &+= width
    }
  }

  /// Adds up the targets, with and without the peaks' own, and their products with the distances from the maximum.
  ///
  /// A loop of its own: with the exponentials in the same loop there are more numbers than registers.
  @inline(never)
  private static func addTargets<ForGradient: FusedChoice>(
    _ logits: [Scalar], _ targets: [Scalar], _ height: Int, _ narrow: [Scalar], _ wide: inout [Double],
    _: ForGradient.Type
  ) {
    let (x, t, narrow) = (logits.span, targets.span, narrow.span)
    var wide = wide.mutableSpan
    precondition(height > 0 && height % width == 0 && x.count % height == 0 && t.count == x.count)
    let zero = Lanes()
    var lane = 0
    while lane < height {
      let largest = Lanes.load(narrow, Narrow.maximum.rawValue &* height &+ lane)
      var sums = (others: Lanes.Columns(), total: Lanes.Columns(), distances: Lanes.Columns())
      var i = lane
      while i < x.count {
        let end = min(i &+ addends &* height, x.count)
        var (others, all, distances) = (zero, zero, zero)
        while i < end {
          // Unsafe, twice: below the counts, which were compared above.
          let x = unsafe Lanes.load(x, unchecked: i)
          let t = unsafe Lanes.load(t, unchecked: i)
          if ForGradient.value { others = others + Lanes.choose(x, equals: largest, zero, t) }
          all = all + t
          distances = distances + t * (largest - x)
          i &+= height
        }
        if ForGradient.value { sums.others.add(others) }
        sums.total.add(all)
        sums.distances.add(distances)
      }
      if ForGradient.value { sums.others.store(&wide, Wide.restOfTargets.rawValue &* height &+ lane) }
      sums.total.store(&wide, Wide.total.rawValue &* height &+ lane)
      sums.distances.store(&wide, Wide.distance.rawValue &* height &+ lane)
      lane &+= width
    }
  }

  /// Writes the gradients of the rows that were loaded and added up for them.
  mutating func writeGradient(rows: Int, _ gradient: inout MutableSpan<Scalar>, _ offset: Int) {
    Self.scale(logits, targets, height, narrow, &results)
    FusedTranspose.rows(
      ofColumns: results.span, rows: rows, classes: classes, height: height, into: &gradient, offset)
  }

  /// Turns exponentials into the gradient.
  @inline(never)
  private static func scale(
    _ logits: [Scalar], _ targets: [Scalar], _ height: Int, _ narrow: [Scalar], _ results: inout [Scalar]
  ) {
    let (x, t, narrow) = (logits.span, targets.span, narrow.span)
    var results = results.mutableSpan
    precondition(height > 0 && height % width == 0 && x.count % height == 0 && t.count == x.count)
    precondition(results.count == x.count)
    var lane = 0
    while lane < height {
      let largest = Lanes.load(narrow, Narrow.maximum.rawValue &* height &+ lane)
      let a = Lanes.load(narrow, Narrow.a.rawValue &* height &+ lane)
      let b = Lanes.load(narrow, Narrow.b.rawValue &* height &+ lane)
      let c = Lanes.load(narrow, Narrow.c.rawValue &* height &+ lane)
      let d = Lanes.load(narrow, Narrow.d.rawValue &* height &+ lane)
      var i = lane
      while i < x.count {
        // Unsafe, three times: below the counts, which were compared above.
        let x = unsafe Lanes.load(x, unchecked: i)
        let e = unsafe Lanes.load(results.span, unchecked: i)
        let slope = Lanes.choose(x, equals: largest, d, b)
        let value = Lanes.choose(x, equals: largest, c, e * a)
        let t = unsafe Lanes.load(t, unchecked: i)
        unsafe (value - t * slope).store(&results, unchecked: i)
        i &+= height
      }
      lane &+= width
    }
  }
}

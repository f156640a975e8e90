/// Softmax cross-entropy for few classes: a row in each lane, so that numbers of one class stand side by side, and nothing
/// is ever added up across a vector. Up to 40 rows are a group, turned to columns in the first-level cache.
///
/// The formulas are those of `FusedRow`. A lane cannot skip its peak, so the exclusive sums are masked: what stands at
/// the maximum is added up apart from the rest.
struct FusedColumns<Scalar: FusedScalar>: ~Copyable {
  typealias Lanes = Scalar.Lanes

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
  private var group = FusedGroup<Scalar>()
  private var hasFaults = false
  /// False where a logit of the rows that were added up may be infinite or no number.
  private(set) var isOrdinary = true
  private let checksTargets: Bool
  /// The least and the largest label, lane by lane, and 0, where labels are weighed or targets checked.
  private var extremes = (least: Lanes(), largest: Lanes())

  /// Room for groups out of so many rows.
  init(classes: Int, rows: Int, checksTargets: Bool) {
    self.classes = classes
    self.checksTargets = checksTargets
    height = min(FusedGroup<Scalar>.capacity, (rows + Self.width - 1) / Self.width * Self.width)
    logits = [Scalar](repeating: 0, count: classes * height)
    targets = logits
    results = logits
  }

  // MARK: Rows

  /// Takes the logits of a group of rows.
  mutating func loadLogits(_ x: Span<Scalar>, rows: Int) {
    var maxima = group.maximum.mutableSpan
    FusedTranspose.columns(
      ofRows: x, rows: rows, classes: classes, height: height, into: &logits, maxima: &maxima, Yes.self)
  }

  /// The same for soft targets.
  mutating func loadTargets(_ t: Span<Scalar>, rows: Int) {
    var maxima = group.maximum.mutableSpan
    FusedTranspose.columns(
      ofRows: t, rows: rows, classes: classes, height: height, into: &targets, maxima: &maxima, No.self)
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

  /// Turns soft labels into targets, w_j ((1 - ε) y_j + ε / C), each rounded once; the labels are added up before.
  mutating func weighTargets(_ factors: [Double], _ offsets: [Double]) {
    extremes = (Lanes(), Lanes())
    Self.weigh(&targets, height, factors, offsets, &group, &extremes)
  }

  @inline(never)
  private static func weigh(
    _ targets: inout [Scalar], _ height: Int, _ factors: [Double], _ offsets: [Double],
    _ group: inout FusedGroup<Scalar>, _ extremes: inout (least: Lanes, largest: Lanes)
  ) {
    var t = targets.mutableSpan
    let (factors, offsets) = (factors.span, offsets.span)
    precondition(height > 0 && height % width == 0 && t.count == factors.count * height)
    precondition(offsets.count == factors.count)
    var reach = extremes
    var lane = 0
    while lane < height {
      var total = Lanes.Columns()
      var i = lane
      for j in 0..<factors.count {
        // Unsafe, twice: below the count, which was compared above.
        let labels = unsafe Lanes.load(t.span, unchecked: i)
        total.add(labels)
        reach = (Lanes.smaller(reach.least, labels), Lanes.larger(reach.largest, labels))
        unsafe labels.combined(factors[j], offsets[j]).store(&t, unchecked: i)
        i &+= height
      }
      total.store(&group.total, lane)
      lane &+= width
    }
    extremes = reach
  }

  /// How much a row weighs; 0 for one to be left alone.
  mutating func setWeight(_ weight: Double, row: Int) { group.weight[row] = weight }

  /// False for a row in which something overflowed or underflowed: it has to be done again.
  mutating func isGood(_ row: Int) -> Bool { !hasFaults || group.isGood[row] }

  /// False where labels of a row may be no distribution: those that were weighed last, or the targets that were added up and
  /// checked.
  mutating func labelsAreSound() -> Bool {
    (Lanes() - extremes.least).largest <= 0 && extremes.largest.largest <= 1 && group.totalsAreNear1(height)
  }

  /// The weighted loss of a row.
  mutating func loss(_ row: Int) -> Double { group.loss[row] }

  // MARK: Sums

  /// Computes the losses of the rows that were loaded, and what their gradients over `divisor` are computed with, where
  /// that is wanted.
  ///
  /// Returns the sum of the losses, and whether all rows went well.
  mutating func addUp(forGradient: Bool, divisor: Double) -> (sum: Double, isGood: Bool) {
    group.setConstants(height)
    Self.addExponentials(logits, height, &results, &group)
    extremes = (Lanes(), Lanes())
    switch (forGradient, checksTargets) {
    case (false, false): Self.addTargets(logits, targets, height, &group, &extremes, No.self, No.self)
    case (false, true): Self.addTargets(logits, targets, height, &group, &extremes, No.self, Yes.self)
    case (true, false): Self.addTargets(logits, targets, height, &group, &extremes, Yes.self, No.self)
    case (true, true): Self.addTargets(logits, targets, height, &group, &extremes, Yes.self, Yes.self)
    }
    if forGradient { group.setFactors(height, divisor) }
    group.setLosses(height)
    let (sum, isFinite, isSafe) = group.sumOfLosses(height)
    isOrdinary = isFinite
    hasFaults = !isSafe || (forGradient && !group.factorsAreNormal(height))
    return hasFaults ? (group.setFaults(height, forGradient), false) : (sum, true)
  }

  /// Adds up the exponentials without the peaks, and the peaks' number; leaves the exponentials in `results`.
  @inline(never)
  private static func addExponentials(
    _ logits: [Scalar], _ height: Int, _ results: inout [Scalar], _ group: inout FusedGroup<Scalar>
  ) {
    let x = logits.span
    var results = results.mutableSpan
    precondition(height > 0 && height % width == 0 && x.count % height == 0 && results.count == x.count)
    let (zero, one) = (Lanes(), Lanes(repeating: 1))
    var lane = 0
    while lane < height {
      let largest = Lanes.load(group.maximum.span, lane)
      let shift = Lanes.load(group.shift.span, lane)
      let least = Lanes.load(group.least.span, lane)
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
      sum.store(&group.rest, lane)
      var counts = Lanes.Columns()
      counts.add(ties)
      counts.store(&group.ties, lane)
      lane &+= width
    }
  }

  /// Adds up the targets, with and without the peaks' own, and their products with the distances from the maximum.
  ///
  /// A loop of its own: with the exponentials in the same loop there are more numbers than registers.
  @inline(never)
  private static func addTargets<ForGradient: FusedChoice, Checks: FusedChoice>(
    _ logits: [Scalar], _ targets: [Scalar], _ height: Int, _ group: inout FusedGroup<Scalar>,
    _ extremes: inout (least: Lanes, largest: Lanes), _: ForGradient.Type, _: Checks.Type
  ) {
    let (x, t) = (logits.span, targets.span)
    precondition(height > 0 && height % width == 0 && x.count % height == 0 && t.count == x.count)
    let zero = Lanes()
    var reach = extremes
    var lane = 0
    while lane < height {
      let largest = Lanes.load(group.maximum.span, lane)
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
          if Checks.value { reach = (Lanes.smaller(reach.least, t), Lanes.larger(reach.largest, t)) }
          i &+= height
        }
        if ForGradient.value { sums.others.add(others) }
        sums.total.add(all)
        sums.distances.add(distances)
      }
      if ForGradient.value { sums.others.store(&group.restOfTargets, lane) }
      sums.total.store(&group.total, lane)
      sums.distances.store(&group.distance, lane)
      lane &+= width
    }
    extremes = reach
  }

  /// Writes the gradients of the rows that were loaded and added up for them.
  mutating func writeGradient(rows: Int, _ gradient: inout MutableSpan<Scalar>, _ offset: Int) {
    Self.scale(logits, targets, height, &group, &results)
    FusedTranspose.rows(
      ofColumns: results.span, rows: rows, classes: classes, height: height, into: &gradient, offset)
  }

  /// Turns exponentials into the gradient.
  @inline(never)
  private static func scale(
    _ logits: [Scalar], _ targets: [Scalar], _ height: Int, _ group: inout FusedGroup<Scalar>,
    _ results: inout [Scalar]
  ) {
    let (x, t) = (logits.span, targets.span)
    var results = results.mutableSpan
    precondition(height > 0 && height % width == 0 && x.count % height == 0 && t.count == x.count)
    precondition(results.count == x.count)
    var lane = 0
    while lane < height {
      let largest = Lanes.load(group.maximum.span, lane)
      let a = Lanes.load(group.a.span, lane)
      let b = Lanes.load(group.b.span, lane)
      let c = Lanes.load(group.c.span, lane)
      let d = Lanes.load(group.d.span, lane)
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

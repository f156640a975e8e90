/// The loops over the classes of a group: logits, targets and results are columns, `height` numbers for each class.
extension FusedGroup {
  /// So many classes are added up in the element type.
  private static var addends: Int { 6 }

  /// Turns soft labels into targets, w_j ((1 - ε) y_j + ε / C), each rounded once; the labels are added up before.
  @inline(never)
  mutating func weigh(_ targets: inout [Scalar], _ factors: [Double], _ offsets: [Double]) {
    let height = height
    var t = targets.mutableSpan
    let (factors, offsets) = (factors.span, offsets.span)
    precondition(height > 0 && height % Lanes.scalarCount == 0 && t.count == factors.count * height)
    precondition(offsets.count == factors.count)
    var reach = (least: Lanes(), largest: Lanes())
    for lane in stride(from: 0, to: height, by: Lanes.scalarCount) {
      var sum = Lanes.Columns()
      var i = lane
      for j in 0..<factors.count {
        // Unsafe, twice: below the count, which was compared above.
        let labels = unsafe Lanes.load(t.span, unchecked: i)
        sum.add(labels)
        reach = (Lanes.smaller(reach.least, labels), Lanes.larger(reach.largest, labels))
        unsafe labels.combined(factors[j], offsets[j]).store(&t, unchecked: i)
        i &+= height
      }
      sum.store(&total, lane)
    }
    extremes = reach
  }

  /// Adds up the exponentials without the peaks, and the peaks' number; leaves the exponentials in `results`.
  @inline(never)
  mutating func addExponentials(of logits: [Scalar], _ results: inout [Scalar]) {
    let (x, height) = (logits.span, height)
    var results = results.mutableSpan
    precondition(height > 0 && height % Lanes.scalarCount == 0 && x.count % height == 0 && results.count == x.count)
    let (zero, one) = (Lanes(), Lanes(repeating: 1))
    for lane in stride(from: 0, to: height, by: Lanes.scalarCount) {
      let largest = Lanes.load(maximum.span, lane)
      let shift = Lanes.load(self.shift.span, lane)
      let least = Lanes.load(self.least.span, lane)
      var sum = Lanes.Columns()
      var counts = zero
      var i = lane
      while i < x.count {
        let end = min(i &+ Self.addends &* height, x.count)
        var others = zero
        while i < end {
          // Unsafe, twice: below the counts, which were compared above.
          let x = unsafe Lanes.load(x, unchecked: i)
          let e = Lanes.exponential(x, shift: shift, least: least)
          unsafe e.store(&results, unchecked: i)
          others = others + Lanes.choose(x, equals: largest, zero, e)
          counts = counts + Lanes.choose(x, equals: largest, one, zero)
          i &+= height
        }
        sum.add(others)
      }
      sum.store(&rest, lane)
      var ties = Lanes.Columns()
      ties.add(counts)
      ties.store(&self.ties, lane)
    }
  }

  /// Adds up the targets, with and without the peaks' own, and their products with the distances from the maximum.
  ///
  /// A loop of its own: with the exponentials in the same loop there are more numbers than registers.
  @inline(never)
  mutating func addTargets<ForGradient: FusedChoice, Checks: FusedChoice>(
    _ targets: [Scalar], _ logits: [Scalar], _: ForGradient.Type, _: Checks.Type
  ) {
    let (x, t, height) = (logits.span, targets.span, height)
    precondition(height > 0 && height % Lanes.scalarCount == 0 && x.count % height == 0 && t.count == x.count)
    let zero = Lanes()
    var reach = (least: Lanes(), largest: Lanes())
    for lane in stride(from: 0, to: height, by: Lanes.scalarCount) {
      let largest = Lanes.load(maximum.span, lane)
      var sums = (others: Lanes.Columns(), total: Lanes.Columns(), distances: Lanes.Columns())
      var i = lane
      while i < x.count {
        let end = min(i &+ Self.addends &* height, x.count)
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
      if ForGradient.value { sums.others.store(&restOfTargets, lane) }
      sums.total.store(&total, lane)
      sums.distances.store(&distance, lane)
    }
    extremes = reach
  }

  /// Turns exponentials into the gradient.
  @inline(never)
  mutating func scale(_ results: inout [Scalar], _ logits: [Scalar], _ targets: [Scalar]) {
    let (x, t, height) = (logits.span, targets.span, height)
    var results = results.mutableSpan
    precondition(height > 0 && height % Lanes.scalarCount == 0 && x.count % height == 0 && t.count == x.count)
    precondition(results.count == x.count)
    for lane in stride(from: 0, to: height, by: Lanes.scalarCount) {
      let largest = Lanes.load(maximum.span, lane)
      let a = Lanes.load(self.a.span, lane)
      let b = Lanes.load(self.b.span, lane)
      let c = Lanes.load(self.c.span, lane)
      let d = Lanes.load(self.d.span, lane)
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
    }
  }
}

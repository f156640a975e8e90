/// One row of softmax cross-entropy at a time, for many classes: two passes over the logits, and a third over the
/// gradient's storage, in which the exponentials waited.
///
/// With m = max x at k, e_j = exp(x_j - m), r = Σ_{j≠k} e_j and T = Σ t_j:
///
///     loss           Σ t_j (m - x_j) + T log1p(r)
///     ∂loss/∂x_j     (e_j T - t_j (1 + r)) / (1 + r),   at the peak (T₋ₖ - t_k r) / (1 + r)
///
/// Nothing cancels in the first. In the second, no sum contains what the exclusive sum leaves out: the block with the
/// peak is added up from a copy in which the peak is missing. All exponentials are kept times 2ᵇ (`scaleExponent`).
struct FusedRow<Scalar: FusedScalar>: ~Copyable {
  typealias Lanes = Scalar.Lanes
  typealias Total = Lanes.Total

  /// What a row's loss and gradient are made of; exponentials are times 2ᵇ.
  struct Parts {
    /// e_k and Σ_{j≠k} e_j.
    var peak = 1.0
    var rest = 0.0
    /// t_k and Σ_{j≠k} t_j, without the class index's own.
    var peakTarget = 0.0
    var restOfTargets = 0.0
    /// Σ t_j (m - x_j), without the class index's own.
    var distance = 0.0
    /// True where a target stands at a logit of -inf: the loss is infinite.
    var isImpossible = false
    var maximum = 0.0
    var place = 0
  }

  static var width: Int { Lanes.scalarCount }
  static var blockLength: Int { 4 * width }

  /// Room for the block with the peak, and for the last one, which may be short.
  private var logits: [Scalar] = []
  private var targets: [Scalar] = []
  private var exponentials: [Scalar] = []

  // MARK: First pass

  /// The largest logit, and a place where it stands.
  @inline(never)
  static func peak(of x: Span<Scalar>) -> (maximum: Scalar, place: Int) {
    let chunk = 2 * blockLength
    var best = -Scalar.infinity
    var place = 0
    if x.count < chunk {
      for i in 0..<x.count where x[i] > best {
        best = x[i]
        place = i
      }
      return (best, place)
    }
    var start = 0
    while start < x.count {
      // The last chunk overlaps the one before it.
      let from = min(start, x.count &- chunk)
      var lanes = Lanes.load(x, from)
      var i = from &+ width
      while i < from &+ chunk {
        lanes = Lanes.larger(lanes, Lanes.load(x, i))
        i &+= width
      }
      let largest = lanes.largest
      if largest > best {
        best = largest
        place = from
      }
      start &+= chunk
    }
    let end = place &+ chunk
    while place &+ 1 < end, x[place] != best { place &+= 1 }
    return (best, place)
  }

  // MARK: Second pass

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
      let octaves = (remaining * Scalar(0x1.71547652b82fep+0) + Scalar.integerShift) - Scalar.integerShift
      let bias = Scalar.scaleExponent + Scalar.exponentBias
      self.maximum = maximum
      reference = subtracting ? maximum : 0
      shift = Scalar.integerShift + (bias - octaves)
      least = (octaves - bias) * Scalar(0x1.62e42fefa39efp-1)
      let k = Double(octaves)
      let r = (Double(remaining) - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33
      peak = (1 + Double.expMinusOne(r)) * Double.powerOfTwo(Int(Scalar.scaleExponent))
    }
  }

  struct Sums {
    var exponentials = Total()
    var targets = Total()
    var distances = Total()
  }

  /// Adds whole blocks to `sums`, and leaves their exponentials in `results` where it is not empty.
  @inline(never)
  private static func addBlocks(
    _ x: Span<Scalar>, _ t: Span<Scalar>, from start: Int, to end: Int, _ constants: Constants, _ sums: inout Sums,
    _ results: inout MutableSpan<Scalar>, _ offset: Int
  ) {
    let stores = !results.isEmpty
    if constants.reference != 0 {
      addBlocks(
        x, t, start, end, constants, &sums, &results, offset, stores: stores, subtracts: true, hasTargets: !t.isEmpty)
    } else if t.isEmpty {
      if stores {
        addBlocks(
          x, t, start, end, constants, &sums, &results, offset, stores: true, subtracts: false, hasTargets: false)
      } else {
        addBlocks(
          x, t, start, end, constants, &sums, &results, offset, stores: false, subtracts: false, hasTargets: false)
      }
    } else if stores {
      addBlocks(x, t, start, end, constants, &sums, &results, offset, stores: true, subtracts: false, hasTargets: true)
    } else {
      addBlocks(x, t, start, end, constants, &sums, &results, offset, stores: false, subtracts: false, hasTargets: true)
    }
  }

  @inline(__always)
  private static func addBlocks(
    _ x: Span<Scalar>, _ t: Span<Scalar>, _ start: Int, _ end: Int, _ constants: Constants, _ sums: inout Sums,
    _ results: inout MutableSpan<Scalar>, _ offset: Int, stores: Bool, subtracts: Bool, hasTargets: Bool
  ) {
    let shift = Lanes(repeating: constants.shift)
    let least = Lanes(repeating: constants.least)
    let maximum = Lanes(repeating: constants.maximum)
    let reference = Lanes(repeating: constants.reference)
    var i = start
    var total = sums
    while i < end {
      // One vector after the other: four at once need more registers than SSE2 has.
      var (exponentials, labels, distances) = (Lanes(), Lanes(), Lanes())
      let blockEnd = i &+ blockLength
      while i < blockEnd {
        let x = Lanes.load(x, i)
        let e = Lanes.exponential(subtracts ? x - reference : x, shift: shift, least: least)
        if stores { e.store(&results, offset &+ i) }
        exponentials = exponentials + e
        if hasTargets {
          let t = Lanes.load(t, i)
          labels = labels + t
          distances = distances + t * (maximum - x)
        }
        i &+= width
      }
      total.exponentials.add(exponentials)
      if hasTargets {
        total.targets.add(labels)
        total.distances.add(distances)
      }
    }
    sums = total
  }

  /// The parts of a row; the scaled exponentials are left in `results` from `offset` on, where it is not empty.
  ///
  /// `t` is empty for a row whose targets are a class index and nothing else.
  mutating func parts(
    _ x: Span<Scalar>, _ t: Span<Scalar>, _ results: inout MutableSpan<Scalar>, _ offset: Int
  ) -> Parts {
    if logits.isEmpty {
      logits = [Scalar](repeating: 0, count: Self.blockLength)
      (targets, exponentials) = (logits, logits)
    }
    let (maximum, place) = Self.peak(of: x)
    let constants = Constants(maximum: maximum, subtracting: !(maximum.magnitude < Scalar.exactLogitLimit))
    var sums = Sums()
    let length = Self.blockLength
    let peakBlock = place / length * length
    let fullEnd = x.count / length * length
    Self.addBlocks(x, t, from: 0, to: min(peakBlock, fullEnd), constants, &sums, &results, offset)
    if peakBlock < fullEnd {
      Self.addCopy(
        x, t, from: peakBlock, without: place, constants, &sums, &results, offset, &logits, &targets, &exponentials)
      Self.addBlocks(x, t, from: peakBlock &+ length, to: fullEnd, constants, &sums, &results, offset)
    }
    if fullEnd < x.count {
      Self.addCopy(
        x, t, from: fullEnd, without: place, constants, &sums, &results, offset, &logits, &targets, &exponentials)
    }
    return Parts(
      peak: constants.peak, rest: sums.exponentials.sum.value,
      peakTarget: t.isEmpty ? 0 : Double(t[place]), restOfTargets: sums.targets.sum.value,
      distance: sums.distances.sum.value, maximum: Double(maximum), place: place)
  }

  /// Adds one block from a copy, in which the peak is missing and the end of the row is padded.
  @inline(never)
  private static func addCopy(
    _ x: Span<Scalar>, _ t: Span<Scalar>, from start: Int, without peak: Int, _ constants: Constants,
    _ sums: inout Sums, _ results: inout MutableSpan<Scalar>, _ offset: Int,
    _ logits: inout [Scalar], _ targets: inout [Scalar], _ exponentials: inout [Scalar]
  ) {
    let length = min(blockLength, x.count &- start)
    let padding = nothing(besides: constants.maximum)
    var copy = logits.mutableSpan
    for i in 0..<length { copy[i] = x[start &+ i] }
    for i in length..<blockLength { copy[i] = padding }
    if !t.isEmpty {
      var copy = targets.mutableSpan
      for i in 0..<length { copy[i] = t[start &+ i] }
      for i in length..<blockLength { copy[i] = 0 }
    }
    if peak >= start, peak < start &+ length {
      logits[peak &- start] = padding
      targets[peak &- start] = 0
    }
    let t = targets.span.extracting(first: t.isEmpty ? 0 : blockLength)
    if results.isEmpty {
      addBlocks(logits.span, t, from: 0, to: blockLength, constants, &sums, &results, 0)
      return
    }
    var copied = exponentials.mutableSpan
    addBlocks(logits.span, t, from: 0, to: blockLength, constants, &sums, &copied, 0)
    for i in 0..<length { results[offset &+ start &+ i] = copied[i] }
  }

  /// A finite logit beside which nothing is left of an exponential: what a masked class or the end of a row is given.
  static func nothing(besides maximum: Scalar) -> Scalar {
    2 * (maximum < 0 ? maximum : 0) - 2 * Scalar.exactLogitLimit
  }

  // MARK: Third pass

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

/// A running sum of vectors, wider than the vectors.
protocol FusedTotal: Sendable {
  associatedtype Lanes: FusedLanes
  init()
  /// Adds all lanes.
  mutating func add(_ lanes: Lanes)
  /// The sum of everything added.
  var sum: CompensatedSum { get }
}

/// Running sums lane by lane, wider than the vectors.
protocol FusedColumnTotal {
  associatedtype Lanes: FusedLanes
  init()
  mutating func add(_ lanes: Lanes)
  /// Writes the sums of all lanes to `index`.
  func store(_ column: inout FusedColumn<Double>, _ index: Int)
}

struct FloatColumns: FusedColumnTotal {
  private var lanes = SIMD8<Double>()

  @inline(__always)
  mutating func add(_ more: SIMD8<Float>) {
    for l in 0..<8 { lanes[l] += Double(more[l]) }
  }

  @inline(__always)
  func store(_ column: inout FusedColumn<Double>, _ index: Int) {
    var span = column.mutableSpan
    lanes.store(&span, index)
  }
}

/// Sums of Floats in Double: four lanes are left of eight before they are widened, so widening is cheap.
struct FloatTotal: FusedTotal {
  private var lanes = SIMD4<Double>()

  @inline(__always)
  mutating func add(_ eight: SIMD8<Float>) {
    let four = eight.lowHalf + eight.highHalf
    for l in 0..<4 { lanes[l] += Double(four[l]) }
  }

  var sum: CompensatedSum { CompensatedSum((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) }
}

/// Sums of Doubles with their rounding errors kept beside them, of all lanes or lane by lane.
struct DoubleTotal: FusedTotal, FusedColumnTotal {
  typealias Lanes = SIMD4<Double>

  private var high = SIMD4<Double>()
  private var low = SIMD4<Double>()

  @inline(__always)
  mutating func add(_ four: SIMD4<Double>) {
    let sum = high + four
    let back = sum - high
    low += (high - (sum - back)) + (four - back)
    high = sum
  }

  var sum: CompensatedSum {
    var total = CompensatedSum()
    for l in 0..<4 {
      total.add(high[l])
      total.add(low[l])
    }
    return total
  }

  @inline(__always)
  func store(_ column: inout FusedColumn<Double>, _ index: Int) {
    var span = column.mutableSpan
    (high + low).store(&span, index)
  }
}

extension FusedScalar {
  /// The sum of some numbers.
  @inline(never)
  static func total(_ values: Span<Self>) -> CompensatedSum {
    var total = Lanes.Total()
    let width = Lanes.scalarCount
    var i = 0
    while i &+ 4 &* width <= values.count {
      let a = Lanes.load(values, i) + Lanes.load(values, i &+ width)
      let b = Lanes.load(values, i &+ 2 &* width) + Lanes.load(values, i &+ 3 &* width)
      total.add(a + b)
      i &+= 4 &* width
    }
    var sum = total.sum
    for i in i..<values.count { sum.add(Double(values[i])) }
    return sum
  }
}

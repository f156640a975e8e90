/// A working precision for `Enclosure`: plain numbers with known error bounds.
protocol WorkingNumber {
  /// What sums of many samples are carried in, so that their number does not loosen the bound.
  associatedtype Wide: WorkingNumber
  var wide: Wide { get }

  init(_ exact: Double)
  /// The leading part: within a factor of 1 ± 2⁻⁵² of the number.
  var leading: Double { get }
  /// A bound on the relative error of +, -, · and /, at least twice the proven one.
  static var unit: Double { get }
  /// A bound on the relative error of `exp`, `log` and `log1p`, at least twice the proven one.
  static var functionUnit: Double { get }
  static prefix func - (x: Self) -> Self
  static func + (x: Self, y: Self) -> Self
  static func - (x: Self, y: Self) -> Self
  static func * (x: Self, y: Self) -> Self
  static func / (x: Self, y: Self) -> Self
  static func exp(_ x: Self) -> Self
  static func log(_ x: Self) -> Self
  static func log1p(_ x: Self) -> Self
  static func round(_ value: Self, error: Double, to format: FloatFormat) -> Double?

  // The loops over a row, which Double has in a faster form: see `RowSums`.
  static func sumOfExponentials(_ x: [Double], below m: Double, except peak: Int) -> Enclosure<Self>
  static func sumsOfDistances(
    _ x: [Double], below m: Double, weighedBy t: [Double]
  ) -> (distance: Enclosure<Self>, total: Enclosure<Self>)
}

/// A number and a running bound on how far the truth may be from it: |truth - value| ≤ error.
///
/// Each operation adds its own rounding error to what its operands bring along. The bounds themselves are computed in
/// plain Doubles; the units are at least twice the proven errors, which covers the rounding of some 10¹⁵ additions of
/// bounds. A bound that overflows becomes infinite or NaN, and then nothing is decided: a wider type has to.
struct Enclosure<Value: WorkingNumber>: BoundedReal {
  var value: Value
  var error: Double

  @inline(__always)
  init(value: Value, error: Double) {
    self.value = value
    self.error = error
  }

  @inline(__always)
  init(_ exact: Double) {
    self.init(value: Value(exact), error: 0)
  }

  @inline(__always)
  var asSum: Enclosure<Value.Wide> { Enclosure<Value.Wide>(value: value.wide, error: error) }

  @inline(__always)
  var isExactlyZero: Bool { value.leading == 0 && error == 0 }

  /// Products and quotients below 2⁻⁹⁰⁰ may lose low bits to underflow: at most a few times 2⁻¹⁰⁷⁴.
  @inline(__always)
  private static func underflow(_ magnitude: Double) -> Double {
    magnitude < 0x1p-900 ? 0x1p-1068 : 0
  }

  @inline(__always)
  static prefix func - (x: Enclosure) -> Enclosure {
    Enclosure(value: -x.value, error: x.error)
  }

  @inline(__always)
  static func + (x: Enclosure, y: Enclosure) -> Enclosure {
    // A zero that is known to be one changes nothing, and adds no error.
    if x.isExactlyZero { return y }
    if y.isExactlyZero { return x }
    let value = x.value + y.value
    return Enclosure(value: value, error: x.error + y.error + Value.unit * value.leading.magnitude)
  }

  @inline(__always)
  static func * (x: Enclosure, y: Enclosure) -> Enclosure {
    if x.isExactlyZero || y.isExactlyZero { return Enclosure(0) }
    let value = x.value * y.value
    let magnitude = value.leading.magnitude
    let carried = (x.value.leading.magnitude + x.error) * y.error + y.value.leading.magnitude * x.error
    return Enclosure(value: value, error: carried + Value.unit * magnitude + underflow(magnitude))
  }

  @inline(__always)
  static func / (x: Enclosure, y: Enclosure) -> Enclosure {
    let least = y.value.leading.magnitude * (1 - 0x1p-50) - y.error
    guard least > 0 else { return undecided }
    if x.isExactlyZero { return Enclosure(0) }
    let value = x.value / y.value
    let magnitude = value.leading.magnitude
    let carried = (x.error + magnitude * y.error + underflow(x.value.leading.magnitude)) / least
    return Enclosure(value: value, error: carried + Value.unit * magnitude + underflow(magnitude))
  }

  @inline(__always)
  static func exp(_ x: Enclosure) -> Enclosure {
    if x.isExactlyZero { return Enclosure(1) }
    // Below -600 the low part of a result would be subnormal: 0, to within e⁻⁶⁰⁰ < 2⁻⁸⁶⁵, says enough.
    if x.value.leading + x.error < -600 { return Enclosure(value: Value(0), error: 0x1p-865) }
    // eᵟ - 1 < 2δ for δ < 1/2. Above 700 the result nears overflow. NaN fails the test, too.
    guard x.value.leading < 700, x.error < 0.5 else { return undecided }
    let value = Value.exp(x.value)
    return Enclosure(value: value, error: value.leading * (Value.functionUnit + 3 * x.error))
  }

  @inline(__always)
  static func log(_ x: Enclosure) -> Enclosure {
    let least = x.value.leading * (1 - 0x1p-50) - x.error
    guard least > 0x1p-1000, x.value.leading < 0x1p1000 else { return undecided }
    let value = Value.log(x.value)
    return Enclosure(value: value, error: x.error / least + Value.functionUnit * value.leading.magnitude)
  }

  @inline(__always)
  static func log1p(_ x: Enclosure) -> Enclosure {
    if x.isExactlyZero { return Enclosure(0) }
    let least = (1 + x.value.leading) * (1 - 0x1p-50) - x.error
    guard least > 0x1p-50, x.value.leading < 0x1p1000 else { return undecided }
    let value = Value.log1p(x.value)
    let magnitude = value.leading.magnitude
    return Enclosure(
      value: value, error: x.error / least + Value.functionUnit * magnitude + underflow(magnitude))
  }

  static func sumOfExponentials(_ x: [Double], below m: Double, except peak: Int) -> Enclosure {
    Value.sumOfExponentials(x, below: m, except: peak)
  }

  static func sumsOfDistances(
    _ x: [Double], below m: Double, weighedBy t: [Double]
  ) -> (distance: Enclosure, total: Enclosure) {
    Value.sumsOfDistances(x, below: m, weighedBy: t)
  }

  private static var undecided: Enclosure { Enclosure(value: Value(0), error: .infinity) }

  @inline(__always)
  func rounded(to format: FloatFormat) -> Double? {
    guard error.isFinite, value.leading.isFinite else { return nil }
    guard let result = Value.round(value, error: error, to: format) else { return nil }
    return result == 0 ? 0 : result
  }
}

extension Double: WorkingNumber {
  @inline(__always)
  var wide: DoubleDouble { DoubleDouble(self) }
  @inline(__always)
  var leading: Double { self }
  /// Twice u = 2⁻⁵³.
  @inline(__always)
  static var unit: Double { 0x1p-52 }
  /// The functions of `Double+Elementary` are within 2 ULP, which is 2⁻⁵¹ relative; twice that.
  @inline(__always)
  static var functionUnit: Double { 0x1p-50 }

  @inline(__always)
  static func round(_ value: Double, error: Double, to format: FloatFormat) -> Double? {
    if error == 0 { return format.round(value) }
    // The two ends, rounded outwards.
    let lower = format.round((value - error).nextDown)
    let upper = format.round((value + error).nextUp)
    return lower == upper ? lower : nil
  }
}

extension DoubleDouble: WorkingNumber {
  init(_ exact: Double) { self.init(high: exact, low: 0) }
  var wide: DoubleDouble { self }
  var leading: Double { high }
  /// The largest of the proven bounds is that of the quotient, 15u² < 2⁻¹⁰²; twice that.
  static var unit: Double { 0x1p-101 }
  /// See `DoubleDouble.exp` and `log`: 2⁻⁹⁸; twice that.
  static var functionUnit: Double { 0x1p-97 }

  static func round(_ value: DoubleDouble, error: Double, to format: FloatFormat) -> Double? {
    if format == .float64 {
      // high + low is rounded once, exactly; the ends widen by what `low ± error` may lose itself.
      if error == 0 { return value.high + value.low }
      let error = error + value.low.magnitude * 0x1p-52 + .leastNonzeroMagnitude
      let lower = value.high + (value.low - error)
      let upper = value.high + (value.low + error)
      return lower == upper ? lower : nil
    }
    return Double.round(value.high, error: value.low == 0 ? error : (value.low.magnitude + error).nextUp, to: format)
  }
}

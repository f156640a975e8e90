/// A real number that is known to within a bound it carries: arithmetic in which a result says how far off it may be.
///
/// A kernel is written once, as its formula, over any `BoundedReal`. `Rounding` evaluates it in ever wider types until
/// the bound leaves only one floating-point number that the truth can round to (Ziv's strategy). Three types conform:
/// `Enclosure<Double>`, `Enclosure<DoubleDouble>` and `BigFloat`.
protocol BoundedReal {
  /// What a long sum of such numbers is kept in: a type in which the additions themselves cost nothing to the bound.
  associatedtype Sum: BoundedReal

  /// An exact number.
  init(_ exact: Double)

  var asSum: Sum { get }

  /// True only where the number is known to be 0, not where it might be.
  var isExactlyZero: Bool { get }

  static prefix func - (x: Self) -> Self
  static func + (x: Self, y: Self) -> Self
  static func * (x: Self, y: Self) -> Self
  static func / (x: Self, y: Self) -> Self

  /// eˣ; 0 at -inf, exactly 1 at an exact 0.
  static func exp(_ x: Self) -> Self
  /// log x for x > 0; exactly 0 at an exact 1.
  static func log(_ x: Self) -> Self
  /// log(1 + x) for x > -1; exactly 0 at an exact 0. The *relative* bound stays small for small x.
  static func log1p(_ x: Self) -> Self

  /// Σ_{j≠peak} exp(x_j - m) for x_j ≤ m; an x_j of -inf adds 0.
  static func sumOfExponentials(_ x: [Double], below m: Double, except peak: Int) -> Self

  /// Σ t_j (m - x_j) and Σ t_j for x_j ≤ m; where t_j = 0, x_j may be -inf.
  static func sumsOfDistances(
    _ x: [Double], below m: Double, weighedBy t: [Double]
  ) -> (distance: Self, total: Self)

  /// The one number of `format` that everything within the bound rounds to, or nil where there are two.
  func rounded(to format: FloatFormat) -> Double?
}

extension BoundedReal {
  static var zero: Self { Self(0) }
  static var one: Self { Self(1) }

  @inline(__always)
  static func - (x: Self, y: Self) -> Self { x + -y }
  @inline(__always)
  static func += (x: inout Self, y: Self) { x = x + y }
}

import SoftLabels

/// The dose as the fit sees it: moved to `centre` and measured in units of `spread`.
struct DoseScale {
  var centre = 0.0
  var spread = 1.0

  /// The dose as it is.
  static let raw = DoseScale()

  /// Mean 0 and variance 1, over all beetles.
  static let standard: DoseScale = {
    let total = sum { _ in 1 }
    let centre = sum { $0.dose } / total
    let variance = sum { ($0.dose - centre) * ($0.dose - centre) } / total
    return DoseScale(centre: centre, spread: variance.squareRoot())
  }()

  func callAsFunction(_ dose: Double) -> Double { (dose - centre) / spread }

  private static func sum(_ term: (Beetles) -> Double) -> Double {
    Beetles.groups.reduce(0) { $0 + Double($1.exposed) * term($1) }
  }
}

/// A line of logits over the scaled dose: logit = intercept + slope · scaled dose.
struct Line {
  let scale: DoseScale
  var intercept = 0.0
  var slope = 0.0

  func logit(at dose: Double) -> Double { intercept + slope * scale(dose) }

  var logits: [Double] { Beetles.groups.map { logit(at: $0.dose) } }

  /// Where the logit is 0.
  var doseForHalf: Double { scale.centre - intercept / slope * scale.spread }

  /// The same line over the raw dose.
  var unscaled: Line {
    Line(scale: .raw, intercept: intercept - slope * scale.centre / scale.spread, slope: slope / scale.spread)
  }

  /// The gradient with respect to intercept and slope: the chain rule from eight logits to two numbers.
  func gradient() throws -> (intercept: Double, slope: Double) {
    let ofLogits = try Beetles.loss(logits).gradient(of: .sum).scalars
    return zip(Beetles.groups, ofLogits).reduce(into: (0, 0)) { total, group in
      total.0 += group.1
      total.1 += group.1 * scale(group.0.dose)
    }
  }

  /// The line of least loss over the standard dose, by descent from 0, and how many steps that took.
  static func descended() throws -> (line: Line, steps: Int) {
    var line = Line(scale: .standard)
    let steps = try line.descend(limit: 1000)
    return (line, steps)
  }

  /// Walks downhill until both parts of the gradient are below 1e-9 beetles, or `limit` steps are taken.
  mutating func descend(limit: Int) throws -> Int {
    // No logit curves more than p (1 - p) ≤ 1/4: with a step of 1 over the largest curvature, no step goes uphill.
    let step = 1 / Curvature(scale: scale) { _ in 0.25 }.largest
    for count in 0..<limit {
      let gradient = try gradient()
      if max(gradient.intercept.magnitude, gradient.slope.magnitude) < 1e-9 { return count }
      intercept -= step * gradient.intercept
      slope -= step * gradient.slope
    }
    return limit
  }
}

/// The second derivatives of the loss by intercept and slope: Σ n c [1, z; z, z²], with c = p (1 - p).
struct Curvature {
  private var constant = 0.0
  private var mixed = 0.0
  private var square = 0.0

  init(scale: DoseScale, _ curvatureOfLogit: (Beetles) throws -> Double) rethrows {
    for group in Beetles.groups {
      let z = scale(group.dose)
      let curvature = Double(group.exposed) * (try curvatureOfLogit(group))
      constant += curvature
      mixed += curvature * z
      square += curvature * z * z
    }
  }

  /// The curvature in the direction in which it is largest.
  var largest: Double {
    let half = (constant - square) / 2
    return (constant + square) / 2 + (half * half + mixed * mixed).squareRoot()
  }

  private var determinant: Double { constant * square - mixed * mixed }

  /// The largest curvature over the smallest; the product of the two is the determinant.
  var conditionNumber: Double { largest * largest / determinant }

  /// Newton's step: what this curvature turns into `gradient`.
  func solve(_ gradient: (intercept: Double, slope: Double)) -> (intercept: Double, slope: Double) {
    (
      (square * gradient.intercept - mixed * gradient.slope) / determinant,
      (constant * gradient.slope - mixed * gradient.intercept) / determinant
    )
  }
}

import SoftLabels

/// A curve in the shape of an S that turns a number of any size into a probability.
///
/// Statisticians call the way back, from the probability to the number, a link.
struct Link: Sendable {
  let name: String
  /// The probability of yes at `x`, that of no, and the slope of the first.
  let at: @Sendable (_ x: Double) throws -> (yes: Double, no: Double, slope: Double)

  /// 1 / (1 + e⁻ˣ): the sigmoid, whose `x` is a logit.
  static let logistic = Link(name: "logistic") { x in
    let (yes, no) = (try probability(logit: x), try probability(logit: -x))
    return (yes, no, yes * no)
  }

  /// The normal distribution: x + x³/3 + x⁵/(3·5) + … times its density, and one half. For |x| below 5.
  static let probit = Link(name: "probit") { x in
    let density = try exponential(-x * x / 2) / (2 * Double.pi).squareRoot()
    var (sum, term, odd) = (0.0, x, 1.0)
    while sum + term != sum {
      sum += term
      odd += 2
      term *= x * x / odd
    }
    return (0.5 + density * sum, 0.5 - density * sum, density)
  }

  /// 1 - exp(-eˣ): it leaves 0 slowly and comes to 1 fast.
  static let complementaryLogLog = Link(name: "complementary log-log") { x in
    let rate = try exponential(x)
    let no = try exponential(-rate)
    return (1 - no, no, rate * no)
  }
}

/// eˣ as the odds p / (1 - p) of the logit x, so that no library of the platform has a say.
func exponential(_ x: Double) throws -> Double {
  try probability(logit: x) / probability(logit: -x)
}

extension Line {
  /// The summed loss of all beetles where the line is read through `link`.
  func loss(under link: Link) throws -> Double {
    try Beetles.groups.reduce(0) { sum, group in
      let (yes, no, _) = try link.at(logit(at: group.dose))
      let survivors = group.exposed - group.killed
      return sum - Double(group.killed) * (try logarithm(yes)) - Double(survivors) * (try logarithm(no))
    }
  }

  /// The line after one step of Newton's method, with the curvature that is expected of the votes. For the logistic curve
  /// that is the curvature itself.
  func afterNewtonStep(under link: Link = .logistic) throws -> Line {
    var gradient = (intercept: 0.0, slope: 0.0)
    let curvature = try Curvature(scale: scale) { group in
      let (yes, no, slope) = try link.at(logit(at: group.dose))
      let pull = Double(group.exposed) * (yes - group.proportion) * slope / (yes * no)
      gradient.intercept += pull
      gradient.slope += pull * scale(group.dose)
      return slope * slope / (yes * no)
    }
    let step = curvature.solve(gradient)
    return Line(scale: scale, intercept: intercept - step.intercept, slope: slope - step.slope)
  }

  /// Newton's steps from 0 under `link` until the loss no longer falls; few, from 0.
  static func fitted(under link: Link) throws -> Line {
    var line = Line(scale: .standard)
    var loss = try line.loss(under: link)
    while true {
      let next = try line.afterNewtonStep(under: link)
      let nextLoss = try next.loss(under: link)
      guard nextLoss < loss else { return line }
      (line, loss) = (next, nextLoss)
    }
  }
}

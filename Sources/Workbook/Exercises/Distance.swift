/// How many doubles one is away from another: 0 for equal ones, 1 for neighbours; nil where one is NaN or just one is infinite.
func distanceInULPs(_ a: Double, _ b: Double) -> UInt64? {
  if a == b { return 0 }
  guard a.isFinite, b.isFinite else { return nil }
  // Bit patterns of one sign are in the order of the numbers, and 0 is where the signs meet.
  return a.sign == b.sign
    ? max(a.magnitude.bitPattern, b.magnitude.bitPattern) - min(a.magnitude.bitPattern, b.magnitude.bitPattern)
    : a.magnitude.bitPattern + b.magnitude.bitPattern
}

/// A distance as a reader wants it: exact while it is small, and then its size.
func text(ofDistance ulps: UInt64?) -> String {
  guard let ulps else { return "beyond any number of ULPs" }
  guard ulps >= 100_000 else { return "\(ulps) ULP" }
  let digits = String(ulps)
  return "about \(digits.prefix(1)).\(digits.dropFirst().prefix(1))e\(digits.count - 1) ULP"
}

/// Whether two numbers are the same but for rounding errors: within 2⁻⁴⁴ of `scale`, or the same infinity, or both NaN.
func agree(_ a: Double, _ b: Double, scale: Double) -> Bool {
  if a == b || (a.isNaN && b.isNaN) { return true }
  return (a - b).magnitude <= 0x1p-44 * scale
}

/// The same for lists, the largest finite number of which is the scale.
func agree(_ a: [Double], _ b: [Double]) -> Bool {
  let scale = (a + b).filter(\.isFinite).map(\.magnitude).max() ?? 0
  return a.count == b.count && zip(a, b).allSatisfy { agree($0, $1, scale: scale) }
}

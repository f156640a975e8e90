import SoftLabels

/// How far apart two numbers are, in units of the last place of `truth`.
func ulps<Scalar: LossScalar>(_ value: Scalar, from truth: Double) -> Double {
  if Double(value) == truth { return 0 }
  let rounded = Scalar(truth)
  if !rounded.isFinite || !value.isFinite { return value == rounded ? 0 : .infinity }
  let unit = max(Double(rounded.ulp), Double(Scalar.leastNormalMagnitude.ulp))
  return (Double(value) - truth).magnitude / unit
}

/// How many ULPs of `b` lie between a and b.
func ulps<Scalar: LossScalar>(_ a: Scalar, _ b: Scalar) -> Double {
  a == b ? 0 : Double((a - b).magnitude / b.ulp)
}

import SoftLabels

/// Two classes in Float, the right one `gap` ahead: log(Σ eˣ) - x, every step correctly rounded, and the kernel.
struct Confident {
  let gap: Float
  let logarithm: Float
  let naive: Float
  let kernel: Float

  init(gap: Float) throws(LossError) {
    let logits: Logits<Float> = [[.number(gap), 0]]
    self.gap = gap
    logarithm = try logSumExp(logits).scalars[0]
    naive = logarithm - gap
    kernel = try CrossEntropy(logits: logits, targets: [0]).sum
  }

  /// How far off the textbook formula is, as a share of the loss.
  var error: Float { ((naive - kernel) / kernel).magnitude }

  /// The same in numbers of the type.
  var ulps: Float { ((naive - kernel) / kernel.ulp).magnitude }
}

/// How many leading bits of `answer` are right: 24 where it is the truth, 0 where nothing is left of it.
func bits(_ answer: Float, _ truth: Float) -> Double {
  var error = Double(((answer - truth) / truth).magnitude)
  var bits = 0.0
  while error < 1, bits < 24 {
    error *= 2
    bits += 1
  }
  return bits
}

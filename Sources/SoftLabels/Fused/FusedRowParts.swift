extension FusedRow {
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
    /// Σ t_j (m - x_j) over the targets that stand at a logit of -inf: 0, infinite, or NaN where they are of both signs.
    var impossible = 0.0
    var maximum = 0.0
    var place = 0
    /// False where a logit or a target may be one that is not allowed: what it leaves is no finite number; and where the
    /// targets may be no distribution, if that was asked.
    var areSound = true

    /// Adds what a class index brings.
    mutating func add(_ target: Double, at place: Int, logit: Double) {
      if target == 0 { return }
      if logit == -.infinity { impossible += target * .infinity } else { distance += target * (maximum - logit) }
      if place == self.place { peakTarget += target } else { restOfTargets += target }
    }

    /// T.
    var total: Double { peakTarget + restOfTargets }
    /// 1 + r, scaled.
    var normaliser: Double { peak + rest }

    /// Σ t_j (m - x_j) + T log1p(r).
    var loss: Double {
      impossible != 0 ? impossible : distance + total * Scalar.wideLog1p(rest / peak)
    }

    /// (e_j T - t_j Z) / Z.
    func derivative(exponential: Scalar, target: Double) -> Double {
      Double(exponential) * total / normaliser - target
    }

    /// (e_k T₋ₖ - t_k r) / Z.
    var derivativeOfPeak: Double { (peak * restOfTargets - peakTarget * rest) / normaliser }
  }
}

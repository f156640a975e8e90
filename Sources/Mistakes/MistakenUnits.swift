import SoftLabels

/// Another quantity, or the same one in other units.
extension Mistake {
  static let units: [Mistake] = [
    logBase2, logBase10, missingTemperatureSquared, klInsteadOfCrossEntropy, klMeanInsteadOfBatchMean, klWithoutLog,
  ]

  static let logBase2 = Mistake(
    "log_base_2", "bits instead of nats", formula: "-Σ w y log₂ p",
    "The logarithm was taken to base 2: bits, where losses are in nats.", chapter: .multiclass
  ) { inBase(2, $0) }

  static let logBase10 = Mistake(
    "log_base_10", "logarithms to base 10", formula: "-Σ w y log₁₀ p",
    "The logarithm was taken to base 10, where losses are in nats.",
    thread: Mistake.thread(130342), chapter: .multiclass
  ) { inBase(10, $0) }

  private static func inBase(_ base: Double, _ readings: Readings) -> [Outcome] {
    conventions.flatMap { convention in
      convention.outcomes(in: readings).prefix(1).map { outcome in
        var outcome = outcome
        outcome.sum /= Double.log(base)
        outcome.note = convention.family == .binary ? "binary cross-entropy" : nil
        return outcome
      }
    }
  }

  static let missingTemperatureSquared = Mistake(
    "missing_temperature_squared", "no T²", formula: "-Σ w y log softmax(x / T)",
    "The loss at temperature T was not multiplied by T², so its gradient fades as T grows.",
    thread: "https://github.com/IntelLabs/distiller/issues/122", chapter: .multiclass, family: .crossEntropy,
    needs: Needs(temperature: true, severalClasses: true)
  ) { readings in
    [
      readings.perSample(readings.crossEntropy(readings.coefficients, readings.logProbabilities)),
      readings.divergence(scale: 1, [.sum, .batchMean], "a KL divergence"),
      readings.divergence(scale: 1, [.mean], "a KL divergence, its mean over elements"),
    ]
  }

  static let klInsteadOfCrossEntropy = Mistake(
    "kl_instead_of_cross_entropy", "KL divergence", formula: "Σ y (log y - log p)",
    """
    This is the KL divergence: cross-entropy less the entropy of the targets. The gradient is the same, the floor \
    is 0.
    """,
    thread: "https://stats.stackexchange.com/questions/532498", chapter: .multiclass, family: .crossEntropy,
    needs: Needs(severalClasses: true)
  ) { readings in [readings.divergence(scale: readings.scale, [.sum, .batchMean])] }

  static let klMeanInsteadOfBatchMean = Mistake(
    "kl_mean_instead_of_batchmean", "KL's mean over elements", formula: "(1 / (N C)) Σ y (log y - log p)",
    "KLDivLoss with reduction 'mean' divides by the number of elements; 'batchmean' is the mean of the divergences.",
    thread: "https://github.com/facebookresearch/deit/issues/61", chapter: .multiclass, family: .crossEntropy,
    needs: Needs(severalClasses: true)
  ) { readings in [readings.divergence(scale: readings.scale, [.mean])] }

  static let klWithoutLog = Mistake(
    "kl_without_log", "KL divergence of no logarithms", formula: "Σ y (log y - p)",
    "KLDivLoss takes log-probabilities, and was given something else: the result can be negative.",
    chapter: .multiclass, family: .crossEntropy, needs: Needs(severalClasses: true)
  ) { readings in
    let divisors: [(averaging: Averaging, divisor: Double)] = [
      (.sum, 1), (.mean, Double(readings.count)), (.batchMean, readings.batch),
    ]
    func outcome(_ input: [Double], _ note: String?) -> Outcome {
      let y = readings.smoothed
      let sum = readings.negativeEntropy(y) + readings.crossEntropy(y, input)
      return Outcome(readings.scale * sum, divisors, note)
    }
    var outcomes = [outcome(readings.probabilities, nil)]
    if readings.data.kind == .logits { outcomes.append(outcome(readings.logits, "the logits themselves")) }
    return outcomes
  }
}

extension Readings {
  /// The length of the first axis.
  var batch: Double { Double(max(rows / data.inner, 1)) }

  /// KL(y ‖ p), with PyTorch's two means: over elements, and over the batch.
  func divergence(scale: Double, _ averagings: [Averaging], _ note: String? = nil) -> Outcome {
    let sum = negativeEntropy(smoothed) + crossEntropy(smoothed, logProbabilities)
    let divisors = averagings.map { averaging in
      switch averaging {
      case .sum: (averaging, 1.0)
      case .mean: (averaging, Double(count))
      case .batchMean: (averaging, batch)
      }
    }
    return Outcome(scale * sum, divisors, note)
  }
}

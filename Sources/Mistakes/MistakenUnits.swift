import SoftLabels

extension Origin {
  /// Another quantity, or the same one in other units.
  static let units: [Origin] = [
    Origin(
      code: "log_base_2", name: "bits instead of nats", formula: "-Σ w y log₂ p",
      sentence: "The logarithm was taken to base 2: bits, where losses are in nats.", chapter: .multiclass
    ) { inBase(2, $0) },
    Origin(
      code: "log_base_10", name: "logarithms to base 10", formula: "-Σ w y log₁₀ p",
      sentence: "The logarithm was taken to base 10, where losses are in nats.",
      thread: thread(130342), chapter: .multiclass
    ) { inBase(10, $0) },
    Origin(
      code: "perplexity", name: "perplexity", formula: "exp(-(1 / N) Σ w y log p)",
      sentence: "This is the perplexity: e to the power of the mean cross-entropy.",
      thread: "https://huggingface.co/docs/transformers/perplexity", chapter: .multiclass, family: .crossEntropy,
      needs: Needs(severalClasses: true)
    ) { readings in
      var outcome = readings.perSample(divisors: [(.mean, readings.meanDivisor)])
      outcome.isExponential = true
      return [outcome]
    },
    Origin(
      code: "missing_temperature_squared", name: "no T²", formula: "-Σ w y log softmax(x / T)",
      sentence: "The loss at temperature T was not multiplied by T², so its gradient fades as T grows.",
      thread: "https://github.com/IntelLabs/distiller/issues/122", chapter: .multiclass, family: .crossEntropy,
      needs: Needs(temperature: true, severalClasses: true)
    ) {
      [
        $0.perSample(scale: 1),
        $0.divergence([.sum, .batchMean], "a KL divergence", scale: 1),
        $0.divergence([.mean], "a KL divergence, its mean over elements", scale: 1),
      ]
    },
    Origin(
      code: "kl_instead_of_cross_entropy", name: "KL divergence", formula: "Σ y (log y - log p)",
      sentence: """
        This is the KL divergence: cross-entropy less the entropy of the targets. The gradient is the same, the floor \
        is 0.
        """,
      thread: "https://stats.stackexchange.com/questions/532498", chapter: .multiclass, family: .crossEntropy,
      needs: Needs(severalClasses: true)
    ) { [$0.divergence([.sum, .batchMean])] },
    Origin(
      code: "kl_mean_instead_of_batchmean", name: "KL's mean over elements",
      formula: "(1 / (N C)) Σ y (log y - log p)",
      sentence: """
        KLDivLoss with reduction 'mean' divides by the number of elements; 'batchmean' is the mean of the divergences.
        """,
      thread: "https://github.com/facebookresearch/deit/issues/61", chapter: .multiclass, family: .crossEntropy,
      needs: Needs(severalClasses: true)
    ) { [$0.divergence([.mean])] },
    Origin(
      code: "kl_without_log", name: "KL divergence of no logarithms", formula: "Σ y (log y - p)",
      sentence: "KLDivLoss takes log-probabilities, and was given something else: the result can be negative.",
      chapter: .multiclass, family: .crossEntropy, needs: Needs(severalClasses: true)
    ) { readings in
      let all = LossCase.Reduction.allCases
      let ofProbabilities = readings.divergence(all, logarithms: readings.probabilities)
      if readings.data.kind != .logits { return [ofProbabilities] }
      return [ofProbabilities, readings.divergence(all, "the logits themselves", logarithms: readings.logits)]
    },
  ]

  private static func inBase(_ base: Double, _ readings: Readings) -> [Outcome] {
    losses(readings).map {
      let note = $0.family == .binary ? "binary cross-entropy" : nil
      return Outcome(family: $0.family, note: note, sum: $0.sum / Double.log(base), divisors: $0.divisors)
    }
  }
}

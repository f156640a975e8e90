extension Origin {
  /// A loss with one number in it that the data do not hold. The loss is a line in that number, and the number that was
  /// printed tells where on it: a story only where that is a number which people choose.
  static let unknowns: [Origin] = [
    Origin(
      code: "label_smoothing_untold", name: "label smoothing", formula: "-Σ w ((1 - ε) y + ε / C) log p",
      sentence: "The labels were smoothed, which --label-smoothing did not say.",
      thread: "https://github.com/pytorch/pytorch/issues/148884", chapter: .weighted,
      unknown: ("ε", [0.1, 0.05, 0.2, 0.01, 0.15, 0.3])
    ) { readings in
      if readings.data.labelSmoothing != 0 { return [] }
      let uniform = readings.changingTargets { $0.labelSmoothing = 1 }
      return zip(losses(readings), losses(uniform)).map {
        Outcome(family: $0.family, sum: $0.sum, slope: $1.sum - $0.sum, divisors: $0.divisors)
      }
    },
    Origin(
      code: "scaled", name: "a mean times a factor", formula: "f (1 / N) Σ loss",
      sentence: """
        The mean was multiplied or divided once more: by the steps of gradient accumulation, or by the number of devices.
        """,
      thread: "https://github.com/espnet/espnet/issues/5090", chapter: .weighted,
      unknown: ("f", (2...64).flatMap { [Double($0), 1 / Double($0)] })
    ) { readings in
      losses(readings).map {
        Outcome(family: $0.family, sum: 0, slope: $0.sum, divisors: $0.divisors.filter { $0.reduction == .mean })
      }
    },
    Origin(
      code: "mixture", name: "a mixture of two losses", formula: "α CE + (1 - α) T² KL, CE at temperature 1",
      sentence: "This is a distillation's mixture of cross-entropy and the divergence from the teacher.",
      thread: "https://github.com/haitongli/knowledge-distillation-pytorch/issues/10", chapter: .multiclass,
      family: .crossEntropy, needs: Needs(temperature: true, softTargets: true, severalClasses: true),
      unknown: ("α", (1...9).map { Double($0) / 10 } + [0.25, 0.75])
    ) { readings in
      let cold = readings.changing { $0.temperature = 1 }
      let divergence = readings.divergence([.batchMean], labels: readings.teacher).sum
      let forms = [
        (readings.hardened.labels, "cross-entropy against the class of each row's largest target"),
        (cold.teacher ?? readings.labels, "cross-entropy against the targets themselves"),
      ]
      return forms.map { labels, note in
        var outcome = cold.perSample(labels, note, divisors: [(.mean, Double(cold.rows))])
        (outcome.sum, outcome.slope) = (divergence, outcome.sum - divergence)
        return outcome
      }
    },
  ]
}

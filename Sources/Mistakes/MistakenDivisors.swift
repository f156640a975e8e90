extension Origin {
  /// The sum is right, and the mean divides by something else.
  static let divisors: [Origin] = [
    Origin(
      code: "mean_over_elements", name: "a mean over elements", formula: "-(1 / (N C)) Σ w y log p",
      sentence: "The mean was taken over all elements, so cross-entropy is too small by the number of classes.",
      chapter: .multiclass, family: .crossEntropy, needs: Needs(severalClasses: true)
    ) { [$0.perSample(divisors: [(.mean, Double($0.count))])] },
    Origin(
      code: "sum_over_classes", name: "a sum over labels", formula: "-(1 / N) Σ w (y log p + (1 - y) log(1 - p))",
      sentence: """
        The binary losses were summed over the columns and averaged over the rows; binary cross-entropy's mean is over \
        all elements.
        """,
      thread: "https://github.com/huggingface/pytorch-image-models/blob/main/timm/loss/binary_cross_entropy.py",
      chapter: .binary, family: .binary, needs: Needs(severalClasses: true)
    ) { [$0.perElement(divisors: [(.mean, Double($0.rows))])] },
    Origin(
      code: "mean_over_all_rows", name: "ignored rows in the divisor", formula: "(1 / N) Σ loss of the rows that count",
      sentence: "The rows to be ignored cost nothing, but the mean divides by their number, too.",
      thread: "https://github.com/eladhoffer/utils.pytorch/issues/4", chapter: .weighted, family: .crossEntropy,
      needs: Needs(ignoredRows: true)
    ) { [$0.perSample(divisors: [(.mean, Double($0.rows))])] },
    Origin(
      code: "ignored_rows_counted", name: "ignored rows counted", formula: "(1 / N) Σ loss of all rows",
      sentence: "The rows to be ignored were not: their class was taken for a label like any other.",
      thread: "https://github.com/EleutherAI/gpt-neo/pull/45", chapter: .weighted, family: .crossEntropy,
      needs: Needs(ignoredRows: true)
    ) { readings in
      guard case .indices(let indices, let ignored?) = readings.data.targets, (0..<readings.classes).contains(ignored)
      else { return [] }
      return [readings.changingTargets { $0.targets = .indices(indices, ignoring: nil) }.perSample()]
    },
    Origin(
      code: "mean_over_sequences", name: "a mean over sequences", formula: "(1 / B) Σ loss",
      sentence: """
        The mean is over sequences, where cross-entropy's is over rows: of what each sequence sums to, or of each \
        sequence's own mean, in which a row of a short sequence counts for more.
        """,
      thread: "https://github.com/meta-pytorch/torchtune/pull/1875", chapter: .weighted, family: .crossEntropy
    ) { readings in
      let length = readings.data.sequence
      if length == 1 || readings.whole.rows == length { return [] }
      return [
        readings.perSample(nil, "the sum of each sequence", divisors: [(.mean, Double(readings.rows / length))])
      ] + readings.meansOfGroups(of: length, [.crossEntropy], "each sequence's own mean")
    },
    Origin(
      code: "mean_of_batch_means", name: "a mean of batch means", formula: "(1 / B) Σ (1 / n) Σ loss",
      sentence: """
        The means of the batches were averaged, so a row of a smaller batch counts for more; weigh each mean by what \
        it was divided by.
        """,
      thread: "https://github.com/dnouri/nolearn/issues/247", chapter: .weighted
    ) { readings in
      readings.data.batch.map { readings.meansOfGroups(of: $0, [.crossEntropy, .binary]) } ?? []
    },
    Origin(
      code: "weights_divided_by_batch", name: "weights divided by the batch", formula: "(1 / N) Σ w loss",
      sentence: """
        The weighted losses were divided by the number of samples, where the convention for class indices is another: \
        the sum of the targets' weights.
        """,
      thread: thread(8062), chapter: .weighted, needs: Needs(weights: true)
    ) { readings in
      guard case .indices = readings.data.targets, readings.data.classWeights != nil else { return [] }
      return [readings.perSample(divisors: [(.mean, Double(readings.countedRows))])]
    },
    Origin(
      code: "weights_divided_by_weight_sum", name: "weights divided by their sum", formula: "Σ w loss / Σ w",
      sentence: """
        The weighted losses were divided by a sum of weights, where the convention is another: the number of samples \
        for soft targets, the number of elements for binary losses.
        """,
      thread: thread(25571), chapter: .weighted, needs: Needs(weights: true)
    ) { readings in
      var outcomes: [Outcome] = []
      func add(_ divisor: Double?, _ note: String, isBinary: Bool = false, scale: Double? = nil) {
        outcomes.append(
          isBinary
            ? readings.perElement(nil, note, divisors: [(.mean, divisor)])
            : readings.perSample(nil, note, scale: scale, divisors: [(.mean, divisor)]))
      }
      if let weights = readings.data.classWeights {
        if case .soft = readings.data.targets {
          add(readings.weigh(readings.labels).reduce(0, +), "the sum of w y, as for class indices")
        }
        add(nil, "the sum of the class weights themselves", scale: readings.scale / weights.reduce(0, +))
      }
      if let weights = readings.data.elementWeights {
        add(weights.reduce(0, +), "binary cross-entropy, the weights of all elements", isBinary: true)
        let targetWeights = zip(weights, readings.labels).reduce(0) { $0 + $1.0 * $1.1 }
        add(targetWeights, "binary cross-entropy, the sum of w y", isBinary: true)
      }
      return outcomes
    },
  ]
}

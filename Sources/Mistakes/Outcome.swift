import SoftLabels

/// What a convention or a mistake makes of a case: a sum, and what it may be divided by.
package struct Outcome: Sendable {
  /// A sum over rows, as the sum is; nil for 1, however many rows there are.
  typealias Divisor = (reduction: LossCase.Reduction, divisor: Double?)

  /// The loss that it is a form of.
  package let family: LossCase.Family
  /// Which form this is, in words, where there are several.
  package var note: String?
  /// The sum.
  var sum: Double
  /// What the sum is made of, where that is larger: its parts cancel each other.
  var size = 0.0
  /// What an unknown number multiplies, before it is added to the sum.
  var slope = 0.0
  /// True for e to the power of the quotient.
  var isExponential = false
  /// The reductions that exist for it.
  var divisors: [Divisor]
  /// The least and the greatest divisor of the means that were averaged, where it is a mean of means.
  var range: ClosedRange<Double>?
  /// What tells this form from the others of its family, whatever the words: its place among them, unless one is given.
  package internal(set) var form: Int?

  /// Each reduction with its value.
  package var values: [(reduction: LossCase.Reduction, value: Double)] {
    // A mean of means that divide by the same number is the plain mean.
    if let range, range.lowerBound == range.upperBound { return [] }
    return divisors.map {
      let value = sum / ($0.divisor ?? 1)
      return ($0.reduction, isExponential ? Double.exp(value) : value)
    }
  }

  /// How far a value may be from the truth where blocks of rows were added up: a part in 10¹¹ of what it is made of, a
  /// thousand times what a term of a few ULP and as many blocks as there may be lose.
  func error(of value: Double, _ reduction: LossCase.Reduction) -> Double {
    let divisor = divisors.first { $0.reduction == reduction }?.divisor ?? 1
    let error = StatedNumber.float64Slack * max(size, sum.magnitude) / divisor.magnitude
    return isExponential ? value * error : error
  }

  /// Adds the same of other rows.
  mutating func add(_ other: Outcome) {
    sum += other.sum
    size += max(other.size, other.sum.magnitude)
    slope += other.slope
    for (index, added) in other.divisors.enumerated() {
      divisors[index].divisor? += added.divisor ?? 0
    }
    if let b = other.range {
      range = range.map { min($0.lowerBound, b.lowerBound)...max($0.upperBound, b.upperBound) } ?? b
    }
  }

  /// The value of a reduction, where it exists.
  package func value(_ reduction: LossCase.Reduction) -> Double? {
    values.first { $0.reduction == reduction }?.value
  }
}

extension Readings {
  /// T².
  package var scale: Double { Distillation<Double>.scale(temperature: data.temperature) }

  /// T² times -Σ t log p with cross-entropy's reductions, where t is w y, p the predictions and `scale` T² unless others
  /// are given.
  func perSample(
    _ coefficients: [Double]? = nil, of logarithms: [Double]? = nil, _ note: String? = nil, scale: Double? = nil,
    divisors: [Outcome.Divisor]? = nil
  ) -> Outcome {
    let isPlain = coefficients == nil && logarithms == nil
    let sum =
      isPlain ? crossEntropy : crossEntropy(coefficients ?? self.coefficients, logarithms ?? logProbabilities)
    return perSample(sum: (scale ?? self.scale) * sum, note, divisors: divisors)
  }

  /// The same of a sum.
  func perSample(sum: Double, _ note: String? = nil, divisors: [Outcome.Divisor]? = nil) -> Outcome {
    Outcome(
      family: .crossEntropy, note: note, sum: sum, divisors: divisors ?? [(.sum, nil), (.mean, meanDivisor)])
  }

  /// -Σ ω (y log p + (1 - y) log(1 - p)) with binary cross-entropy's reductions: the mean is over elements.
  func perElement(
    _ labels: [Double]? = nil, of logarithms: (yes: [Double], no: [Double])? = nil, _ note: String? = nil,
    divisors: [Outcome.Divisor]? = nil
  ) -> Outcome {
    let coefficients = labels.map(binaryCoefficients)
    let sum =
      coefficients == nil && logarithms == nil
      ? binaryCrossEntropy
      : binaryCrossEntropy(coefficients ?? binaryCoefficients, logarithms ?? binaryLogarithms)
    return perElement(sum: sum, note, divisors: divisors)
  }

  /// The same of a sum.
  func perElement(sum: Double, _ note: String? = nil, divisors: [Outcome.Divisor]? = nil) -> Outcome {
    Outcome(family: .binary, note: note, sum: sum, divisors: divisors ?? [(.sum, nil), (.mean, Double(count))])
  }

  /// T² KL(y ‖ p), or what stands for log p, with PyTorch's two means: over elements, and over the batch.
  func divergence(
    _ reductions: [LossCase.Reduction], _ note: String? = nil, labels: [Double]? = nil, logLabels: [Double]? = nil,
    logarithms: [Double]? = nil, scale: Double? = nil
  ) -> Outcome {
    let entropy = labels.map { negativeEntropy($0, logLabels) } ?? negativeEntropy
    let isPlain = labels == nil && logarithms == nil
    let loss =
      isPlain ? unweightedCrossEntropy : crossEntropy(labels ?? smoothed, logarithms ?? logProbabilities)
    let divisors: [LossCase.Reduction: Double] = [
      .mean: Double(count), .batchMean: Double(max(rows / data.inner, 1)),
    ]
    return Outcome(
      family: .crossEntropy, note: note, sum: (scale ?? self.scale) * (entropy + loss),
      size: (scale ?? self.scale) * (entropy.magnitude + loss.magnitude),
      divisors: reductions.map { ($0, divisors[$0]) })
  }

  /// The mean over groups of rows of each group's own mean, for either loss.
  func meansOfGroups(of size: Int, _ families: [LossCase.Family], _ note: String? = nil) -> [Outcome] {
    let groups = stride(from: 0, to: rows, by: size).map { Readings(data.block($0..<min($0 + size, rows))) }
      .filter { $0.countedRows > 0 }
    return families.map { family in
      let parts = groups.map { group in
        family == .binary ? group.perElement() : group.perSample()
      }
      let divisors = parts.compactMap { $0.divisors.last?.divisor }
      return Outcome(
        family: family, note: note, sum: parts.reduce(0) { $0 + ($1.value(.mean) ?? 0) },
        divisors: [(.mean, Double(parts.count))],
        range: divisors.min().flatMap { least in divisors.max().map { least...$0 } })
    }
  }
}

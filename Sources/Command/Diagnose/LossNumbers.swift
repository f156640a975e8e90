import Mistakes
import SoftLabels

/// The loss of a batch, its floor, what lies between, and the loss of every sample.
///
/// From the library wherever the case is one that its types accept: the exact values, rounded once. Otherwise (NaNs,
/// negative targets, log-probabilities, smoothing of probabilities) in plain Double, as frameworks would.
struct LossNumbers {
  let loss: Double
  let floor: Double
  let divergence: Double
  /// What the reduction divides by.
  let divisor: Double
  /// The losses before any reduction: of each row for cross-entropy, of each element for binary cross-entropy.
  let samples: [Double]
  /// Where each row's loss is least, for cross-entropy.
  var minimisers: [Double] = []
}

extension LossNumbers {
  init(_ data: LossCase, _ reduction: Reduction, progress: Progress? = nil) {
    progress?.step("computing", 0, of: 1)
    let exact = data.family == .binary ? Self.exactBinary : Self.exactCrossEntropy
    self = (try? exact(data, reduction)) ?? .plain(Readings(data), reduction)
  }

  /// In plain Double, which is much faster.
  static func plain(_ readings: Readings, _ reduction: Reduction) -> LossNumbers {
    readings.data.family == .binary ? plainBinary(readings, reduction) : plainCrossEntropy(readings, reduction)
  }

  static func meanDivisor(_ readings: Readings) -> Double {
    readings.data.family == .binary ? Double(readings.data.predictions.count) : readings.meanDivisor
  }

  /// How far plain losses with these targets may be from the truth, besides 16 roundings of a term: by one rounding of 1 for
  /// each class, in the logarithm of their sum.
  static func error(_ data: LossCase, targets: ArraySlice<Double>) -> Double {
    let mass = data.family == .binary ? 0 : targets.reduce(0) { $0 + $1.magnitude }
    return 0x1p-53 * data.temperature * data.temperature * Double(data.classes + 8) * mass
  }

  // MARK: From the library

  /// T² is applied to the rounded results: the library's own temperature is for a teacher's logits, and these are labels.
  private static func exactCrossEntropy(
    _ data: LossCase, _ reduction: Reduction
  ) throws(LossError) -> LossNumbers? {
    let isFromLogits = data.kind == .logits || data.kind == .probabilities && data.temperature != 1
    guard isFromLogits || data.kind == .probabilities && data.labelSmoothing == 0 else { return nil }
    let predictions = try data.tensor(isFromLogits ? Readings(data).logits : data.predictions)
    try predictions.require(isFromLogits ? .logit : .probability)
    let labels: ClassLabels<Double>
    switch data.targets {
    case .soft(let values):
      guard values.allSatisfy({ $0 >= 0 && $0 < .infinity }) else { return nil }
      labels = .soft(Distributions(unchecked: try data.tensor(values)))
    case .indices(let indices, let ignored): labels = .hard(ClassIndices(indices), ignoring: ignored)
    }
    let loss = try CrossEntropy(
      unchecked: predictions, isFromLogits ? .logits : .probabilities, labels,
      classWeights: data.classWeights.map { (w) throws(LossError) in try Weights(w) }, sampleWeights: nil,
      labelSmoothing: data.labelSmoothing, classAxis: nil)
    let scale = Distillation<Double>.scale(temperature: data.temperature)
    let parts = try loss.parts(of: reduction)
    return LossNumbers(
      loss: scale * parts.value, floor: scale * parts.floor, divergence: scale * parts.divergence,
      divisor: reduction == .sum ? 1 : loss.divisor, samples: parts.losses.scalars.map { scale * $0 },
      minimisers: loss.minimisers.scalars)
  }

  private static func exactBinary(_ data: LossCase, _ reduction: Reduction) throws(LossError) -> LossNumbers? {
    guard case .soft(let values) = data.targets, data.kind != .logProbabilities,
      data.kind == .logits || data.positiveWeights == nil
    else { return nil }
    let targets = try Probabilities(data.tensor(values))
    func weights(_ weights: [Double]?) throws(LossError) -> Weights<Double>? {
      try weights.map { (w) throws(LossError) in try Weights(data.tensor(w)) }
    }
    func fromProbabilities(_ probabilities: [Double]) throws(LossError) -> BinaryCrossEntropy<Double> {
      try BinaryCrossEntropy(
        probabilities: Probabilities(data.tensor(probabilities)), targets: targets,
        weights: weights(data.elementWeights), labelSmoothing: data.labelSmoothing)
    }
    let loss =
      data.kind == .logits
      ? try BinaryCrossEntropy(
        logits: Logits(data.tensor(data.predictions)), targets: targets, weights: weights(data.elementWeights),
        positiveWeights: weights(data.positiveWeights), labelSmoothing: data.labelSmoothing)
      : try fromProbabilities(data.predictions)
    let readings = Readings(data)
    let plain = plainBinary(readings, reduction)
    // At its least a loss hardly changes with the prediction: that this one is rounded does not show.
    let floor =
      try data.positiveWeights == nil ? fromProbabilities(readings.binaryLabels).value(reduction) : plain.floor
    return LossNumbers(
      loss: try loss.value(reduction), floor: floor, divergence: plain.divergence, divisor: plain.divisor,
      samples: loss.losses.scalars)
  }

  // MARK: In plain Double

  private static func plainCrossEntropy(_ readings: Readings, _ reduction: Reduction) -> LossNumbers {
    let data = readings.data
    let (coefficients, logarithms) = (readings.coefficients, readings.logProbabilities)
    var (samples, minimisers) = ([Double](), [Double]())
    minimisers.reserveCapacity(coefficients.count)
    var (floor, divergence) = (CompensatedSum(), CompensatedSum())
    for row in 0..<data.rows {
      let places = data.places(ofRow: row)
      let total = coefficients[places].reduce(0, +)
      var loss = CompensatedSum()
      for place in places {
        let (t, q) = (coefficients[place], logarithms[place])
        minimisers.append(total == 0 ? 0 : t / total)
        if t == 0 { continue }
        let best = Double.log(t / total)
        loss.add(-t * q)
        floor.add(-t * best)
        divergence.add(t * (best - q))
      }
      samples.append(readings.scale * loss.value)
    }
    let divisor = reduction == .sum ? 1 : readings.meanDivisor
    let scale = readings.scale / divisor
    return LossNumbers(
      loss: total(samples) / divisor, floor: scale * floor.value, divergence: scale * divergence.value,
      divisor: divisor, samples: samples, minimisers: minimisers)
  }

  private static func plainBinary(_ readings: Readings, _ reduction: Reduction) -> LossNumbers {
    let (yes, no) = readings.binaryLogarithms
    let samples = weighed(readings) { place, _ in (yes[place], no[place]) }.map { -$0 }
    let floors = weighed(readings) { _, y in (Double.log(y), Double.log1p(-y)) }.map { -$0 }
    // A divergence of one question is never negative; rounding can make it so.
    let divergences = weighed(readings) { (Double.log($1) - yes[$0], Double.log1p(-$1) - no[$0]) }
      .enumerated().map { $1 < 0 && (0...1) ~= readings.labels[$0] ? 0 : $1 }
    let divisor = reduction == .sum ? 1 : Double(samples.count)
    return LossNumbers(
      loss: total(samples) / divisor, floor: total(floors) / divisor, divergence: total(divergences) / divisor,
      divisor: divisor, samples: samples)
  }

  static func total(_ terms: [Double]) -> Double {
    var sum = CompensatedSum()
    for term in terms { sum.add(term) }
    return sum.value
  }

  /// ω (w₊ y a + (1 - y) b) for each element, where `logarithms` says what a and b are, given the prediction that is
  /// best; a coefficient of 0 wins.
  private static func weighed(
    _ readings: Readings, _ logarithms: (_ place: Int, _ best: Double) -> (yes: Double, no: Double)
  ) -> [Double] {
    func term(_ coefficient: Double, _ logarithm: Double) -> Double { coefficient == 0 ? 0 : coefficient * logarithm }
    return readings.binaryLabels.enumerated().map { place, y in
      let weight = readings.data.elementWeights?[place] ?? 1
      let extra = readings.data.positiveWeights?[place]
      let (yes, no) = logarithms(place, extra.map { $0 * y / ($0 * y + (1 - y)) } ?? y)
      return term(weight * (extra ?? 1) * y, yes) + term(weight * (1 - y), no)
    }
  }
}

extension LossCase {
  /// A number for each prediction, as the library takes them.
  fileprivate func tensor(_ values: [Double]) throws(LossError) -> Tensor<Double> {
    try Tensor(shape: [rows, classes], scalars: values)
  }
}

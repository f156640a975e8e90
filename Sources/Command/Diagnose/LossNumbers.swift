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
  let minimisers: [Double]
  let isBinary: Bool

  init(_ data: LossCase, _ reduction: Reduction, progress: Progress? = nil) {
    switch data.family {
    case .binary:
      self = LossNumbers.exactBinary(data, reduction, progress) ?? LossNumbers(plainBinary: data, reduction)
    case .crossEntropy:
      self = LossNumbers.exactCrossEntropy(data, reduction, progress) ?? LossNumbers(plainCrossEntropy: data, reduction)
    }
  }

  private init(
    loss: Double, floor: Double, divergence: Double, divisor: Double, samples: [Double], minimisers: [Double]? = nil
  ) {
    self.loss = loss
    self.floor = floor
    self.divergence = divergence
    self.divisor = divisor
    self.samples = samples
    self.minimisers = minimisers ?? []
    isBinary = minimisers == nil
  }

  // MARK: From the library

  private static func exactCrossEntropy(
    _ data: LossCase, _ reduction: Reduction, _ progress: Progress?
  ) -> LossNumbers? {
    do {
      guard let loss = try crossEntropy(data) else { return nil }
      let scale = data.temperature * data.temperature
      func part<Value>(_ number: Int, _ value: () throws -> Value) rethrows -> Value {
        progress?.step("computing", number, of: 5)
        return try value()
      }
      let total = try part(0) { try loss.value(reduction) }
      let floor = try part(1) { try loss.floor(of: reduction) }
      let divergence = try part(2) { try loss.divergence(of: reduction) }
      let samples = part(3) { loss.losses.scalars }
      let minimisers = part(4) { loss.minimisers.scalars }
      return LossNumbers(
        loss: scale * total, floor: scale * floor, divergence: scale * divergence,
        divisor: reduction == .sum ? 1 : loss.divisor, samples: samples.map { scale * $0 }, minimisers: minimisers)
    } catch {
      return nil
    }
  }

  private static func crossEntropy(_ data: LossCase) throws -> CrossEntropy<Double>? {
    let shape = [data.rows, data.classes]
    let weights = try data.classWeights.map { try Weights($0) }
    var soft: Distributions<Double>?
    var hard = ClassIndices([])
    var ignored: Int?
    switch data.targets {
    case .soft(let values):
      guard values.allSatisfy({ $0 >= 0 && $0 < .infinity }) else { return nil }
      soft = Distributions(unchecked: try Tensor(shape: shape, scalars: values))
    case .indices(let indices, let ignoring): (hard, ignored) = (ClassIndices(indices), ignoring)
    }
    if data.kind == .logits || (data.kind == .probabilities && data.temperature != 1) {
      let logits = try Logits(Tensor(shape: shape, scalars: Readings(data).logits))
      if let soft {
        return try CrossEntropy(
          logits: logits, targets: soft, classWeights: weights, labelSmoothing: data.labelSmoothing)
      }
      return try CrossEntropy(
        logits: logits, targets: hard, classWeights: weights, labelSmoothing: data.labelSmoothing, ignoreIndex: ignored)
    }
    guard data.kind == .probabilities, data.labelSmoothing == 0 else { return nil }
    let probabilities = try Probabilities(Tensor(shape: shape, scalars: data.predictions))
    if let soft { return try CrossEntropy(probabilities: probabilities, targets: soft, classWeights: weights) }
    return try CrossEntropy(
      probabilities: probabilities, targets: hard, classWeights: weights, ignoreIndex: ignored)
  }

  private static func exactBinary(_ data: LossCase, _ reduction: Reduction, _ progress: Progress?) -> LossNumbers? {
    guard case .soft(let values) = data.targets, data.kind != .logProbabilities else { return nil }
    let shape = [data.rows, data.classes]
    do {
      let targets = try Probabilities(Tensor(shape: shape, scalars: values))
      let weights = try data.elementWeights.map { try Weights(Tensor(shape: shape, scalars: $0)) }
      let input = try Tensor(shape: shape, scalars: data.predictions)
      let loss =
        data.kind == .logits
        ? try BinaryCrossEntropy(logits: Logits(input), targets: targets, weights: weights)
        : try BinaryCrossEntropy(probabilities: Probabilities(input), targets: targets, weights: weights)
      let floor = try BinaryCrossEntropy(probabilities: targets, targets: targets, weights: weights)
      progress?.step("computing", 0, of: 2)
      let total = try loss.value(reduction)
      progress?.step("computing", 1, of: 2)
      let divisor = reduction == .sum ? 1 : Double(values.count)
      return LossNumbers(
        loss: total, floor: try floor.value(reduction),
        divergence: self.total(binaryDivergences(Readings(data))) / divisor, divisor: divisor,
        samples: loss.losses.scalars)
    } catch {
      return nil
    }
  }

  // MARK: In plain Double

  private init(plainCrossEntropy data: LossCase, _ reduction: Reduction) {
    let readings = Readings(data)
    let classes = data.classes
    var (samples, minimisers) = ([Double](), [Double]())
    var (floor, divergence) = (CompensatedSum(), CompensatedSum())
    for row in 0..<data.rows {
      let places = row * classes..<(row + 1) * classes
      let total = readings.coefficients[places].reduce(0, +)
      var loss = CompensatedSum()
      for place in places {
        let (t, q) = (readings.coefficients[place], readings.logProbabilities[place])
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
    self.init(
      loss: Self.total(samples) / divisor, floor: scale * floor.value, divergence: scale * divergence.value,
      divisor: divisor, samples: samples, minimisers: minimisers)
  }

  private init(plainBinary data: LossCase, _ reduction: Reduction) {
    let readings = Readings(data)
    var (samples, floors) = ([Double](), [Double]())
    for (place, y) in readings.labels.enumerated() {
      let weight = data.elementWeights?[place] ?? 1
      let (yes, no) = (readings.binaryLogarithms.yes[place], readings.binaryLogarithms.no[place])
      samples.append(-(Self.term(weight * y, yes) + Self.term(weight * (1 - y), no)))
      floors.append(-(Self.term(weight * y, Double.log(y)) + Self.term(weight * (1 - y), Double.log1p(-y))))
    }
    let divisor = reduction == .sum ? 1 : Double(samples.count)
    self.init(
      loss: Self.total(samples) / divisor, floor: Self.total(floors) / divisor,
      divergence: Self.total(Self.binaryDivergences(readings)) / divisor, divisor: divisor, samples: samples)
  }

  private static func total(_ terms: [Double]) -> Double {
    var sum = CompensatedSum()
    for term in terms { sum.add(term) }
    return sum.value
  }

  private static func binaryDivergences(_ readings: Readings) -> [Double] {
    readings.labels.enumerated().map { place, y in
      let weight = readings.data.elementWeights?[place] ?? 1
      let (yes, no) = (readings.binaryLogarithms.yes[place], readings.binaryLogarithms.no[place])
      let value = term(weight * y, Double.log(y) - yes) + term(weight * (1 - y), Double.log1p(-y) - no)
      // A divergence of one question is never negative; rounding can make it so.
      return value < 0 && y >= 0 && y <= 1 ? 0 : value
    }
  }

  private static func term(_ coefficient: Double, _ logarithm: Double) -> Double {
    coefficient == 0 ? 0 : coefficient * logarithm
  }
}

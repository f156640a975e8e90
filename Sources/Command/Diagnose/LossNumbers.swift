import Mistakes
import SoftLabels

/// The loss of every sample, its floor, and what lies between.
///
/// From the library wherever the case is one that its types accept: the exact values, rounded once. Otherwise (NaNs,
/// negative targets, log-probabilities, smoothing of probabilities) in plain Double, as frameworks would.
struct LossNumbers {
  /// One quantity: for each sample, and over all of them.
  struct Quantity {
    var samples: [Double]
    var sum: Double
    var mean: Double
  }

  /// For cross-entropy a sample is a row, for binary cross-entropy an element.
  let losses: Quantity
  let floors: Quantity
  let divergences: Quantity
  /// What the mean divides by.
  let meanDivisor: Double
  /// Where each row's loss is least, for cross-entropy.
  let minimisers: [Double]
  let isBinary: Bool

  init(_ data: LossCase) {
    switch data.family {
    case .binary: self = LossNumbers.exactBinary(data) ?? LossNumbers(plainBinary: data)
    case .crossEntropy: self = LossNumbers.exactCrossEntropy(data) ?? LossNumbers(plainCrossEntropy: data)
    }
  }

  func total(_ quantity: Quantity, _ averaging: Averaging) -> Double {
    averaging == .sum ? quantity.sum : quantity.mean
  }

  private init(
    isBinary: Bool, losses: Quantity, floors: Quantity, divergences: Quantity, meanDivisor: Double,
    minimisers: [Double] = []
  ) {
    self.isBinary = isBinary
    self.losses = losses
    self.floors = floors
    self.divergences = divergences
    self.meanDivisor = meanDivisor
    self.minimisers = minimisers
  }

  // MARK: From the library

  private static func exactCrossEntropy(_ data: LossCase) -> LossNumbers? {
    guard let loss = try? crossEntropy(data), let mean = try? loss.mean, let floor = try? loss.floor(of: .mean),
      let divergence = try? loss.divergence(of: .mean), let floorSum = try? loss.floor(of: .sum),
      let divergenceSum = try? loss.divergence(of: .sum)
    else { return nil }
    let scale = data.temperature * data.temperature
    func scaled(_ samples: Tensor<Double>, _ sum: Double, _ mean: Double) -> Quantity {
      Quantity(samples: samples.scalars.map { scale * $0 }, sum: scale * sum, mean: scale * mean)
    }
    return LossNumbers(
      isBinary: false, losses: scaled(loss.losses, loss.sum, mean), floors: scaled(loss.floors, floorSum, floor),
      divergences: scaled(loss.divergences, divergenceSum, divergence), meanDivisor: loss.divisor,
      minimisers: loss.minimisers.scalars)
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

  private static func exactBinary(_ data: LossCase) -> LossNumbers? {
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
      let divergences = binaryDivergences(Readings(data))
      return LossNumbers(
        isBinary: true, losses: Quantity(samples: loss.losses.scalars, sum: loss.sum, mean: try loss.mean),
        floors: Quantity(samples: floor.losses.scalars, sum: floor.sum, mean: try floor.mean),
        divergences: Quantity(divergences, over: Double(values.count)), meanDivisor: Double(values.count))
    } catch {
      return nil
    }
  }

  // MARK: In plain Double

  private init(plainCrossEntropy data: LossCase) {
    let readings = Readings(data)
    let classes = data.classes
    var (losses, floors, divergences, minimisers) = ([Double](), [Double](), [Double](), [Double]())
    for row in 0..<data.rows {
      let places = row * classes..<(row + 1) * classes
      let t = readings.coefficients[places]
      let total = t.reduce(0, +)
      var (loss, floor, divergence) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
      for place in places where readings.coefficients[place] != 0 {
        let (t, q) = (readings.coefficients[place], readings.logProbabilities[place])
        let best = Double.log(t / total)
        loss.add(-t * q)
        floor.add(-t * best)
        divergence.add(t * (best - q))
      }
      losses.append(readings.scale * loss.value)
      floors.append(readings.scale * floor.value)
      divergences.append(readings.scale * divergence.value)
      minimisers += t.map { total == 0 ? 0 : $0 / total }
    }
    let divisor = readings.meanDivisor
    self.init(
      isBinary: false, losses: Quantity(losses, over: divisor), floors: Quantity(floors, over: divisor),
      divergences: Quantity(divergences, over: divisor), meanDivisor: divisor, minimisers: minimisers)
  }

  private init(plainBinary data: LossCase) {
    let readings = Readings(data)
    var (losses, floors) = ([Double](), [Double]())
    for (place, y) in readings.labels.enumerated() {
      let weight = data.elementWeights?[place] ?? 1
      let (yes, no) = (readings.binaryLogarithms.yes[place], readings.binaryLogarithms.no[place])
      losses.append(-(Self.term(weight * y, yes) + Self.term(weight * (1 - y), no)))
      floors.append(-(Self.term(weight * y, Double.log(y)) + Self.term(weight * (1 - y), Double.log1p(-y))))
    }
    let count = Double(losses.count)
    self.init(
      isBinary: true, losses: Quantity(losses, over: count), floors: Quantity(floors, over: count),
      divergences: Quantity(Self.binaryDivergences(readings), over: count), meanDivisor: count)
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

extension LossNumbers.Quantity {
  init(_ samples: [Double], over divisor: Double) {
    var sum = CompensatedSum()
    for sample in samples { sum.add(sample) }
    self.init(samples: samples, sum: sum.value, mean: sum.value / divisor)
  }
}

import Mistakes
import SoftLabels

/// What a batch comes to: the loss, its floor, what lies above it, and what looks wrong.
struct Diagnosis {
  /// The batch, or its first block: what all blocks have in common.
  let input: CaseInput
  let reduction: Reduction
  let total: Part
  let findings: [Finding]
  var errors: [Finding] { findings.filter { $0.severity == .error } }

  init(_ input: CaseInput, _ reduction: Reduction, progress: Progress? = nil) {
    self.init(
      input, reduction,
      input.data.isFused
        ? Part([Part(input, .sum, exactly: false)], reduction)
        : Part(input, reduction, exactly: true, progress: progress))
  }

  init(_ input: CaseInput, _ reduction: Reduction, _ total: Part) {
    (self.input, self.reduction, self.total) = (input, reduction, total)
    var slots = total.findings
    slots.insert(.weightsOppose(total.mass, in: input.data), at: Findings.massSlot)
    let found = slots.compactMap { $0 }
    let isUnexplained = total.loss.isNaN && !found.contains { $0.severity == .error }
    findings = isUnexplained ? found + [.noLoss(input.data, divisor: total.divisor)] : found
  }
}

extension Diagnosis {
  /// What a block of rows comes to: of several, sums.
  struct Part: Sendable {
    var rows = 0
    var loss, floor, divergence: Double
    /// What the reduction divides by; of a block, what the mean would.
    var divisor: Double
    /// Of a block, how far its sums may be from the truth but for roundings of their own size.
    var error = 0.0
    /// False where the numbers are exact.
    var isRounded = false
    /// The loss with the epsilon that was given.
    var lossWithEpsilon: Double?
    /// The samples that count with the least and the greatest loss, NaNs aside; and the row of probabilities with the
    /// greatest sum.
    var least, greatest, fullest: (value: Double, place: String)?
    /// The row whose best prediction lies farthest from its target, if weights or smoothing have moved any.
    var move: Move?
    /// The mass of each class, where weights ask for it.
    var mass: [Double] = []
    /// By check, nil where all is well; that of the mass is for the whole.
    var findings: [Finding?] = []

    typealias Move = (distance: Double, place: String, target: [Double], minimiser: [Double])
  }
}

extension Diagnosis.Part {
  /// A batch or a block, exactly where the library can, or in plain Double.
  init(_ input: CaseInput, _ reduction: Reduction, exactly: Bool, progress: Progress? = nil) {
    let data = input.data
    let padding = (0..<data.rows).map(data.isPadding)
    let rows = padding.indices.filter { !padding[$0] }
    let counted = Readings(Self.keeping(rows, of: data, input.isPart))
    let numbers = exactly ? LossNumbers(counted.data, reduction, progress: progress) : .plain(counted, reduction)
    progress?.step("looking for mistakes", 0, of: 1)
    let readings = counted.data.rows == data.rows ? counted : Readings(data)
    let found = Findings(
      input: input, data: data, numbers: numbers, readings: readings, labels: readings.labels, padding: padding)
    (loss, floor, divergence, divisor) = (numbers.loss, numbers.floor, numbers.divergence, numbers.divisor)
    (self.rows, mass, findings) = (data.rows, found.mass, found.slots)
    if !exactly {
      divisor = LossNumbers.meanDivisor(counted)
      error = LossNumbers.error(data, targets: counted.coefficients[...])
    }
    if data.epsilon != nil, !rows.isEmpty {
      lossWithEpsilon = Origin.named("epsilon_added")?.outcomes(in: counted)
        .first { data.family == .crossEntropy || $0.family == .binary }?
        .value(reduction == .sum ? .sum : .mean)
    }
    let samples = numbers.samples
    var places = Array(samples.indices)
    if case .indices = data.targets { places = rows }
    places.removeAll { samples[$0].isNaN }
    func sample(_ index: Int?) -> (value: Double, place: String)? {
      guard let index else { return nil }
      let (row, column) = found.isBinary ? index.quotientAndRemainder(dividingBy: data.classes) : (index, 0)
      let original = samples.count == rows.count * (found.isBinary ? data.classes : 1) ? rows[row] : row
      let place = found.isBinary ? input.place(row: original, column: column) : input.place(row: original)
      if exactly { return (samples[index], place) }
      let error = LossNumbers.error(data, targets: counted.coefficients[data.places(ofRow: row)])
      return (rounded(samples[index], within: error + 0x1p-49 * samples[index].magnitude), place)
    }
    least = sample(places.min { samples[$0] < samples[$1] })
    greatest = sample(places.max { samples[$0] < samples[$1] })
    if data.kind != .logits && !found.isBinary {
      let p = found.readings.probabilities
      let sums = rows.map { row in (row, p[data.places(ofRow: row)].reduce(0, +)) }
      fullest = sums.max { $0.1 < $1.1 }.map { ($1, input.place(row: $0)) }
    }
    move = Self.move(found, rows)
  }

  /// Blocks as the whole that they are: what is left of their numbers is what is known.
  init(_ parts: [Diagnosis.Part], _ reduction: Reduction) {
    let by = reduction == .sum ? 1 : LossNumbers.total(parts.map { $0.divisor })
    let error = LossNumbers.total(parts.map { $0.error }) / by
    func known(_ values: [Double], beside other: Double = 0) -> Double {
      let value = LossNumbers.total(values) / by
      return rounded(value, within: error + 0x1p-49 * (value.magnitude + other))
    }
    func greatest<Entry>(_ entries: [Entry?], _ value: (Entry) -> Double) -> Entry? {
      entries.compactMap { $0 }.max { value($0) < value($1) }
    }
    loss = known(parts.map { $0.loss })
    floor = known(parts.map { $0.floor })
    divergence = known(parts.map { $0.divergence }, beside: 2 * floor.magnitude)
    (divisor, self.error, isRounded) = (by, error, true)
    rows = parts.map { $0.rows }.reduce(0, +)
    let guarded = parts.compactMap { $0.lossWithEpsilon }
    lossWithEpsilon = guarded.isEmpty ? nil : known(guarded)
    least = greatest(parts.map { $0.least }) { -$0.value }
    self.greatest = greatest(parts.map { $0.greatest }) { $0.value }
    fullest = greatest(parts.map { $0.fullest }) { $0.value }
    move = greatest(parts.map { $0.move }) { $0.distance }
    mass = parts[0].mass.indices.map { column in LossNumbers.total(parts.map { $0.mass[column] }) }
    findings = parts[0].findings.indices.map { check in Finding.merged(parts.map { $0.findings[check] }) }
  }

  /// The case with soft targets for the rows that count alone; class indices know themselves which rows do. A batch of
  /// nothing else keeps its padding, a block does not.
  private static func keeping(_ rows: [Int], of data: LossCase, _ isPart: Bool) -> LossCase {
    guard case .soft(let targets) = data.targets, rows.count < data.rows, isPart || !rows.isEmpty else { return data }
    func keep(_ values: [Double]) -> [Double] { rows.flatMap { values[data.places(ofRow: $0)] } }
    var copy = data
    copy.predictions = keep(data.predictions)
    copy.targets = .soft(keep(targets))
    copy.elementWeights = data.elementWeights.map(keep)
    copy.positiveWeights = data.positiveWeights.map(keep)
    return copy
  }

  private static func move(_ found: Findings, _ rows: [Int]) -> Move? {
    let (data, minimisers) = (found.data, found.numbers.minimisers)
    guard !found.isBinary, data.classes > 1, data.classWeights != nil || data.labelSmoothing != 0 else { return nil }
    var best: Move?
    for (place, row) in rows.enumerated() {
      let sample = minimisers.count == found.labels.count ? row : place
      let target = Array(found.labels[data.places(ofRow: row)])
      let minimiser = Array(minimisers[data.places(ofRow: sample)])
      let distance = zip(target, minimiser).map { ($0 - $1).magnitude }.max() ?? 0
      if distance > best?.distance ?? 0x1p-12 { best = (distance, found.input.place(row: row), target, minimiser) }
    }
    return best
  }
}

extension CaseOptions {
  /// How `diagnose` reduces the losses.
  func lossReduction() throws(CommandFailure) -> Reduction {
    if let other = others.first { throw CommandFailure.usage("unexpected argument '\(other)'") }
    guard let reduction = Reduction(rawValue: (reduction ?? .mean).rawValue) else {
      throw CommandFailure.usage("--reduction batchmean is for a divergence: expected sum or mean")
    }
    return reduction
  }
}

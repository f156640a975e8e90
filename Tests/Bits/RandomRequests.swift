import Evaluation
import SoftLabels
import TestSupport

/// Every golden request and random ones over all losses, each by the reference and, where it is a loss, by the fused
/// kernel; then what the protocol does not reach.
func requests() -> [String] {
  var floats = RandomRequests<Float>(seed: 1)
  var doubles = RandomRequests<Double>(seed: 2)
  var lines = Golden.all.flatMap { byBothKernels($0.loss, String(decoding: $0.request, as: UTF8.self)) }
  for loss in LossName.allCases {
    for _ in 0..<75 {
      lines += byBothKernels(loss, floats.request(of: loss)) + byBothKernels(loss, doubles.request(of: loss))
    }
  }
  // Enough for several blocks, whose sums are added in order.
  for (loss, shape) in [
    (LossName.crossEntropy, [5000, 7]), (.crossEntropy, [20, 2000]), (.crossEntropy, [1, 40_000]),
    (.binaryCrossEntropy, [40_000]), (.binaryCrossEntropyWithLogits, [40_000]), (.klDivergence, [40_000]),
  ] {
    lines += [floats.request(of: loss, shape: shape), doubles.request(of: loss, shape: shape)].map(byFusedKernel)
  }
  for loss in [LossName.crossEntropy, .crossEntropyFromProbabilities] {
    for _ in 0..<40 {
      lines += [floats.explained(loss), doubles.explained(loss)].map { "explain " + $0 }
    }
  }
  for _ in 0..<30 { lines += [floats.distillation(), doubles.distillation()].map { "distil " + $0 } }
  return lines
}

private func byFusedKernel(_ request: String) -> String { request.dropLast() + #","kernel":"fused"}"# }

private func byBothKernels(_ loss: LossName, _ request: String) -> [String] {
  loss.isLoss ? [request, byFusedKernel(request)] : [request]
}

/// Requests with numbers of one type, from a seed. All are hexadecimal: another machine need not read decimal ones.
struct RandomRequests<Scalar: LossScalar> {
  private var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed) }

  /// A case of `loss`: of any shape where none is given, and of numbers that are validated as `framework` in one of four.
  mutating func request(of loss: LossName, shape: [Int]? = nil, isStrict: Bool? = nil) -> String {
    let isStrict = isStrict ?? (shape != nil || random.index(below: 4) > 0)
    var fields = [("loss", quoted(loss.rawValue)), ("dtype", quoted(Scalar.dtypeName))]
    if !isStrict { fields.append(("validation", quoted("framework"))) }
    var reductions = ["none", "sum", "mean"]
    switch loss {
    case .crossEntropy, .crossEntropyFromProbabilities, .negativeLogLikelihood:
      fields += classFields(loss, shape ?? rowShape(), isStrict)
    case .binaryCrossEntropy, .binaryCrossEntropyWithLogits, .klDivergence, .klDivergenceFromProbabilities:
      fields += elementFields(loss, shape ?? elementShape(), isStrict)
      // That has no fused form, and many numbers are slow without one.
      if loss.isDivergence && shape == nil { reductions.append("batchmean") }
    case .softmax, .logSoftmax, .logSumExp:
      let shape = rowShape()
      let axis = classAxis(shape)
      fields += [("input", nested(rows(shape, axis).logits, shape)), ("class_axis", "\(axis)")]
    case .entropy:
      let shape = rowShape()
      let axis = classAxis(shape)
      fields += [("input", nested(rows(shape, axis).targets, shape)), ("class_axis", "\(axis - shape.count)")]
    case .sum, .mean:
      let shape = elementShape()
      fields.append(("input", nested(numbers(count(shape)), shape)))
    }
    if loss.isLoss {
      fields.append(("reduction", quoted(reductions[random.index(below: reductions.count)])))
      if random.index(below: 4) > 0 { fields.append(("gradient", "true")) }
    }
    return object(fields)
  }

  /// A cross-entropy whose floors and divergences are asked for. Of few numbers: a divergence of exactly 0 is proven in the
  /// last and slowest precision.
  mutating func explained(_ loss: LossName) -> String {
    request(of: loss, shape: fewRows(), isStrict: true)
  }

  /// Two tensors of logits under the name of a loss that takes any numbers.
  mutating func distillation() -> String {
    let shape = fewRows()
    let axis = min(1, shape.count - 1)
    return object([
      ("loss", quoted(LossName.binaryCrossEntropyWithLogits.rawValue)), ("dtype", quoted(Scalar.dtypeName)),
      ("input", nested(rows(shape, axis).logits, shape)), ("target", nested(rows(shape, axis).logits, shape)),
    ])
  }

  // MARK: Fields

  private mutating func classFields(_ loss: LossName, _ shape: [Int], _ isStrict: Bool) -> [(String, String)] {
    let axis = classAxis(shape)
    let (logits, targets) = rows(shape, axis)
    let input =
      switch loss {
      case .crossEntropy: logits
      case .negativeLogLikelihood: numbers(count(shape)).map { isStrict ? -$0.magnitude : $0 }
      default: random.probabilities(count(shape), Scalar.self)
      }
    var fields = [("input", nested(input, shape)), ("class_axis", "\(axis)")]
    let classes = shape[axis]
    var samples = shape
    samples.remove(at: axis)
    if random.index(below: 2) == 0 {
      let ignored = [-100, 0][random.index(below: 2)]
      let indices = (0..<count(samples)).map { _ in
        random.index(below: 5) == 0 ? ignored : random.index(below: classes)
      }
      fields.append(("class_indices", nested(indices.map(\.description), samples)))
      fields.append(("ignore_index", "\(ignored)"))
    } else {
      let soft = isStrict ? targets : targets.map { _ in Scalar(random.normal()) }
      fields.append(("target", nested(soft, shape)))
    }
    if random.index(below: 2) == 0 { fields.append(("weight", nested(weights(classes, isStrict), [classes]))) }
    if random.index(below: 3) == 0 {
      fields.append(("sample_weight", nested(weights(count(samples), isStrict), samples)))
    }
    return fields + smoothing()
  }

  /// A smoothing of labels, in one of two.
  private mutating func smoothing() -> [(String, String)] {
    if random.index(below: 2) == 0 { return [] }
    return [("label_smoothing", hexadecimal(Scalar([0, 1, 0.1, 1e-9, random.unit()][random.index(below: 5)])))]
  }

  private mutating func elementFields(_ loss: LossName, _ shape: [Int], _ isStrict: Bool) -> [(String, String)] {
    let size = count(shape)
    var targets = random.probabilities(size, Scalar.self).reversed() as [Scalar]
    var input = random.probabilities(size, Scalar.self)
    switch loss {
    case .binaryCrossEntropy: break
    case .klDivergenceFromProbabilities: if !isStrict { input = input.map { $0 * 3 } }
    case .binaryCrossEntropyWithLogits: input = logits(size)
    default: input = numbers(size).map { isStrict ? -$0.magnitude : $0 }
    }
    var fields: [(String, String)] = []
    if loss.isDivergence {
      if random.index(below: 3) == 0, !shape.isEmpty {
        let axis = classAxis(shape)
        var samples = shape
        samples.remove(at: axis)
        fields += [("class_axis", "\(axis)"), ("sample_weight", nested(weights(count(samples), isStrict), samples))]
      }
      if loss == .klDivergence, random.index(below: 2) == 0 {
        targets = numbers(size).map { isStrict ? -$0.magnitude : $0 }
        fields.append(("log_target", "true"))
      } else if !isStrict {
        targets = targets.map { $0 * 3 }
      }
    } else {
      if !isStrict { targets = targets.map { _ in Scalar(random.normal()) } }
      for name in ["weight", "pos_weight"] where random.index(below: 2) == 0 {
        if name == "pos_weight" && loss == .binaryCrossEntropy { continue }
        let theirs = broadcastShape(shape)
        fields.append((name, nested(weights(count(theirs), isStrict), theirs)))
      }
      // That has no fused form.
      if size <= 2000 { fields += smoothing() }
    }
    return [("input", nested(input, shape)), ("target", nested(targets, shape))] + fields
  }

  // MARK: Shapes

  private mutating func rowShape() -> [Int] {
    let classes = 1 + random.index(below: 20)
    switch random.index(below: 10) {
    case 0: return [classes]
    case 1: return [1 + random.index(below: 4), classes, 1 + random.index(below: 3)]
    case 2: return [1 + random.index(below: 2), classes, 2, 1 + random.index(below: 2)]
    case 3: return [20 + random.index(below: 60), 1 + random.index(below: 12)]
    case 4: return [1 + random.index(below: 3), 60 + random.index(below: 200)]
    default: return [1 + random.index(below: 7), classes]
    }
  }

  private mutating func fewRows() -> [Int] {
    let classes = 1 + random.index(below: 4)
    switch random.index(below: 4) {
    case 0: return [classes]
    case 1: return [1, classes, 2]
    default: return [1 + random.index(below: 2), classes]
    }
  }

  private mutating func elementShape() -> [Int] {
    switch random.index(below: 8) {
    case 0: []
    case 1: [100 + random.index(below: 300)]
    case 2: [1 + random.index(below: 3), 1 + random.index(below: 4), 1 + random.index(below: 5)]
    case 3: [1 + random.index(below: 30)]
    default: [1 + random.index(below: 8), 1 + random.index(below: 8)]
    }
  }

  /// The axis of the classes: the default one, in one of two.
  private mutating func classAxis(_ shape: [Int]) -> Int {
    random.index(below: 2) == 0 ? min(1, shape.count - 1) : random.index(below: shape.count)
  }

  /// A shape that broadcasts to `shape`.
  private mutating func broadcastShape(_ shape: [Int]) -> [Int] {
    let kept = shape.dropFirst(random.index(below: shape.count + 1))
    return kept.map { random.index(below: 4) == 0 ? 1 : $0 }
  }

  private func count(_ shape: [Int]) -> Int { shape.reduce(1, *) }

  // MARK: Numbers

  /// Rows of every regime along an axis; where there are many numbers, ordinary ones alone, which are quick.
  private mutating func rows(_ shape: [Int], _ axis: Int) -> (logits: [Scalar], targets: [Scalar]) {
    let classes = shape[axis]
    let inner = count(Array(shape[(axis + 1)...]))
    var (logits, targets) = ([Scalar](repeating: 0, count: count(shape)), [Scalar](repeating: 0, count: count(shape)))
    for row in 0..<count(shape) / classes {
      let regimes = logits.count > 2000 ? [.scaleTen] : RowRegime.allCases
      let regime = regimes[random.index(below: regimes.count)]
      let (x, y) = regime.row(classes: classes, Scalar.self, &random)
      for j in 0..<classes {
        let place = (row / inner * classes + j) * inner + row % inner
        (logits[place], targets[place]) = (x[j], y[j])
      }
    }
    return (logits, targets)
  }

  private mutating func logits(_ count: Int) -> [Scalar] {
    (0..<count).map { _ in
      switch random.index(below: 8) {
      case 0: anyNumber()
      case 1: -.infinity
      case 2: Scalar(random.normal() * 40)
      default: Scalar(random.normal() * 4)
      }
    }
  }

  private mutating func numbers(_ count: Int) -> [Scalar] {
    (0..<count).map { _ in count <= 2000 && random.index(below: 4) == 0 ? anyNumber() : Scalar(random.normal() * 4) }
  }

  /// Of any size that the type has, subnormal ones included.
  private mutating func anyNumber() -> Scalar {
    let (least, count) = Scalar.self == Float.self ? (-150, 250) : (-1075, 2000)
    let exponent = least + random.index(below: count)
    return Scalar(
      Double(sign: random.index(below: 2) == 0 ? .plus : .minus, exponent: exponent, significand: 1 + random.unit()))
  }

  /// Weights: ordinary ones, 0, and tiny ones; in `framework` of either sign.
  private mutating func weights(_ count: Int, _ isStrict: Bool) -> [Scalar] {
    (0..<count).map { _ in
      switch random.index(below: 6) {
      case 0: 0
      case 1: Scalar(random.unit() * 1e-14)
      default: Scalar(isStrict ? random.unit() * 3 : random.normal())
      }
    }
  }

  // MARK: Text

  private func quoted(_ text: String) -> String { "\"\(text)\"" }

  private func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { quoted($0.0) + ":" + $0.1 }.joined(separator: ",") + "}"
  }

  private func nested(_ values: [Scalar], _ shape: [Int]) -> String { nested(values.map(hexadecimal), shape) }

  private func nested(_ texts: [String], _ shape: [Int]) -> String {
    var texts = texts
    // The last axis first: each pass makes one text of as many as the axis is long.
    for length in shape.reversed() {
      texts = stride(from: 0, to: texts.count, by: length).map { start in
        "[" + texts[start..<start + length].joined(separator: ",") + "]"
      }
    }
    return texts.joined()
  }

  private func hexadecimal(_ value: Scalar) -> String {
    guard value.isFinite else { return value < 0 ? quoted("-inf") : quoted(value.isNaN ? "nan" : "inf") }
    let bits = Double(value).bitPattern
    let exponent = max(Int(bits >> 52 & 0x7ff), 1)
    var significand = bits & 0xf_ffff_ffff_ffff | (bits >> 52 & 0x7ff == 0 ? 0 : 1 << 52)
    let zeros = significand == 0 ? 0 : significand.trailingZeroBitCount
    significand >>= zeros
    return quoted("\(value.sign == .minus ? "-" : "")0x\(String(significand, radix: 16))p\(exponent - 1075 + zeros)")
  }
}

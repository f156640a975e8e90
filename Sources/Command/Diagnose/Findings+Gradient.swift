import Mistakes
import SoftLabels

/// Losses whose gradient is not what the loss suggests.
extension Findings {
  func saturated() -> Finding? {
    data.kind == .logits ? everySampleSettled() : probabilityAtItsEnd()
  }

  /// A probability of exactly 0 or 1 with a target on the other side: an infinite loss without a gradient.
  private func probabilityAtItsEnd() -> Finding? {
    // Numbers outside [0, 1] are no probabilities at all: `looks_like_logits` says so.
    guard data.kind == .probabilities, input.appearance.isWithin, !data.predictions.contains(where: { $0.isNaN }) else {
      return nil
    }
    let weights = isBinary ? data.elementWeights : nil
    let bad = places { place in
      let (p, y) = (data.predictions[place], labels[place])
      return (p == 0 && y > 0 || isBinary && p == 1 && y < 1) && weights?[place] != 0
    }
    guard let first = bad.first else { return nil }
    return Finding(
      code: "saturated", severity: .error, chapter: .binary, count: bad.count, plural: "such places",
      seen: "The probability at \(place(first)) is exactly \(data.predictions[first]) in \(dtype), and its target is "
        + "\(labels[first]).",
      why: "The loss is infinite (PyTorch's BCELoss says 100, Keras's clip 16.1), and the gradient that flows back "
        + "through \(activation) is 0: the sample that is most wrong teaches nothing.",
      advice: "Compute the loss from logits, where nothing saturates.")
  }

  /// All samples right, and so confident that p - y rounds to 0 everywhere.
  private func everySampleSettled() -> Finding? {
    guard data.isHard, data.temperature == 1, data.labelSmoothing == 0,
      case let loss = numbers.samples.reduce(0, +), loss > 0
    else { return nil }
    let p = isBinary ? readings.binaryProbabilities : readings.probabilities
    guard let first = padding.firstIndex(of: false).map({ $0 * classes }),
      p.indices.allSatisfy({ rounded(p[$0]) == labels[$0] || padding[$0 / classes] })
    else { return nil }
    return Finding(
      code: "saturated", severity: .note, chapter: .multiclass, isEverywhere: true,
      seen: "In \(dtype), every prediction rounds to its target: the logit at \(place(first)) is "
        + "\(data.predictions[first]), its target \(labels[first]).",
      why: "The loss is not 0\(input.isPart ? "" : ", \(shortened(loss)) in all"), but the gradient p - y is exactly "
        + "0, so these samples teach nothing any more.",
      advice: "Nothing, if they are right; logits that grow without end are held back by weight decay, or by soft "
        + "labels.")
  }

  /// A probability as the predictions' own type holds it.
  private func rounded(_ p: Double) -> Double {
    switch input.predictions.type {
    case .float16: p < 0x1p-25 ? 0 : p >= 1 - 0x1p-12 ? 1 : p
    case .float32: Double(Float(p))
    default: p
    }
  }

  private var dtype: String {
    let type = input.predictions.type
    return type == .float16 || type == .float32 ? type.rawValue : "float64"
  }

  func epsilon() -> Finding? {
    guard let ε = data.epsilon else { return nil }
    let p = isBinary ? readings.binaryProbabilities : readings.probabilities
    let bitten = places {
      let gap = labels[$0] > 0 ? p[$0] : isBinary ? 1 - p[$0] : 1
      return gap / (gap + ε) < 0.99
    }
    // The one whose gradient suffers most.
    if let worst = bitten.min(by: { p[$0] < p[$1] }) {
      let share = p[worst] / (p[worst] + ε)
      return Finding(
        code: "epsilon_bites", severity: .warning, chapter: .multiclass, weight: -1 - p[worst], count: bitten.count,
        plural: "such places",
        seen: "The probability at \(place(worst)) is \(shortened(p[worst])), and its target is \(labels[worst]).",
        why: "With \(ε) added, its term has \(shortened(share)) of the gradient that it should have, and the loss "
          + "cannot exceed \(shortened(-Double.log(ε))): the worse the prediction, the less it learns.",
        advice: "Drop the epsilon and compute the loss from logits.")
    }
    let isHalf = input.predictions.type == .float16
    guard p.allSatisfy({ isHalf ? ε < 0x1p-25 || ε < $0 * 0x1p-12 : Float($0) + Float(ε) == Float($0) }) else {
      return nil
    }
    let least = p.indices.min { p[$0] < p[$1] } ?? 0
    return Finding(
      code: "epsilon_inert", severity: .note, chapter: .multiclass, weight: -1 - p[least], isEverywhere: true,
      seen: "The smallest probability is \(shortened(p[least])) at \(place(least)); adding \(ε) leaves it as it is in "
        + "\(isHalf ? "float16" : "float32").",
      why: isHalf && ε < 0x1p-25
        ? "In float16 the epsilon itself underflows to 0, so it does not even guard against log 0."
        : "The epsilon changes nothing here, and where it would, at probabilities near \(ε), it hides the gradient.",
      advice: "Drop it; 0 log 0 is 0, and a loss from logits needs no guard.")
  }
}

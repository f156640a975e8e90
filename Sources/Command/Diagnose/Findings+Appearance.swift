import Mistakes

/// Predictions that are not what they were said to be.
extension Findings {
  func appearance() -> Finding? {
    guard input.isKindStated, classes > 1 || isBinary else { return nil }
    let looks = input.appearance
    switch data.kind {
    case .logits:
      guard looks.isCertain else { return nil }
      if looks.kind == .probabilities { return looksLikeProbabilities }
      return looks.kind == .logProbabilities ? looksLikeLogProbabilities : nil
    case .probabilities:
      if let outside = data.predictions.firstIndex(where: { $0 < 0 || $0 > 1 + 1e-6 }) {
        return looks.kind == .logProbabilities ? looksLikeLogProbabilities : looksLikeLogits(outside)
      }
    case .logProbabilities:
      if let above = data.predictions.firstIndex(where: { $0 > 1e-6 }) {
        return looks.kind == .probabilities ? looksLikeProbabilities : looksLikeLogits(above)
      }
    }
    return isBinary || looks.kind == data.kind ? nil : looksUnnormalised
  }

  private var given: String { "Given as \(data.kind.rawValue), but" }

  /// What all numbers look like, and one of them to show.
  private var look: String { "\(given) \(input.appearance.reason): \(place(0)) is \(data.predictions[0])." }

  private var looksLikeProbabilities: Finding {
    let isLogit = data.kind == .logits
    return Finding(
      code: "looks_like_probabilities", severity: .error, chapter: isBinary ? .binary : .multiclass,
      seen: look,
      why: isLogit
        ? "A loss from logits applies \(activation) again: it runs, it has a floor that no model gets below, and it is "
          + "least at the wrong prediction."
        : "A loss from log-probabilities uses them as logarithms, which probabilities are not.",
      advice: isLogit
        ? "Give the loss the logits, before \(activation). If only probabilities are left, give it their logarithm, or "
          + "use --as probabilities."
        : "Take the logarithm first, or use --as probabilities.")
  }

  private func looksLikeLogits(_ offset: Int) -> Finding {
    Finding(
      code: "looks_like_logits", severity: .error, chapter: isBinary ? .binary : .multiclass,
      seen: "\(given) \(place(offset)) is \(data.predictions[offset]).",
      why: data.kind == .probabilities
        ? "A probability lies in [0, 1]; the logarithm of a negative number is NaN, and a clip hides that."
        : "The logarithm of a probability is never above 0.",
      advice: "Apply \(activation) first, or use the loss from logits (--as logits).")
  }

  /// Numbers in the right range whose rows are no distributions.
  private var looksUnnormalised: Finding {
    let worst = Appearance.worstRow(of: readings.probabilities, classes: classes)
    return Finding(
      code: "looks_like_logits", severity: .warning, chapter: .multiclass, weight: -1 / (worst.sum - 1).magnitude,
      seen: "\(given) the \(data.kind == .logProbabilities ? "exponentials" : "numbers") of "
        + "\(input.place(row: worst.row)) sum to \(shortened(worst.sum)), where they should to 1.",
      why: "Cross-entropy of numbers that do not sum to 1 can be lowered without being right, by raising all of them.",
      advice: "If they are logits, use --as logits; if each is the answer to a question of its own, use --loss bce.")
  }

  private var looksLikeLogProbabilities: Finding {
    let isLogit = data.kind == .logits
    let isHarmless = isLogit && !isBinary
    return Finding(
      code: "looks_like_log_probabilities", severity: isHarmless ? .note : .error, chapter: .multiclass,
      seen: look,
      why: isHarmless
        ? "Cross-entropy takes log_softmax again, which leaves log-probabilities as they are: the value is right, the "
          + "work is done twice."
        : "The loss takes the number for a \(isLogit ? "score before the sigmoid" : "probability"), which it is not.",
      advice: isHarmless
        ? "Pass the logits themselves, or use NLLLoss (hard) or KLDivLoss (soft) on log-probabilities."
        : "Use --as log-probabilities, or pass what the loss expects.")
  }
}

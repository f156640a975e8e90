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
      if let outside = firstOutside({ $0 < 0 || $0 > 1 + 1e-6 }) {
        return looks.kind == .logProbabilities ? looksLikeLogProbabilities : looksLikeLogits(outside)
      }
      return isBinary || looks.kind == .probabilities ? nil : looksUnnormalised
    case .logProbabilities:
      if let above = firstOutside({ $0 > 1e-6 }) {
        return looks.kind == .probabilities ? looksLikeProbabilities : looksLikeLogits(above)
      }
      if isBinary || looks.kind == .logProbabilities { return nil }
      return looksUnnormalised
    }
  }

  private func firstOutside(_ isOutside: (Double) -> Bool) -> Int? { data.predictions.firstIndex(where: isOutside) }

  /// A number to show: that of row 0, column 0.
  private var example: String { "\(place(0)) is \(data.predictions[0])" }

  private var looksLikeProbabilities: Finding {
    let isLogit = data.kind == .logits
    return Finding(
      code: "looks_like_probabilities", severity: .error,
      seen: "Given as \(data.kind.rawValue), but \(input.appearance.reason): \(example).",
      why: isLogit
        ? """
        A loss from logits applies \(isBinary ? "sigmoid" : "softmax") again: it runs, it has a floor that no \
        model gets below, and it is least at the wrong prediction.
        """
        : "A loss from log-probabilities uses them as logarithms, which probabilities are not.",
      advice: isLogit
        ? """
        Give the loss the logits, before \(isBinary ? "sigmoid" : "softmax"). If only probabilities are left, give \
        it their logarithm, or use --as probabilities.
        """
        : "Take the logarithm first, or use --as probabilities.",
      chapter: isBinary ? .binary : .multiclass)
  }

  private func looksLikeLogits(_ offset: Int) -> Finding {
    Finding(
      code: "looks_like_logits", severity: .error,
      seen: "Given as \(data.kind.rawValue), but \(place(offset)) is \(data.predictions[offset]).",
      why: data.kind == .probabilities
        ? "A probability lies in [0, 1]; the logarithm of a negative number is NaN, and a clip hides that."
        : "The logarithm of a probability is never above 0.",
      advice: "Apply \(isBinary ? "sigmoid" : "softmax") first, or use the loss from logits (--as logits).",
      chapter: isBinary ? .binary : .multiclass)
  }

  /// Numbers in the right range whose rows are no distributions.
  private var looksUnnormalised: Finding {
    let worst = Appearance.worstRow(of: readings.probabilities, classes: classes)
    let what = data.kind == .logProbabilities ? "the exponentials of" : "the numbers of"
    return Finding(
      code: "looks_like_logits", severity: .warning,
      seen: """
        Given as \(data.kind.rawValue), but \(what) \(input.place(row: worst.row)) sum to \(shortened(worst.sum)), \
        where they should to 1.
        """,
      why: "Cross-entropy of numbers that do not sum to 1 can be lowered without being right, by raising all of them.",
      advice: "If they are logits, use --as logits; if each is the answer to a question of its own, use --loss bce.",
      chapter: .multiclass, weight: -1 / (worst.sum - 1).magnitude)
  }

  private var looksLikeLogProbabilities: Finding {
    let isHarmless = data.kind == .logits && !isBinary
    return Finding(
      code: "looks_like_log_probabilities", severity: isHarmless ? .note : .error,
      seen: "Given as \(data.kind.rawValue), but \(input.appearance.reason): \(example).",
      why: isHarmless
        ? """
        Cross-entropy takes log_softmax again, which leaves log-probabilities as they are: the value is right, the \
        work is done twice.
        """
        : """
        The loss takes the number for a \(data.kind == .logits ? "score before the sigmoid" : "probability"), \
        which it is not.
        """,
      advice: isHarmless
        ? "Pass the logits themselves, or use NLLLoss (hard) or KLDivLoss (soft) on log-probabilities."
        : "Use --as log-probabilities, or pass what the loss expects.",
      chapter: .multiclass)
  }
}

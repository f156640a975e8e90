/// Two entries of the table that give the same number by algebra, so that no number of digits tells them apart.
package struct Twins: Sendable {
  /// The codes, the simpler one first.
  package let codes: (simpler: String, other: String)
  /// Why they agree.
  package let reason: String
  /// The reduction at which they agree; nil for all.
  package let reduction: LossCase.Reduction?
  /// Whether they agree on a case.
  let holds: @Sendable (LossCase) -> Bool

  init(
    _ simpler: String, _ other: String, reduction: LossCase.Reduction? = nil, _ reason: String,
    holds: @escaping @Sendable (LossCase) -> Bool
  ) {
    codes = (simpler, other)
    self.reduction = reduction
    self.reason = reason
    self.holds = holds
  }

  /// Why two explanations of a case are the same number, if algebra says so: over other entries, where need be.
  package static func reason(_ a: Explanation, _ b: Explanation, in data: LossCase) -> String? {
    guard a.reduction == b.reduction else { return nil }
    let held = all.filter { ($0.reduction ?? a.reduction) == a.reduction && $0.holds(data) }
    var reached = [(code: a.origin.code, reasons: [String]())]
    var next = 0
    while next < reached.count {
      let (code, reasons) = reached[next]
      if code == b.origin.code { return reasons.joined(separator: "; ") }
      for twins in held where twins.codes.simpler == code || twins.codes.other == code {
        let other = twins.codes.simpler == code ? twins.codes.other : twins.codes.simpler
        if reached.contains(where: { $0.code == other }) { continue }
        reached.append((other, reasons.contains(twins.reason) ? reasons : reasons + [twins.reason]))
      }
      next += 1
    }
    return nil
  }

  private static let noEntropy = "hard targets have no entropy, so cross-entropy is the KL divergence"
  private static let alreadyHard = "the targets are hard already"
  private static let oneClass = "a hard target has mass in one class only"
  private static let oneWeight = "one column has one weight, which cancels against itself"
  private static let cancel = "the weights of complementary columns cancel against their sum"

  /// All pairs; others follow from them.
  package static let all: [Twins] = [
    Twins("cross_entropy", "kl_instead_of_cross_entropy", noEntropy) { $0.isOneHot },
    Twins("mean_over_elements", "kl_mean_instead_of_batchmean", reduction: .mean, noEntropy) { $0.isOneHot },
    Twins("cross_entropy", "hard_labels", alreadyHard) { $0.isHard },
    Twins("binary_cross_entropy", "hard_labels", alreadyHard) { $0.isHard },
    Twins("binary_cross_entropy_with_logits", "hard_labels", alreadyHard) { $0.isHard },
    Twins("cross_entropy", "sum_over_one_class", oneClass) { $0.isOneHot },
    Twins(
      "hard_labels", "weights_divided_by_weight_sum", reduction: .mean,
      "the mean over class indices divides by the sum of their weights"
    ) { $0.isHard && $0.hasWeights },
    Twins(
      "cross_entropy", "binary_cross_entropy", reduction: .mean,
      "two complementary columns cost the same, so the mean over elements is the mean over rows"
    ) { $0.hasTwoClasses && $0.kind != .logits },
    Twins(
      "cross_entropy", "softmax_instead_of_sigmoid", reduction: .mean,
      "softmax over two classes makes complementary columns, whose mean over elements is that over rows"
    ) { $0.hasTwoClasses && $0.kind == .logits },
    Twins("sigmoid_instead_of_softmax", "sum_over_one_class", "both are -Σ y log sigmoid(x)") { $0.kind == .logits },
    Twins("binary_cross_entropy", "weights_divided_by_weight_sum", reduction: .mean, cancel) {
      $0.hasTwoClasses && $0.hasWeights && $0.kind != .logits
    },
    Twins("binary_cross_entropy", "weights_divided_by_weight_sum", reduction: .mean, oneWeight) {
      $0.classes == 1 && $0.hasWeights && $0.kind != .logits
    },
    Twins("binary_cross_entropy_with_logits", "weights_divided_by_weight_sum", reduction: .mean, oneWeight) {
      $0.classes == 1 && $0.hasWeights && $0.kind == .logits
    },
  ]
}

extension LossCase {
  /// True for hard targets that stay hard: no smoothing.
  var isOneHot: Bool { isHard && labelSmoothing == 0 }

  /// True for two classes whose targets sum to 1 in every row.
  var hasTwoClasses: Bool {
    guard classes == 2 else { return false }
    guard case .soft(let targets) = targets else { return true }
    return stride(from: 0, to: targets.count, by: 2).allSatisfy { row in
      let sum = targets[row] + targets[row + 1]
      return (sum - 1).magnitude <= 0x1p-12
    }
  }
}

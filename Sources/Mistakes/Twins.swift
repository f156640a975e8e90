/// Two entries of the table that give the same number by algebra, so that no number of digits tells them apart.
package struct Twins: Sendable {
  /// The codes, the simpler one first.
  package let codes: (simpler: String, other: String)
  /// The reduction at which they agree; nil for all.
  var reduction: LossCase.Reduction?
  /// Why they agree.
  package let reason: String
  /// Whether they agree on a case.
  let holds: @Sendable (LossCase) -> Bool

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
    Twins(codes: ("cross_entropy", "kl_instead_of_cross_entropy"), reason: noEntropy) { $0.isOneHot },
    Twins(codes: ("mean_over_elements", "kl_mean_instead_of_batchmean"), reduction: .mean, reason: noEntropy) {
      $0.isOneHot
    },
    Twins(codes: ("nll_of_probabilities", "kl_without_log"), reduction: .sum, reason: noEntropy) { $0.isOneHot },
    Twins(codes: ("nll_of_logits", "kl_without_log"), reduction: .sum, reason: noEntropy) {
      $0.isOneHot && $0.kind == .logits
    },
    Twins(codes: ("cross_entropy", "hard_labels"), reason: alreadyHard) { $0.isHard },
    Twins(codes: ("binary_cross_entropy", "hard_labels"), reason: alreadyHard) { $0.isHard },
    Twins(codes: ("binary_cross_entropy_with_logits", "hard_labels"), reason: alreadyHard) { $0.isHard },
    Twins(codes: ("cross_entropy", "sum_over_one_class"), reason: oneClass) { $0.isOneHot },
    Twins(
      codes: ("hard_labels", "weights_divided_by_weight_sum"), reduction: .mean,
      reason: "the mean over class indices divides by the sum of their weights"
    ) { $0.isHard && $0.hasWeights },
    Twins(
      codes: ("cross_entropy", "binary_cross_entropy"), reduction: .mean,
      reason: "two complementary columns cost the same, so the mean over elements is the mean over rows"
    ) { $0.hasTwoClasses && $0.kind != .logits },
    Twins(
      codes: ("cross_entropy", "softmax_instead_of_sigmoid"), reduction: .mean,
      reason: "softmax over two classes makes complementary columns, whose mean over elements is that over rows"
    ) { $0.hasTwoClasses && $0.kind == .logits },
    Twins(codes: ("sigmoid_instead_of_softmax", "sum_over_one_class"), reason: "both are -Σ y log sigmoid(x)") {
      $0.kind == .logits && $0.labelSmoothing == 0
    },
    Twins(codes: ("binary_cross_entropy", "weights_divided_by_weight_sum"), reduction: .mean, reason: cancel) {
      $0.hasTwoClasses && $0.hasWeights && $0.kind != .logits
    },
    Twins(codes: ("binary_cross_entropy", "weights_divided_by_weight_sum"), reduction: .mean, reason: oneWeight) {
      $0.classes == 1 && $0.hasWeights && $0.kind != .logits
    },
    Twins(
      codes: ("binary_cross_entropy_with_logits", "weights_divided_by_weight_sum"), reduction: .mean, reason: oneWeight
    ) {
      $0.classes == 1 && $0.hasWeights && $0.kind == .logits
    },
  ]
}

extension LossCase {
  /// True for hard targets that stay hard: no smoothing.
  var isOneHot: Bool { isHard && labelSmoothing == 0 }

  /// True for two classes whose targets sum to 1 in every row.
  var hasTwoClasses: Bool {
    if let whole { return whole.hasTwoClasses }
    guard classes == 2 else { return false }
    guard case .soft(let targets) = targets else { return true }
    return stride(from: 0, to: targets.count, by: 2).allSatisfy { row in
      let sum = targets[row] + targets[row + 1]
      return (sum - 1).magnitude <= 0x1p-12
    }
  }
}

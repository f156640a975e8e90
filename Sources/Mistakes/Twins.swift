/// Two entries of the table that give the same number by algebra, so that no number of digits tells them apart.
public struct Twins: Sendable {
  /// The codes, the simpler one first.
  public let codes: (simpler: String, other: String)
  /// Why they agree.
  public let reason: String
  /// Whether they agree on a case.
  let holds: @Sendable (LossCase) -> Bool

  /// Whether they agree on `data`; for some reductions only, perhaps.
  public func hold(in data: LossCase) -> Bool { holds(data) }

  /// Why two codes give the same number on `data`, if algebra says so.
  public static func reason(_ a: String, _ b: String, in data: LossCase) -> String? {
    all.first { twins in
      (twins.codes == (a, b) || twins.codes == (b, a)) && twins.hold(in: data)
    }?.reason
  }

  /// All pairs.
  public static let all: [Twins] = [
    Twins(
      codes: ("cross_entropy", "kl_instead_of_cross_entropy"),
      reason: "hard targets have no entropy, so cross-entropy is the KL divergence"
    ) { $0.isHard && $0.labelSmoothing == 0 },
    Twins(
      codes: ("mean_over_elements", "kl_mean_instead_of_batchmean"),
      reason: "hard targets have no entropy, so cross-entropy is the KL divergence"
    ) { $0.isHard && $0.labelSmoothing == 0 },
    Twins(codes: ("cross_entropy", "hard_labels"), reason: "the targets are hard already") { $0.isHard },
    Twins(codes: ("binary_cross_entropy", "hard_labels"), reason: "the targets are hard already") { $0.isHard },
    Twins(
      codes: ("binary_cross_entropy_with_logits", "hard_labels"), reason: "the targets are hard already"
    ) { $0.isHard },
    Twins(
      codes: ("cross_entropy", "sum_over_one_class"), reason: "a hard target has mass in one class only"
    ) { $0.isHard && $0.labelSmoothing == 0 },
    Twins(
      codes: ("hard_labels", "sum_over_one_class"), reason: "a hard target has mass in one class only"
    ) { $0.isHard && $0.labelSmoothing == 0 },
    Twins(
      codes: ("kl_instead_of_cross_entropy", "sum_over_one_class"), reason: "a hard target has mass in one class only"
    ) { $0.isHard && $0.labelSmoothing == 0 },
    Twins(
      codes: ("kl_instead_of_cross_entropy", "hard_labels"), reason: "the targets are hard already"
    ) { $0.isHard && $0.labelSmoothing == 0 },
    Twins(
      codes: ("cross_entropy", "binary_cross_entropy"),
      reason: "two complementary columns cost the same, so the mean over elements is the mean over rows"
    ) { $0.hasTwoClasses && $0.kind != .logits },
    Twins(
      codes: ("cross_entropy", "softmax_instead_of_sigmoid"),
      reason: "softmax over two classes makes complementary columns, and their mean is that of the rows"
    ) { $0.hasTwoClasses },
    Twins(
      codes: ("sigmoid_instead_of_softmax", "sum_over_one_class"), reason: "both are -Σ y log sigmoid(x)"
    ) { $0.kind == .logits },
    Twins(
      codes: ("binary_cross_entropy", "weights_divided_by_weight_sum"),
      reason: "the weights of complementary columns cancel against their sum"
    ) { $0.hasTwoClasses && $0.hasWeights },
    Twins(
      codes: ("cross_entropy", "weights_divided_by_weight_sum"),
      reason: "the weights of complementary columns cancel against their sum"
    ) { $0.hasTwoClasses && $0.hasWeights },
  ]
}

extension LossCase {
  /// True for two classes whose soft targets sum to 1 in every row.
  var hasTwoClasses: Bool {
    guard classes == 2, case .soft(let targets) = targets else { return false }
    return stride(from: 0, to: targets.count, by: 2).allSatisfy { row in
      let sum = targets[row] + targets[row + 1]
      return (sum - 1).magnitude <= 0x1p-12
    }
  }
}

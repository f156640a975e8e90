import SoftLabels

/// Beetles exposed for five hours to gaseous carbon disulphide: the dose is log10 of milligrams in a litre.
///
/// C. I. Bliss, The calculation of the dosage-mortality curve, Annals of Applied Biology 22 (1935), 134-167.
struct Beetles {
  let dose: Double
  let killed: Int
  let exposed: Int

  static let groups = [
    Beetles(dose: 1.6907, killed: 6, exposed: 59),
    Beetles(dose: 1.7242, killed: 13, exposed: 60),
    Beetles(dose: 1.7552, killed: 18, exposed: 62),
    Beetles(dose: 1.7842, killed: 28, exposed: 56),
    Beetles(dose: 1.8113, killed: 52, exposed: 63),
    Beetles(dose: 1.8369, killed: 53, exposed: 59),
    Beetles(dose: 1.8610, killed: 61, exposed: 62),
    Beetles(dose: 1.8839, killed: 60, exposed: 60),
  ]

  /// The logistic fit as it is printed in A. J. Dobson and A. G. Barnett, An Introduction to Generalized Linear Models.
  static let published = (intercept: -60.717, slope: 34.270, deviance: 11.23)

  /// The share that died: the soft label of the group.
  var proportion: Double { Double(killed) / Double(exposed) }

  /// The soft label of each group.
  static var labels: Probabilities<Double> {
    get throws { try Probabilities(Tensor(groups.map(\.proportion))) }
  }

  /// How many beetles stand behind each label.
  static var weights: Weights<Double> {
    get throws { try Weights(groups.map { Double($0.exposed) }) }
  }

  /// The summed loss of `logits`, one for each group, in nats.
  static func loss(_ logits: [Double]) throws -> BinaryCrossEntropy<Double> {
    try BinaryCrossEntropy(logits: Logits(Tensor(logits)), targets: labels, weights: weights)
  }

  /// The least that any eight predictions could cost: those equal to the labels.
  static var floor: Double {
    get throws { try BinaryCrossEntropy(probabilities: labels, targets: labels, weights: weights).sum }
  }
}

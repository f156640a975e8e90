import Workbook

/// The Brier score of a prediction, for a vote: Σ (p_j - e_j)², where e is 1 at the vote's class and 0 elsewhere.
func brierScore(_ p: [Double], vote k: Int) -> Double {
  p.indices.reduce(0) { sum, j in
    let distance = p[j] - (j == k ? 1 : 0)
    return sum + distance * distance
  }
}

/// The least that the votes of `counts` can score on average: 1 - Σ y², which shares y score for themselves.
func brierFloor(_ counts: [Double]) -> Double {
  let y = shares(of: counts)
  return 1 - y.reduce(0) { $0 + $1 * $1 }
}

/// Two floors under the Brier score, one for those who know the patient and one for those who do not.
struct Agreement {
  /// How many votes there are on each patient.
  let voters: Double
  let patients: Double
  let everybody: Double

  /// Of rows of counts, one for each patient, with the same sum.
  init(_ counts: [[Double]]) {
    voters = counts[0].reduce(0, +)
    patients = counts.reduce(0) { $0 + brierFloor($1) } / Double(counts.count)
    everybody = brierFloor(counts[0].indices.map { j in counts.reduce(0) { $0 + $1[j] } })
  }

  /// How often two different votes on a patient differ.
  var pairs: Double { patients * voters / (voters - 1) }
  /// Fleiss's κ.
  var kappa: Double { 1 - pairs / everybody }
  /// What comes of the floor as it is, in which a vote agrees with itself.
  var plain: Double { 1 - patients / everybody }
}

/// As published.
private let published = (kappa: 0.430, byDiagnosis: [0.245, 0.245, 0.520, 0.471, 0.566])

func agreementAsARatio(_ page: inout Page) {
  let agreement = Agreement(Votes.counts)
  let scores = Votes.all.map { brierScore(shares(of: Votes.counts[$0.patient]), vote: $0.diagnosis) }
  page.values(
    [
      "mean Brier score under the patient's shares": scores.reduce(0, +) / 180,
      "floor, one prediction for each patient": agreement.patients,
      "floor, one prediction for everybody": agreement.everybody,
      "one less their ratio": agreement.plain,
    ], decimals: 6)
}

func kappa(_ page: inout Page) {
  let agreement = Agreement(Votes.counts)
  page.values(
    [
      "two different votes on a patient differ": agreement.pairs, "kappa": agreement.kappa,
    ], decimals: 6)
  let each = Votes.diagnoses.indices.map { j in
    (
      name: Votes.diagnoses[j], published: published.byDiagnosis[j],
      ours: Agreement(Votes.counts.map { [$0[j], 6 - $0[j]] })
    )
  }
  let rows = [(name: "all five", published: published.kappa, ours: agreement)] + each
  page.table(
    rows, .text("") { $0.name }, .number("published", decimals: 3) { $0.published },
    .number("ours", decimals: 6) { $0.ours.kappa }, .number("with itself", decimals: 6) { $0.ours.plain })
}

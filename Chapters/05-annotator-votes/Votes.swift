import SoftLabels

/// What psychiatrists said of thirty patients, six of them of each: how many chose which of five diagnoses.
///
/// J. L. Fleiss, Measuring nominal scale agreement among many raters, Psychological Bulletin 76 (1971), 378-382. The counts
/// are those of `fleiss-1971.csv` beside this file, as the tests of statsmodels 0.14.4 have them.
enum Votes {
  static let diagnoses = ["depression", "personality disorder", "schizophrenia", "neurosis", "other"]

  static let counts: [[Double]] = [
    [0, 0, 0, 6, 0],
    [0, 3, 0, 0, 3],
    [0, 1, 4, 0, 1],
    [0, 0, 0, 0, 6],
    [0, 3, 0, 3, 0],
    [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2],
    [2, 0, 3, 1, 0],
    [2, 0, 0, 4, 0],
    [0, 0, 0, 0, 6],
    [1, 0, 0, 5, 0],
    [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0],
    [1, 0, 0, 5, 0],
    [0, 2, 0, 3, 1],
    [0, 0, 5, 0, 1],
    [3, 0, 0, 1, 2],
    [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0],
    [1, 0, 2, 0, 3],
    [0, 0, 0, 0, 6],
    [0, 1, 0, 5, 0],
    [0, 2, 0, 1, 3],
    [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1],
    [0, 5, 0, 1, 0],
    [4, 0, 0, 0, 2],
    [0, 2, 0, 4, 0],
    [1, 0, 5, 0, 0],
    [0, 0, 0, 0, 6],
  ]

  /// A vote for the diagnosis of that index.
  struct Vote {
    let patient: Int
    let diagnosis: Int

    /// What the other five said of the patient.
    var others: [Double] { removed(from: counts[patient]) }

    /// Votes without this one.
    func removed(from votes: [Double]) -> [Double] {
      votes.indices.map { votes[$0] - ($0 == diagnosis ? 1 : 0) }
    }
  }

  /// All 180, one by one.
  static let all = counts.indices.flatMap { patient in
    counts[patient].indices.flatMap { diagnosis in
      Array(repeating: Vote(patient: patient, diagnosis: diagnosis), count: Int(counts[patient][diagnosis]))
    }
  }

  /// How many votes each diagnosis has.
  static let totals = diagnoses.indices.map { j in counts.reduce(0) { $0 + $1[j] } }

  /// The shares of each patient's votes.
  static var labels: Distributions<Double> {
    get throws { try Distributions(rows: counts.map { shares(of: $0) }) }
  }
}

/// What share of the votes each class has.
func shares(of votes: [Double]) -> [Double] {
  let total = votes.reduce(0, +)
  return votes.map { $0 / total }
}

import Workbook

/// What is made of the votes on an image.
enum Form: String {
  /// The shares of the votes.
  case soft
  /// All on the digit with the most votes; of several, on the one that was named first.
  case majority

  func label(_ votes: some Collection<Int>) -> [Float] {
    var counts = [Float](repeating: 0, count: 10)
    for digit in votes { counts[digit] += 1 }
    switch self {
    case .soft: return counts.map { $0 / Float(votes.count) }
    case .majority:
      let most = counts.max()
      let winner = votes.first { counts[$0] == most }
      return counts.indices.map { $0 == winner ? 1 : 0 }
    }
  }
}

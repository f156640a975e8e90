import Foundation

/// One good answer to each exercise of chapter 6, and why it is one.
enum Solutions {
  /// Exercise 6.1. One vote for class k pulls with p - 1 at its own logit and with p at every other. N votes: N p - counts.
  ///
  /// Divided by N it is the gradient of a single row whose label is the shares. Nothing else of the votes comes in: which of
  /// them was first, or that they were five.
  static func slopesOfVotes(logits x: [Double], counts: [Double]) -> [Double] {
    let total = counts.reduce(0, +)
    return zip(softmax(x), counts).map { total * $0 - $1 }
  }

  /// Exercise 6.2. The chances of 0, 1, 2, … right votes of n, added up for all that are more than half: 0.70, 0.78, 0.84,
  /// 0.87.
  ///
  /// Going from k to k + 1 right votes multiplies a chance by (n - k) / (k + 1) and by 0.7 / 0.3.
  static func rightMajorities(_ votes: Double) -> Double {
    var chance = pow(0.3, votes)
    var sum = 0.0
    for right in 0...Int(votes) {
      if 2 * Double(right) > votes { sum += chance }
      chance *= (votes - Double(right)) / Double(right + 1) * (0.7 / 0.3)
    }
    return (100 * sum).rounded() / 100
  }

  /// Exercise 6.3. The divergence is right, and T² in front of it is missing.
  ///
  /// Its slope is (p - q) / T, and p - q itself goes as 1 / T. So the slopes fade as 1 / T², and a factor of T² keeps them.
  static func lesson(student: [Double], teacher: [Double], temperature: Double) -> Double {
    let q = softmax(teacher.map { $0 / temperature })
    let p = softmax(student.map { $0 / temperature })
    let divergence = zip(q, p).reduce(0) { $0 + ($1.0 > 0 ? $1.0 * log($1.0 / $1.1) : 0) }
    return temperature * temperature * divergence
  }

  /// Exercise 6.4. Multiply and divide by the sum. If no weight is 0, 1 / w brings the old probabilities back.
  static func weightedAfterwards(logits x: [Double], weights w: [Double]) -> [Double] {
    let products = zip(softmax(x), w).map { $0 * $1 }
    let total = products.reduce(0, +)
    return products.map { $0 / total }
  }

  private static func softmax(_ x: [Double]) -> [Double] {
    let largest = x.max() ?? 0
    let exponentials = x.map { exp($0 - largest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }
}

import Evaluation
import SoftLabels
import TestSupport
import Testing

/// A row of `Goldens/accuracy.jsonl`: a golden row whose truth is known beyond the last bit.
struct AccuracyCase: Sendable {
  let golden: Golden
  let regime: String
  /// For each column, by how many ULPs the truth lies above the number that it rounds to.
  let excess: [String: [Double]]

  static let all: [AccuracyCase] = Golden.lines(of: "accuracy").map { line in
    Golden.read(line) { try AccuracyCase($0) }
  }

  private init(_ line: [UInt8]) throws {
    let row = try Members(line)
    guard let golden = try Golden(line), let regime = row.string("regime"), let excess = row.object("excess")
    else { throw EvaluationError(.missingField, "an accuracy row without request, truth, regime or excess") }
    self.golden = golden
    self.regime = regime
    self.excess = try Golden.columns(excess, .float64).mapValues(\.numbers)
  }

  /// How far the library is from the truth.
  func measure() throws -> Accuracy {
    var accuracy = Accuracy()
    let answer = try golden.answer()
    #expect(Set(answer.keys) == Set(golden.truth.keys))
    for (name, truth) in golden.truth {
      let column = try #require(answer[name], "\(golden.id) has no \(name)")
      #expect(column.shape == truth.shape)
      for (index, nearest) in truth.numbers.enumerated() {
        let number = column.numbers[index]
        accuracy.add(number, nearest: nearest, excess: excess[name]?[index] ?? .nan, ulp: ulp(of: nearest))
        if number.bitPattern != nearest.bitPattern {
          accuracy.complaints.append("\(golden.id), \(name) \(index): \(number), the truth rounds to \(nearest)")
        }
      }
    }
    return accuracy
  }

  /// The distance to the next number of the row's type; next to 0, the smallest number there is.
  private func ulp(of number: Double) -> Double {
    switch golden.elementType {
    case .float32: Double(Float(number).ulp)
    case .float64: number.ulp
    }
  }
}

/// How far some numbers are from the truth.
struct Accuracy {
  private(set) var count = 0
  private(set) var correctlyRounded = 0
  /// In ULPs of the rounded truth.
  private(set) var largestError = 0.0
  private(set) var falseZeros = 0
  var complaints: [String] = []

  mutating func add(_ number: Double, nearest: Double, excess: Double, ulp: Double) {
    count += 1
    if number.bitPattern == nearest.bitPattern { correctlyRounded += 1 }
    if number == 0, nearest != 0 { falseZeros += 1 }
    let steps = number == nearest ? 0 : (number - nearest) / ulp
    let error = (steps - excess).magnitude
    // A NaN must not slip through a comparison.
    largestError = error <= largestError ? largestError : error.isNaN ? .infinity : error
  }

  static func + (a: Accuracy, b: Accuracy) -> Accuracy {
    var sum = a
    sum.count += b.count
    sum.correctlyRounded += b.correctlyRounded
    sum.largestError = max(a.largestError, b.largestError)
    sum.falseZeros += b.falseZeros
    sum.complaints += b.complaints
    return sum
  }
}

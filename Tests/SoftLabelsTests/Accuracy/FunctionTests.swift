import Evaluation
import TestSupport
import Testing

@testable import SoftLabels

/// A row of `Goldens/functions.jsonl`: an elementary function of a double, to some 160 bits.
struct FunctionCase: Sendable {
  let function: String
  let input: Double
  /// Three numbers whose sum is the truth; the first is the truth rounded.
  let truth: [Double]
  /// By how many ULPs the truth lies above the first.
  let excess: Double

  static let all: [FunctionCase] = Golden.lines(of: "functions").map { line in
    Golden.read(line) { try FunctionCase($0) }
  }

  private init(_ line: [UInt8]) throws {
    let row = try Members(line)
    guard let function = row.string("function") else { throw EvaluationError(.missingField, "no function") }
    let columns = try Golden.columns(line, .float64, only: ["input", "truth", "excess"])
    self.function = function
    input = columns["input"]?.numbers.first ?? .nan
    truth = columns["truth"]?.numbers ?? []
    excess = columns["excess"]?.numbers.first ?? .nan
  }

  /// The error of `value` in ULPs of the rounded truth; 0 where both are the same infinity.
  func error(of value: Double) -> Double {
    if value == truth[0] { return truth[0].isFinite ? excess.magnitude : 0 }
    return ((value - truth[0]) / truth[0].ulp - excess).magnitude
  }

  /// The relative error of `value`, as a power of 2.
  func bits(of value: DoubleDouble) -> Double {
    typealias Wide = BigFloat<Bits256>
    let exact = Wide(truth[0]) + Wide(truth[1]) + Wide(truth[2])
    let error = (Wide(value.high) + Wide(value.low) - exact).approximation.magnitude / truth[0].magnitude
    return error == 0 ? -.infinity : Double.log(error) / Double.log(2)
  }
}

/// exp, log and log1p where they are hard: next to 0 and 1, between the intervals of their reductions, at the ends of the
/// range of Double, and where a search found the largest errors.
@Suite struct `The elementary functions keep their bounds on hard cases` {
  func rows(_ function: String) -> [FunctionCase] { FunctionCase.all.filter { $0.function == function } }

  func check(_ function: String, _ ours: (Double) -> Double) {
    let rows = rows(function)
    #expect(rows.count >= 80)
    let errors = rows.map { (error: $0.error(of: ours($0.input)), row: $0) }
    let worst = errors.max { $0.error < $1.error }
    print("\(function) in Double: largest error \(worst?.error ?? 0) ULP at \(worst?.row.input ?? 0)")
    for (error, row) in errors { #expect(error <= 2, "\(function)(\(row.input)): \(ours(row.input))") }
  }

  @Test func `exp in Double is within 2 ULP`() { check("exp") { .exp($0) } }
  @Test func `log in Double is within 2 ULP`() { check("log") { .log($0) } }
  @Test func `log1p in Double is within 2 ULP`() { check("log1p") { .log1p($0) } }

  @Test(arguments: [0x1p-1074, 0x1.8p-1070, 0x1p-1022, 0x1.2345p-500, 0x1.8p-111])
  func `log1p in double-double of what is too small to be squared is the number itself`(x: Double) {
    for x in [x, -x] {
      let ours = DoubleDouble.log1p(DoubleDouble(x))
      #expect(ours.high == x && ours.low.magnitude <= x.magnitude * 0x1p-100)
    }
  }

  @Test func `eˣ - 1 in double-double is within 2⁻¹⁰⁰ of it`() {
    typealias Wide = BigFloat<Bits256>
    var random = SeededRandom(12)
    var worst = 0.0
    for step in 0..<400 {
      let high = step % 2 == 0 ? random.symmetric(0.35) : (step % 4 == 1 ? 1 : -1) * (0.35 - 0.01 * random.unit())
      let x = DoubleDouble.twoSum(high, random.symmetric(high.ulp / 2))
      let truth = Wide.exp(Wide(x.high) + Wide(x.low)) - .one
      let ours = DoubleDouble.expMinusOne(x)
      let error = (Wide(ours.high) + Wide(ours.low) - truth).approximation.magnitude
      worst = max(worst, error / truth.approximation.magnitude)
    }
    print("eˣ - 1 in double-double: largest error 2^\(Double.log(worst) / Double.log(2))")
    #expect(worst < 0x1p-100)
  }

  func check(_ function: String, where domain: (Double) -> Bool, _ ours: (DoubleDouble) -> DoubleDouble) {
    let rows = rows(function).filter { domain($0.input) && $0.truth[0] != 0 }
    #expect(rows.count >= 70)
    let errors = rows.map { (bits: $0.bits(of: ours(DoubleDouble($0.input))), row: $0) }
    let worst = errors.max { $0.bits < $1.bits }
    print("\(function) in double-double: largest error 2^\(worst?.bits ?? 0) at \(worst?.row.input ?? 0)")
    for (bits, row) in errors { #expect(bits < -98, "\(function)(\(row.input))") }
  }

  @Test func `exp in double-double is within 2⁻⁹⁸`() {
    check("exp", where: { $0 > -600 && $0 < 700 }) { .exp($0) }
  }

  @Test func `log in double-double is within 2⁻⁹⁸`() {
    check("log", where: { $0 > 0x1p-1000 && $0 < 0x1p1000 }) { .log($0) }
  }

  @Test func `log1p in double-double is within 2⁻⁹⁸`() {
    check("log1p", where: { $0.magnitude > 0x1p-900 && $0 < 0x1p1000 }) { .log1p($0) }
  }
}

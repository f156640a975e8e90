import SoftLabels
import Workbook

func oneSubtraction(_ page: inout Page) throws {
  let row = try Confident(gap: 12)
  page.say("Two classes, the right one 12 ahead:")
  page.values(
    [
      "from 12 to the next Float": Double(row.gap.ulp),
      "the logarithm": try logSumExp([12, 0] as Logits<Double>).scalars[0],
      "the logarithm, as a Float": Double(row.logarithm),
      "the same less 12": Double(row.naive),
      "the loss": Double(row.kernel),
    ], decimals: 12)
}

func aLossThatVanishes(_ page: inout Page) throws {
  page.table(
    try [1, 4, 8, 12, 16, 20].map { try Confident(gap: $0) }, .integer("gap") { Int($0.gap) },
    .shortest("log Σ exp x - gap") { $0.naive }, .number("off by, in per cent", decimals: 4) { 100 * $0.error },
    .number("in ULP", decimals: 0) { $0.ulps })
}

/// The label is what softmax gives, rounded. So p - y, computed from the rounded p, is 0; the truth is not.
func aGradientThatVanishes(_ page: inout Page) throws {
  let logits: Logits<Float> = [[0.5, -1.25, 3, 0.1]]
  let p = try softmax(logits)
  let gradient = try CrossEntropy(logits: logits, targets: p).gradient(of: .sum).scalars
  let rows = zip(p.tensor.scalars, gradient).map { (p: $0, gradient: $1) }
  page.table(
    rows, .shortest("softmax, and label") { $0.p }, .shortest("p - y") { $0.p - $0.p },
    .shortest("kernel") { $0.gradient })
}

/// 100,000 times the Float nearest to 0.1.
func manySmallNumbers(_ page: inout Page) throws {
  let tenths = Tensor<Float>([Float](repeating: 0.1, count: 100_000))
  let oneByOne = tenths.scalars.reduce(0, +)
  page.table(
    [("one by one in Float", oneByOne, oneByOne / 100_000), ("exact, rounded once", tenths.sum, try tenths.mean)],
    .text("") { $0.0 }, .shortest("sum") { $0.1 }, .shortest("mean") { $0.2 })
}

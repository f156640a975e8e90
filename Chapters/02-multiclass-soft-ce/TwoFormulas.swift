import SoftLabels
import Workbook

/// -sum y log p, term by term.
func negativeSum(_ y: [Double], _ logP: [Double]) -> Double {
  -zip(y, logP).reduce(0) { $0 + $1.0 * $1.1 }
}

/// CrossEntropyLoss, which takes log p for logits.
func crossEntropy(_ y: [Double], _ logP: [Double]) throws -> Double {
  try CrossEntropy(logits: Logits(Tensor(logP)), targets: Distributions(Tensor(y))).sum
}

func twoFormulasPart(_ page: inout Page) throws {
  let y = [0.9, 0.1]
  let p: Tensor<Double> = [0.8, 0.2]
  let logP = try logarithms(of: p).scalars
  let log2 = try logSumExp([0, 0] as Logits<Double>).scalars[0]
  let scaled = [("p", logP), ("2p", logP.map { $0 + log2 }), ("p / 2", logP.map { $0 - log2 })]
  let rows = try scaled.map { ($0, try crossEntropy(y, $1), negativeSum(y, $1)) }
  page.table(
    rows, .text("prediction") { $0.0 }, .number("CrossEntropyLoss of its log", decimals: 5) { $0.1 },
    .number("-sum y log", decimals: 5) { $0.2 })
}

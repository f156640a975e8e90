import SoftLabels
import Workbook

func undoingTheWeights(_ page: inout Page) throws {
  let labels = Batch<Double>().labels
  let weighted = try Batch<Double>().crossEntropy(classWeights: [0.2, 0.8]).minimisers
  page.say("The best prediction for class 0 under [0.2, 0.8], each row with logits of its own:")
  page.table(
    0..<4, .integer("row") { $0 }, .number("label", decimals: 2) { labels.tensor[$0, 0] },
    .number("class weights", decimals: 6) { weighted[$0, 0] },
    .number("undone", decimals: 6) { undone([weighted[$0, 0], weighted[$0, 1]], [0.2, 0.8])[0] })

  let plain = try Line.fitted(classWeights: [1, 1])
  let line = try Line.fitted(classWeights: [0.2, 0.8])
  page.say("The same for a model of one number a: the logits of a row are (a x, 0).")
  page.table(
    0..<2, .number("x", decimals: 0) { Line.inputs[$0] }, .number("label", decimals: 2) { Line.labels.tensor[$0, 0] },
    .number("no weights", decimals: 6) { plain[$0, 0] }, .number("class weights", decimals: 6) { line[$0, 0] },
    .number("undone", decimals: 6) { undone([line[$0, 0], line[$0, 1]], [0.2, 0.8])[0] })
}

/// A prediction that was learned under class weights, without them: divided by the weights, and by the sum of what is
/// left.
func undone(_ prediction: [Double], _ classWeights: [Double]) -> [Double] {
  let shares = zip(prediction, classWeights).map { $0 / $1 }
  let total = Tensor(shares).sum
  return shares.map { $0 / total }
}

/// A model that cannot follow its labels: two rows, and one number that decides both predictions.
private enum Line {
  static let inputs = [1.0, 2]
  static let labels: Distributions<Double> = [[0.6, 0.4], [0.9, 0.1]]

  static func logits(_ a: Double) throws -> Logits<Double> { try Logits(rows: inputs.map { [a * $0, 0] }) }

  /// The predictions with the least loss.
  static func fitted(classWeights: Weights<Double>) throws -> Tensor<Double> {
    let path = try descend(from: [1], steps: 200, rate: 1) { a in
      let loss = try CrossEntropy(logits: logits(a[0]), targets: labels, classWeights: classWeights)
      let slope = try loss.gradient(of: .sum)
      return [slope[0, 0] * inputs[0] + slope[1, 0] * inputs[1]]
    }
    return try softmax(logits(path[200][0])).tensor
  }
}

func weighingRows(_ page: inout Page) throws {
  let votes: [(name: String, labels: Distributions<Double>)] = [
    ("seven of class 0, three of class 1", try Distributions(rows: (0..<10).map { $0 < 7 ? [1, 0] : [0, 1] })),
    ("a label of 0.90 and one of 0.50", [[0.9, 0.1], [0.5, 0.5]]),
  ]
  let predictions = try votes.map { rows in
    (
      name: rows.name, plain: try sharedPrediction(rows.labels),
      byClass: try sharedPrediction(rows.labels, classWeights: [0.2, 0.8]),
      byRow: try sharedPrediction(rows.labels, sampleWeights: Weights(rowWeights(rows.labels, [0.2, 0.8])))
    )
  }
  page.say("The best prediction for class 0 that all rows share:")
  page.table(
    predictions, .text("rows") { $0.name }, .number("no weights", decimals: 6) { $0.plain },
    .number("class weights", decimals: 6) { $0.byClass }, .number("row weights", decimals: 6) { $0.byRow })
}

/// A weight for each row, the class weights averaged under its label.
func rowWeights(_ labels: Distributions<Double>, _ classWeights: [Double]) -> [Double] {
  (0..<labels.tensor.shape[0]).map { row in
    Tensor(classWeights.indices.map { classWeights[$0] * labels.tensor[row, $0] }).sum
  }
}

/// The prediction for class 0 of a model that cannot tell the rows apart, where their loss is least.
func sharedPrediction(
  _ labels: Distributions<Double>, classWeights: Weights<Double>? = nil, sampleWeights: Weights<Double>? = nil
) throws -> Double {
  let path = try descend(from: [0], steps: 200, rate: 2) { logit in
    let logits = try Logits(rows: Array(repeating: [logit[0], 0], count: labels.tensor.shape[0]))
    let loss = try CrossEntropy(
      logits: logits, targets: labels, classWeights: classWeights, sampleWeights: sampleWeights)
    let slope = try loss.gradient(of: .mean)
    return [Tensor((0..<labels.tensor.shape[0]).map { slope[$0, 0] }).sum]
  }
  return try softmax(Logits(Tensor([path[200][0], 0]))).tensor[0]
}

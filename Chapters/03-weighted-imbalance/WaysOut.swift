import SoftLabels
import Workbook

func positiveWeightAtASoftLabel(_ page: inout Page) throws {
  page.say("One label of 0.5, 64 steps of gradient descent from a logit of 0:")
  var rows: [(weight: Double, p: Double)] = []
  for weight in [1.0, 3] {
    let path = try descend(from: [0], steps: 64, rate: 1) { logits in
      try BinaryCrossEntropy(
        logits: logits, targets: [0.5] as Probabilities<Double>, positiveWeights: Weights([weight]))
    }
    rows.append((weight, sigmoid(path[64]).tensor[0]))
  }
  page.table(
    rows, .number("positive weight", decimals: 0) { $0.weight }, .number("p", decimals: 2) { $0.p })
}

func waysOut(_ page: inout Page) throws {
  let labels = Batch<Double>().labels
  let weighted = try Batch<Double>().crossEntropy(classWeights: [0.2, 0.8]).minimisers
  let perRow = try CrossEntropy(
    probabilities: labels.asProbabilities, targets: labels, sampleWeights: Weights(rowWeights(labels, [0.2, 0.8])))
  let minimisers = perRow.minimisers
  page.say("The prediction for class 0 at the minimum, class weights [0.2, 0.8] or row weights from them:")
  page.table(
    0..<4, .integer("row") { $0 }, .number("label", decimals: 2) { labels.tensor[$0, 0] },
    .number("class weights", decimals: 6) { weighted[$0, 0] },
    .number("undone", decimals: 6) { undone([weighted[$0, 0], weighted[$0, 1]], [0.2, 0.8])[0] },
    .number("row weights", decimals: 6) { minimisers[$0, 0] })
}

/// A weight for each row, the class weights averaged under its label.
func rowWeights(_ labels: Distributions<Double>, _ classWeights: [Double]) -> [Double] {
  (0..<labels.tensor.shape[0]).map { row in
    Tensor(classWeights.indices.map { classWeights[$0] * labels.tensor[row, $0] }).sum
  }
}

/// A prediction that was learned under class weights, without them: divided by the weights, and by the sum of what is
/// left.
func undone(_ prediction: [Double], _ classWeights: [Double]) -> [Double] {
  let shares = zip(prediction, classWeights).map { $0 / $1 }
  let total = Tensor(shares).sum
  return shares.map { $0 / total }
}

import SoftLabels
import Workbook

func theBatchThatIsNotImbalanced(_ page: inout Page) throws {
  let mass = classMass(of: Batch<Double>().labels)
  let weights = inverseFrequencyWeights(forMass: mass)
  page.table(
    0..<2, .integer("class") { $0 }, .number("soft mass", decimals: 2) { mass[$0] },
    .number("inverse-frequency weight", decimals: 3) { weights[$0] })
}

func weightsThatDoSomething(_ page: inout Page) throws {
  let batch = Batch<Double>()
  let fromMass = inverseFrequencyWeights(forMass: classMass(of: batch.labels))
  var rows: [(weights: String, loss: CrossEntropy<Double>)] = []
  for weights in [[1, 1], [0.5, 0.5], [0.2, 0.8], [0.8, 0.2]] {
    rows.append(("\(weights)", try batch.crossEntropy(classWeights: Weights(weights))))
  }
  rows.append(("from soft mass", try batch.crossEntropy(classWeights: Weights(fromMass))))
  page.table(rows, .text("class weights") { $0.weights }, .number("cross-entropy, sum", decimals: 8) { $0.loss.sum })
}

/// How much of the batch each class holds: the sums of the columns.
func classMass(of labels: Distributions<Double>) -> [Double] {
  let (classes, scalars) = (labels.tensor.shape[1], labels.tensor.scalars)
  return (0..<classes).map { column in
    Tensor(stride(from: column, to: scalars.count, by: classes).map { scalars[$0] }).sum
  }
}

/// Weights that would give every class the same mass, and leave the mass of the batch as it is.
func inverseFrequencyWeights(forMass mass: [Double]) -> [Double] {
  let equalShare = Tensor(mass).sum / Double(mass.count)
  return mass.map { equalShare / $0 }
}

import SoftLabels
import Workbook

func theArticlesNumber(_ page: inout Page) throws {
  let loss = try Batch<Double>().binaryLoss(weights: [0.2, 0.8]).sum
  let lossInFloat = try Batch<Float>().binaryLoss(weights: [0.2, 0.8]).sum
  page.table(
    [(type: "float64", loss: loss), (type: "float32", loss: Double(lossInFloat))],
    .text("type") { $0.type }, .shortest("weighted BCE, sum") { $0.loss })
}

func theWeightThatDoesNothing(_ page: inout Page) throws {
  let batch = Batch<Double>()
  page.say("The sum, and its gradient with respect to the logit that the columns of a row share:")
  var rows: [InertWeights] = []
  for weights in [[0.2, 0.8], [0.8, 0.2], [0.5, 0.5]] { rows.append(try InertWeights(weights, batch)) }
  page.table(
    rows, .text("weights") { "\($0.weights)" }, .number("sum", decimals: 8) { $0.loss.sum },
    .number("row 0", decimals: 4) { $0.gradient[0] }, .number("row 1", decimals: 4) { $0.gradient[1] },
    .number("row 2", decimals: 4) { $0.gradient[2] }, .number("row 3", decimals: 4) { $0.gradient[3] })

  page.say("Unweighted, the two columns of each row:")
  let losses = try batch.binaryLoss().losses
  page.table(
    0..<4, .integer("row") { $0 },
    .number("class 0", decimals: 6) { losses[$0, 0] }, .number("class 1", decimals: 6) { losses[$0, 1] })

  page.say("One weight for each of the four rows of the batch:")
  do {
    _ = try batch.binaryLoss(weights: [1, 2, 3, 4])
  } catch let error as LossError {
    page.say(error.message)
  }
}

/// The article's loss under one pair of weights.
private struct InertWeights {
  let weights: [Double]
  let loss: BinaryCrossEntropy<Double>
  let gradient: [Double]

  init(_ weights: [Double], _ batch: Batch<Double>) throws {
    self.weights = weights
    loss = try batch.binaryLoss(weights: Weights(weights))
    gradient = try gradientOfSharedLogit(loss, at: batch.predictions)
  }
}

/// A model of two complementary columns has one logit z a row: p = [sigmoid(z), sigmoid(-z)]. By the chain rule
/// dL/dz = (dL/dp₀ - dL/dp₁) p₀ p₁.
func gradientOfSharedLogit(
  _ loss: BinaryCrossEntropy<Double>, at predictions: Distributions<Double>
) throws -> [Double] {
  let slope = try loss.gradient(of: .sum)
  let p = predictions.tensor
  return (0..<p.shape[0]).map { row in (slope[row, 0] - slope[row, 1]) * p[row, 0] * p[row, 1] }
}

import SoftLabels
import Workbook

func whereTheOptimumGoes(_ page: inout Page) throws {
  page.say("Class 0 of two, smoothed by 0.1: the minimiser under four pairs of weights.")
  var rows: [(weights: String, minimiser: Tensor<Double>)] = []
  for weight in [1.0, 3, 10, 30] {
    let loss = try smoothedLoss([0, 0], weights: Weights([1, weight]))
    rows.append(("[1, \(formatted(weight, decimals: 0))]", loss.minimisers))
  }
  page.table(
    rows, .text("weights") { $0.weights }, .number("class 0", decimals: 6) { $0.minimiser[0, 0] },
    .number("class 1", decimals: 6) { $0.minimiser[0, 1] })

  page.say("Gradient descent under [1, 10], from a logit of 3 for class 0:")
  func loss(_ logits: [Double]) throws -> CrossEntropy<Double> { try smoothedLoss(logits, weights: [1, 10]) }
  let path = try descend(from: [3, 0], steps: 32, rate: 1) { try loss($0).gradient(of: .sum).scalars }
  let visited = try [0, 1, 2, 4, 8, 16, 32].map { step in
    let here = try loss(path[step])
    let p = try softmax(Logits(Tensor(path[step]))).tensor[0]
    return (step: step, loss: here.sum, p: p, slope: try here.gradient(of: .sum)[0, 0])
  }
  page.table(
    visited, .integer("step") { $0.step }, .number("loss", decimals: 6) { $0.loss },
    .number("p of class 0", decimals: 6) { $0.p }, .number("gradient", decimals: 6) { $0.slope })
}

/// One sample of class 0 under label smoothing 0.1.
func smoothedLoss(_ logits: [Double], weights: Weights<Double>) throws -> CrossEntropy<Double> {
  try CrossEntropy(
    logits: Logits(rows: [logits]), targets: [0] as ClassIndices, classWeights: weights, labelSmoothing: 0.1)
}

func whereTheBatchWouldGo(_ page: inout Page) throws {
  let labels = Batch<Double>().labels
  func loss(_ logits: [Double]) throws -> CrossEntropy<Double> {
    try CrossEntropy(
      logits: Logits(Tensor(shape: [4, 2], scalars: logits)), targets: labels, classWeights: [0.2, 0.8])
  }
  let start = [Double](repeating: 0, count: 8)
  let minimisers = try loss(start).minimisers
  let path = try descend(from: start, steps: 200, rate: 4) { try loss($0).gradient(of: .sum).scalars }
  let reached = try softmax(Logits(Tensor(shape: [4, 2], scalars: path[200]))).tensor
  page.say("Weights [0.2, 0.8], 200 steps of gradient descent from logits of 0:")
  page.table(
    0..<4, .integer("row") { $0 }, .number("label of class 0", decimals: 2) { labels.tensor[$0, 0] },
    .number("descent reaches", decimals: 6) { reached[$0, 0] },
    .number("minimiser", decimals: 6) { minimisers[$0, 0] })
}

/// Plain gradient descent: the numbers that it moves, at the start and after each step.
func descend(
  from start: [Double], steps: Int, rate: Double, _ gradient: ([Double]) throws -> [Double]
) rethrows -> [[Double]] {
  var path = [start]
  for step in 0..<steps {
    path.append(zip(path[step], try gradient(path[step])).map { $0 - rate * $1 })
  }
  return path
}

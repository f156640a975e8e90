import SoftLabels

let x: Logits<Double> = [[2, 1, 0]]
let y: Distributions<Double> = [[0.7, 0.2, 0.1]]
let p = try softmax(x)
let loss = try CrossEntropy(logits: p, targets: y)

import SoftLabels

let logits: Logits<Float> = [[2, 0.5, -1], [0, 3, 0.5]]
let labels: Distributions<Float> = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]]
let loss = try CrossEntropy(logits: logits, targets: labels)
print("mean", try loss.mean)
print("of which the labels' own entropy", try loss.floor(of: .mean))
print("gradient", try loss.gradient(of: .mean).scalars)

// The same loss, fast: its gradient goes into storage that a training loop keeps.
var storage: [Float] = []
let value = try loss.fused.value(.mean, gradient: &storage)
print("fused", value, storage)

import SoftLabels

/// What a linear model learns from a network that has seen 1,000 images with five votes each.
///
/// The student sees 200 of the images, with one vote each.
func taught(_ sample: Sample) throws -> [Line] {
  let supply = Supply.all[0]
  let recipe = Recipe(decay: 0.001)
  let teacher = try supply.learned(.network, sample, recipe)
  let places = 0..<200
  let scores = try sample.logits(of: teacher, places).tensor.scalars
  let votes = crossEntropy(against: places.map { Form.soft.label(sample.votes[$0].prefix(1)) })

  /// Half of the gradient is that of the votes, half that of `lesson`.
  func student(_ lesson: Slopes?) throws -> Network {
    try sample.learned(.linear, from: Array(places), recipe) { images, logits in
      let own = try votes(images, logits)
      guard let other = try lesson?(images, logits) else { return own }
      return own.indices.map { (own[$0] + other[$0]) / 2 }
    }
  }
  func lesson(temperature: Float, scaled: Bool = true) -> Slopes {
    distillation(from: scores, temperature: temperature, scaled: scaled)
  }
  func line(_ name: String, _ network: Network) throws -> Line {
    Line(
      part: "teacher", annotators: "hesitant", model: network.layers.count == 1 ? "linear" : "network", labels: name,
      decay: recipe.decay, measures: try sample.measures(of: network))
  }
  return [
    try line("the teacher", teacher),
    try line("votes alone", student(nil)),
    try line("votes and teacher at T = 1", student(lesson(temperature: 1))),
    try line("votes and teacher at T = 4", student(lesson(temperature: 4))),
    try line("votes and teacher at T = 4 without T²", student(lesson(temperature: 4, scaled: false))),
    try line("teacher alone at T = 4", sample.learned(.linear, from: Array(places), recipe, lesson(temperature: 4))),
  ]
}

/// The slopes of the distillation loss of a student, beside a teacher with ten logits for each image.
private func distillation(from teacher: [Float], temperature: Float, scaled: Bool) -> Slopes {
  { images, logits in
    let student = try Tensor(shape: [images.count, 10], scalars: logits)
    let scores = try Tensor(shape: student.shape, scalars: images.flatMap { teacher[10 * $0..<10 * $0 + 10] })
    let loss = try Distillation(student: Logits(student), teacher: Logits(scores), temperature: temperature)
    let slopes = try loss.gradient(of: .mean).scalars
    return scaled ? slopes : slopes.map { $0 / (temperature * temperature) }
  }
}

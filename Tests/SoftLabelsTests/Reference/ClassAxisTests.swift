import TestSupport
import Testing

@testable import SoftLabels

/// Rows that lie along another axis are the same rows: every number, by each kernel, against the matrix that holds them one
/// after the other.
@Suite struct `Classes along any axis` {
  /// A shape and the axis of its classes.
  struct Layout: Sendable, CustomTestStringConvertible {
    let shape: [Int]
    let axis: Int

    var testDescription: String { "\(shape), axis \(axis)" }

    static let all = [
      Layout(shape: [5], axis: -1), Layout(shape: [5, 7], axis: 0), Layout(shape: [7, 5], axis: -1),
      Layout(shape: [3, 5, 4], axis: 1), Layout(shape: [3, 4, 5], axis: 2), Layout(shape: [5, 3, 4], axis: -3),
      Layout(shape: [2, 3, 5, 2], axis: -2), Layout(shape: [2, 3, 2, 5], axis: 3),
    ]

    /// Where the number of a row and a class lies: by its indices on each axis, not by the library's arithmetic.
    func offset(row: Int, class place: Int) -> Int {
      let axis = axis < 0 ? axis + shape.count : axis
      var samples = shape
      samples.remove(at: axis)
      var (rest, indices): (Int, [Int]) = (row, [])
      for length in samples.reversed() {
        indices.insert(rest % length, at: 0)
        rest /= length
      }
      indices.insert(place, at: axis)
      return zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }
    }

    var classes: Int { shape[axis < 0 ? axis + shape.count : axis] }
    var rows: Int { shape.reduce(1, *) / classes }
    var sampleShape: [Int] {
      var samples = shape
      samples.remove(at: axis < 0 ? axis + shape.count : axis)
      return samples
    }

    /// The matrix's numbers, laid out.
    func tensor(_ matrix: [[Float]]) throws -> Tensor<Float> {
      var scalars = [Float](repeating: .nan, count: rows * classes)
      for row in 0..<rows { for j in 0..<classes { scalars[offset(row: row, class: j)] = matrix[row][j] } }
      return try Tensor(shape: shape, scalars: scalars)
    }

    /// What is laid out, as rows.
    func matrix(_ tensor: Tensor<Float>) -> [Float] {
      (0..<rows).flatMap { row in (0..<classes).map { tensor.scalars[offset(row: row, class: $0)] } }
    }
  }

  @Test(arguments: Layout.all)
  func `give the losses, gradients and functions of the matrix`(layout: Layout) throws {
    var random = SeededRandom(3)
    let logits: [[Float]] = random.logits(layout.rows, layout.classes, scale: 6)
    let labels: [[Float]] = random.distributions(layout.rows, layout.classes)
    let logs = try logSoftmax(Logits(rows: logits))
    let rowsOfLogs = (0..<layout.rows).map { row in (0..<layout.classes).map { logs[row, $0] } }
    let places = (0..<layout.rows).map { $0 % 4 == 1 ? -100 : random.index(below: layout.classes) }
    let weighed = (0..<layout.rows).map { $0 % 3 == 2 ? 0 : Float(1 + random.unit()) }
    let classWeights = try Weights((0..<layout.classes).map { Float($0 + 1) })
    let axis = layout.axis
    let flat = (
      x: try Logits(rows: logits), y: try Distributions(rows: labels), c: ClassIndices(places), s: try Weights(weighed)
    )
    let x = try Logits(layout.tensor(logits))
    let y = try Distributions(layout.tensor(labels), classAxis: axis)
    let q = try layout.tensor(rowsOfLogs)
    let c = try ClassIndices(shape: layout.sampleShape, indices: places)
    let s = try Weights(Tensor(shape: layout.sampleShape, scalars: weighed))
    // Log-softmax may round to above 0.
    let p = try softmax(x, classAxis: axis).asProbabilities
    let flatP = try softmax(flat.x).asProbabilities

    #expect(layout.matrix(p.tensor) == flatP.tensor.scalars)
    #expect(layout.matrix(try logSoftmax(x, classAxis: axis)) == logs.scalars)
    #expect(try logSumExp(x, classAxis: axis).scalars == logSumExp(flat.x).scalars)
    #expect(try entropy(y).scalars == entropy(flat.y).scalars)
    #expect(try entropy(y).shape == layout.sampleShape)

    let losses = [
      try CrossEntropy(
        logits: x, targets: y, classWeights: classWeights, sampleWeights: s, labelSmoothing: 0.25, classAxis: axis),
      try CrossEntropy(logits: x, targets: c, sampleWeights: s, ignoreIndex: -100, classAxis: axis),
      try CrossEntropy(probabilities: p, targets: y, sampleWeights: s, classAxis: axis),
      try CrossEntropy(
        probabilities: p, targets: c, classWeights: classWeights, labelSmoothing: 0.25, ignoreIndex: -100,
        classAxis: axis),
      try CrossEntropy(logProbabilities: q, targets: y, labelSmoothing: 0.25, classAxis: axis),
      try CrossEntropy(
        logProbabilities: q, targets: c, classWeights: classWeights, sampleWeights: s, ignoreIndex: -100,
        classAxis: axis),
    ]
    let ofMatrix = [
      try CrossEntropy(
        logits: flat.x, targets: flat.y, classWeights: classWeights, sampleWeights: flat.s, labelSmoothing: 0.25),
      try CrossEntropy(logits: flat.x, targets: flat.c, sampleWeights: flat.s, ignoreIndex: -100),
      try CrossEntropy(probabilities: flatP, targets: flat.y, sampleWeights: flat.s),
      try CrossEntropy(
        probabilities: flatP, targets: flat.c, classWeights: classWeights, labelSmoothing: 0.25, ignoreIndex: -100),
      try CrossEntropy(logProbabilities: logs, targets: flat.y, labelSmoothing: 0.25),
      try CrossEntropy(
        logProbabilities: logs, targets: flat.c, classWeights: classWeights, sampleWeights: flat.s, ignoreIndex: -100),
    ]
    for (loss, matrix) in zip(losses, ofMatrix) {
      #expect(loss.losses.shape == layout.sampleShape)
      #expect(loss.losses.scalars == matrix.losses.scalars)
      #expect(try loss.mean == matrix.mean)
      #expect(layout.matrix(try loss.gradient()) == (try matrix.gradient().scalars))
      #expect(layout.matrix(loss.minimisers) == matrix.minimisers.scalars)
      // Rows that lie one after the other are the matrix to the fused kernel, too; others are done by the reference.
      let isContiguous = layout.axis == -1 || layout.axis == layout.shape.count - 1
      let fused = isContiguous ? matrix.fused.losses : matrix.losses
      #expect(loss.fused.losses.scalars == fused.scalars)
      let gradient = isContiguous ? try matrix.fused.gradient() : try matrix.gradient()
      #expect(layout.matrix(try loss.fused.gradient()) == gradient.scalars)
    }
    #expect(
      layout.matrix(try losses[0].gradientOfTargets()) == (try ofMatrix[0].gradientOfTargets().scalars))

    let (teacher, flatTeacher) = (Logits(unchecked: q), Logits(unchecked: logs))
    let distillation = try Distillation(student: x, teacher: teacher, temperature: 2, classAxis: axis)
    let ofRows = try Distillation(student: flat.x, teacher: flatTeacher, temperature: 2)
    #expect(distillation.losses.scalars == ofRows.losses.scalars)
    #expect(layout.matrix(try distillation.gradient()) == (try ofRows.gradient().scalars))
  }

  @Test(arguments: Layout.all)
  func `weigh each row of a divergence as one`(layout: Layout) throws {
    var random = SeededRandom(4)
    let labels: [[Float]] = random.distributions(layout.rows, layout.classes)
    let predictions: [[Float]] = random.distributions(layout.rows, layout.classes)
    let weights = (0..<layout.rows).map { $0 == 1 ? 0 : Float(random.unit()) }
    let s = try Weights(Tensor(shape: layout.sampleShape, scalars: weights))
    let y = try Distributions(layout.tensor(labels), classAxis: layout.axis).asProbabilities
    let p = try Probabilities(layout.tensor(predictions))
    let q = p.tensor.map { Float(Double.log(Double($0))) }
    let plain = [
      try KLDivergence(logProbabilities: q, targets: y), try KLDivergence(probabilities: p, targets: y),
      try KLDivergence(logProbabilities: q, logTargets: q.map { $0 * 0.5 }),
    ]
    let weighed = [
      try KLDivergence(logProbabilities: q, targets: y, sampleWeights: s, classAxis: layout.axis),
      try KLDivergence(probabilities: p, targets: y, sampleWeights: s, classAxis: layout.axis),
      try KLDivergence(
        logProbabilities: q, logTargets: q.map { $0 * 0.5 }, sampleWeights: s, classAxis: layout.axis),
    ]
    for (plain, weighed) in zip(plain, weighed) {
      let gradients = try (plain.gradient(of: .sum), weighed.gradient(of: .sum))
      for row in 0..<layout.rows {
        for place in (0..<layout.classes).map({ layout.offset(row: row, class: $0) }) {
          let loss = weights[row] * plain.losses.scalars[place]
          #expect((weighed.losses.scalars[place] - loss).magnitude <= loss.ulp)
          let slope = weights[row] * gradients.0.scalars[place]
          #expect((gradients.1.scalars[place] - slope).magnitude <= slope.ulp)
        }
      }
      let batch = Float(layout.shape[0])
      #expect((try weighed.batchMean - weighed.sum / batch).magnitude <= (weighed.sum / batch).ulp)
    }
  }

  @Test func `lie in a program's arrays as well as in a tensor, where they lie on the last axis`() throws {
    var random = SeededRandom(5)
    let logits: [[Float]] = random.logits(12, 5, scale: 6)
    let labels: [[Float]] = random.distributions(12, 5)
    let (x, y) = (logits.flatMap { $0 }, labels.flatMap { $0 })
    let c = try ClassIndices(shape: [3, 4], indices: (0..<12).map { $0 % 5 })
    var (soft, hard) = (x, x)
    var softSlopes = soft.mutableSpan
    let value = try CrossEntropy.fusedValue(
      logits: x.span, targets: y.span, shape: [3, 4, 5], classAxis: -1, gradient: &softSlopes)
    var hardSlopes = hard.mutableSpan
    let ofIndices = try CrossEntropy.fusedValue(
      logits: x.span, targets: c, shape: [3, 4, 5], classAxis: 2, gradient: &hardSlopes)
    let matrix = try CrossEntropy(logits: Logits(rows: logits), targets: Distributions(rows: labels)).fused
    #expect(value == (try matrix.mean))
    #expect(soft == (try matrix.gradient().scalars))
    let flat = try CrossEntropy(logits: Logits(rows: logits), targets: ClassIndices(c.indices)).fused
    #expect(ofIndices == (try flat.mean))
    #expect(hard == (try flat.gradient().scalars))
    let error = #expect(throws: LossError.self) {
      var none = MutableSpan<Float>()
      _ = try CrossEntropy.fusedValue(
        logits: x.span, targets: y.span, shape: [3, 4, 5], classAxis: 0, gradient: &none)
    }
    #expect(error?.code == .shapeMismatch)
  }

  @Test func `are named by their number, and errors name rows along the input's own axes`() throws {
    let axes = try [ClassAxis(shape: [4], axis: 0), ClassAxis(shape: [4])]
    #expect(axes[0] == axes[1])
    #expect(try ClassAxis(shape: [2, 3, 4]) == ClassAxis(shape: [2, 3, 4], axis: -2))
    for (shape, axis, row, name) in [
      ([4], 0, 0, "row 0"), ([2, 4], 1, 1, "row 1"), ([4, 2], 0, 1, "column 1"),
      ([2, 4, 3], 1, 5, "row 1, position [2]"),
      ([2, 3, 4], 2, 5, "row 1, column 2"), ([4, 3, 2], 0, 5, "column 2, position [1]"),
      ([2, 2, 2, 4], -1, 7, "row 1, column 1, position [1]"),
      ([2, 2, 4, 2, 3], 2, 23, "row 1, column 1, position [1, 2]"),
    ] {
      #expect(try ClassAxis(shape: shape, axis: axis).name(ofRow: row) == name)
    }
    for (shape, axis) in [
      ([4], 1), ([4], -2), ([2, 3], 2), ([2, 3], -3), ([2, 3], Int.max), ([2, 3], Int.min), ([], 0),
    ] {
      let error = #expect(throws: LossError.self) { _ = try ClassAxis(shape: shape, axis: axis) }
      #expect(error?.code == .invalidOption)
      #expect(
        error?.message == "class axis \(axis): shape \(shape) has \(shape.count) axes, counted from 0, or back from -1")
    }
    let (x, y): (Logits<Float>, Distributions<Float>) = ([[0, 1], [2, 3]], [[0.5, 0.5], [0.5, 0.5]])
    let stray = #expect(throws: LossError.self) { _ = try CrossEntropy(logits: x, targets: y, classAxis: 0) }
    #expect(stray?.code == .shapeMismatch)
    #expect(stray?.message == "targets that sum to 1 along axis 1: expected axis 0")
    #expect(throws: LossError.self) { _ = try CrossEntropy(logits: x, targets: softmax(x, classAxis: 0)) }
    #expect(throws: LossError.self) {
      _ = try CrossEntropy(logits: x, targets: Distributions(y.tensor, classAxis: -2), classAxis: 1)
    }
    #expect(try CrossEntropy(logits: x, targets: softmax(x, classAxis: -1)).losses.shape == [2])
    let masked: Logits<Float> = [[0, -.infinity], [0, -.infinity]]
    let error = #expect(throws: LossError.self) { _ = try softmax(masked, classAxis: 0) }
    #expect(error?.message == "column 1 of the logits is -inf in every class: it has no softmax")
  }
}

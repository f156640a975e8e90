import SoftLabels
import Testing

/// Inputs at which other implementations return NaN, 0 or a clamp. Each expectation is the mathematics.
@Suite struct `Extreme inputs` {
  @Test func `a target of 0 at a logit of -inf adds nothing`() throws {
    let loss = try CrossEntropy(logits: [[1, 0.5, -.infinity]] as Logits<Double>, targets: [[0.7, 0.3, 0]])
    let without = try CrossEntropy(logits: [[1, 0.5]] as Logits<Double>, targets: [[0.7, 0.3]])
    #expect(try loss.mean == without.mean)
    #expect(try loss.gradient(of: .sum).scalars[2] == 0)
  }

  @Test func `any other target at a logit of -inf costs infinitely much`() throws {
    let loss = try CrossEntropy(
      logits: [[1, -.infinity], [0, 0]] as Logits<Float>, targets: [[0.75, 0.25], [1, 0]])
    #expect(loss.losses.scalars[0] == .infinity)
    #expect(loss.losses.scalars[1].isFinite)
    #expect(try loss.mean == .infinity)
    #expect(try loss.gradient(of: .sum).scalars[..<2] == [0.25, -0.25])
    // Smoothing gives every class a share.
    let smoothed = try CrossEntropy(logits: [[1, -.infinity]] as Logits<Float>, targets: [0], labelSmoothing: 0.125)
    #expect(smoothed.sum == .infinity)
  }

  @Test func `the largest finite logits do not overflow`() throws {
    let huge: Logits<Double> = [[1.7e308, -1.7e308]]
    #expect(try CrossEntropy(logits: huge, targets: [0]).mean == 0)
    #expect(try CrossEntropy(logits: huge, targets: [1]).mean == .infinity)
    // 0.25 · 3.4e308 is representable again.
    #expect(try CrossEntropy(logits: huge, targets: [[0.75, 0.25]]).mean == 0.25 * 1.7e308 * 2)
    #expect(try logSumExp([[1e8, 1e8]] as Logits<Float>).scalars == [100_000_000.69314718])
    #expect(try CrossEntropy(logits: [[1e8, 1e8]] as Logits<Float>, targets: [0]).mean == 0.6931472)
  }

  @Test func `an exact tie is broken by the smallest of terms`() throws {
    // The gap is 6004799503160660.5 units of 2⁹⁷¹, and log1p(exp(-gap)) adds the least bit more.
    let x: Logits<Double> = [[0x1.fffffffffffffp+1023, 0x1.5555555555555p+1022]]
    #expect(try logSoftmax(x).scalars == [0, -0x1.5555555555555p+1023])
  }

  @Test func `a confident gradient is never 0 where the truth rounds to something else`() throws {
    let x: Logits<Float> = [[90, 0]]
    let gradient = try CrossEntropy(logits: x, targets: [0]).gradient(of: .sum)
    // e⁻⁹⁰ = 8.194012623990515e-40 is subnormal in Float: 584_744 units of 2⁻¹⁴⁹.
    #expect(gradient.scalars == [-Float(bitPattern: 584_744), Float(bitPattern: 584_744)])
    #expect(try CrossEntropy(logits: [[745, 0]] as Logits<Double>, targets: [0]).mean == .leastNonzeroMagnitude)
  }

  @Test func `subnormal probabilities and targets keep their value`() throws {
    let tiny = Double.leastNonzeroMagnitude
    let row = Tensor([tiny, 1])
    let loss = try CrossEntropy(probabilities: Probabilities(row), targets: Distributions(row))
    // 2⁻¹⁰⁷⁴ · 744.44 is 744 units of the last place.
    #expect(loss.sum == 744 * tiny)
    let confident: Probabilities<Double> = [1e-300]
    #expect(try BinaryCrossEntropy(probabilities: confident, targets: [1]).sum == 690.7755278982137)
  }

  @Test func `a binary loss has no clamp`() throws {
    let certain: Probabilities<Double> = [0, 0, 1, 1]
    let loss = try BinaryCrossEntropy(probabilities: certain, targets: [0, 1, 0, 1])
    #expect(loss.losses.scalars == [0, .infinity, .infinity, 0])
    #expect(try loss.gradient(of: .sum).scalars == [1, -.infinity, .infinity, -1])
    let masked = try BinaryCrossEntropy(logits: [-.infinity, -.infinity] as Logits<Float>, targets: [0, 0.5])
    #expect(masked.losses.scalars == [0, .infinity])
    #expect(try masked.gradient(of: .sum).scalars == [0, -0.5])
  }

  @Test func `where sigmoid rounds to 1, the loss from logits stays right`() throws {
    #expect(sigmoid([17, 18] as Logits<Float>).tensor.scalars == [0.99999994, 1])
    #expect(try BinaryCrossEntropy(logits: [18] as Logits<Float>, targets: [0]).sum == 18)
    // log(1 + e⁻¹⁷) = e⁻¹⁷ - e⁻³⁴/2 + … = 4.139937633e-8.
    #expect(logSigmoid([17] as Logits<Float>).scalars == [-4.139937633e-08])
  }

  @Test func `a mean is finite even where the sum overflows`() throws {
    let large: Tensor<Double> = [1.7e308, 1.7e308, -1e-300]
    #expect(large.sum == .infinity)
    #expect(try large.mean == 1.7e308 / 3 * 2)
    let loss = try CrossEntropy(logits: [[1.7e308, 0], [1.7e308, 0]] as Logits<Double>, targets: [1, 1])
    #expect(loss.sum == .infinity)
    #expect(try loss.mean == 1.7e308)
  }

  @Test func `a sum forgets nothing, in whatever order`() {
    #expect(([1e16, 1, -1e16] as Tensor<Double>).sum == 1)
    #expect(([1e308, 1e308, -1e308, -1e308, 3] as Tensor<Double>).sum == 3)
    #expect(Tensor([Float](repeating: 0.1, count: 100_000)).sum == 10_000)
  }

  @Test func `a confident row keeps a loss that a plain softmax rounds to 0`() throws {
    let loss = try CrossEntropy(logits: [[40, 0]] as Logits<Double>, targets: [0])
    #expect(try loss.mean == 4.248354255291589e-18)
    #expect(try loss.gradient(of: .mean).scalars == [-4.248354255291589e-18, 4.248354255291589e-18])
  }

  @Test func `equal logits against equal targets have a gradient of exactly 0`() throws {
    let loss = try CrossEntropy(logits: [[3, 3, 3, 3]] as Logits<Float>, targets: [[0.25, 0.25, 0.25, 0.25]])
    #expect(try loss.gradient(of: .mean).scalars == [0, 0, 0, 0])
    #expect(try loss.divergence(of: .mean) == 0)
  }

  @Test func `a class that the teacher masks adds nothing; that only the student masks, everything`() throws {
    let masked = try Distillation(
      student: [[-.infinity, 1, 2]] as Logits<Double>, teacher: [[-.infinity, 2, 1]], temperature: 2)
    #expect(masked.sum == 0.48983732480741826)
    #expect(try masked.gradient(of: .sum).scalars == [0, -0.48983732480741826, 0.48983732480741826])
    let missed = try Distillation(
      student: [[-.infinity, 1, 2], [0, 0, 0]] as Logits<Double>, teacher: [[0, 2, 1], [-.infinity, 0, 0]],
      temperature: 2)
    #expect(missed.losses[0] == .infinity && missed.losses[1].isFinite && missed.sum == .infinity)
  }

  /// Log-targets that no valid input has: e to 3,000,000 is beyond every format, and beyond e to 2,000,000.
  @Test func `of two losses beyond every format, the larger decides the sum`() throws {
    for scale in [1e6, 1e7] {
      let loss = try KLDivergence<Double>(
        unchecked: Tensor([3.1 * scale, 0]), targets: Tensor([3 * scale, 2 * scale]), .logarithms)
      #expect(loss.losses.scalars == [-.infinity, .infinity])
      #expect(loss.sum == -.infinity)
    }
  }

  @Test func `zeros have no sign`() throws {
    let loss = try CrossEntropy(logits: [[5]] as Logits<Double>, targets: [0])
    #expect(loss.sum.sign == .plus)
    #expect(try loss.gradient(of: .mean).scalars[0].sign == .plus)
    #expect(try entropy([[0, 1]] as Distributions<Float>).scalars[0].sign == .plus)
    #expect(([-0.0] as Tensor<Double>).sum.sign == .plus)
  }
}

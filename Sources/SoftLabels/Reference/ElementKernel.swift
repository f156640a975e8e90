/// A loss whose samples are single elements, binary cross-entropy or KL divergence. `mean` divides by their number.
protocol ElementKernel: ReferenceKernel where Reader == ElementReader<Self> {
  /// ±inf where the loss of the element is infinite.
  func infinity(_ index: Int) -> Double?
  func loss<Real: BoundedReal>(_ index: Int, in _: Real.Type) -> Real
  func gradientInfinity(_ index: Int) -> Double?
  func gradient<Real: BoundedReal>(_ index: Int, in _: Real.Type) -> Real
}

extension ElementKernel {
  var inputCount: Int { sampleCount }
  var mayBeInfinite: Bool { true }
  var meanDivisor: ExactSum { ExactSum(Double(sampleCount)) }
  func gradientInfinity(_: Int) -> Double? { nil }
  func reader() -> ElementReader<Self> { ElementReader(kernel: self, index: 0) }
}

struct ElementReader<Kernel: ElementKernel>: SampleReader {
  let kernel: Kernel
  var index: Int

  mutating func load(_ sample: Int) { index = sample }

  var infinity: Double? { kernel.infinity(index) }

  func loss<Real: BoundedReal>(in _: Real.Type) -> Real { kernel.loss(index, in: Real.self) }

  var gradientCount: Int { 1 }

  func gradientOffset(_: Int) -> Int { index }

  func gradientInfinity(_: Int) -> Double? { kernel.gradientInfinity(index) }

  func gradient<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real) -> Void) {
    for entry in indices { result(entry, kernel.gradient(index, in: Real.self)) }
  }
}

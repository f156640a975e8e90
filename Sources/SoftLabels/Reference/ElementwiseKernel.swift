/// A loss whose samples are single elements: binary cross-entropy and KL divergence.
protocol ElementFormula: Sendable {
  /// ±inf where the loss of the element is infinite.
  func infinity(_ index: Int) -> Double?
  func loss<Real: BoundedReal>(_ index: Int, in _: Real.Type) -> Real
  func gradientInfinity(_ index: Int) -> Double?
  func gradient<Real: BoundedReal>(_ index: Int, in _: Real.Type) -> Real
}

/// Any elementwise loss, with `mean` over the elements unless `divisor` says otherwise.
struct ElementwiseKernel<Element: ElementFormula>: ReferenceKernel {
  let format: FloatFormat
  let element: Element
  let sampleCount: Int
  let divisor: Int

  var inputCount: Int { sampleCount }
  var mayBeInfinite: Bool { true }
  var meanDivisor: ExactSum { ExactSum(Double(divisor)) }
  func reader() -> ElementReader<Element> { ElementReader(element: element, index: 0) }
}

struct ElementReader<Element: ElementFormula>: SampleReader {
  let element: Element
  var index: Int

  mutating func load(_ sample: Int) { index = sample }

  var infinity: Double? { element.infinity(index) }

  func loss<Real: BoundedReal>(in _: Real.Type) -> Real { element.loss(index, in: Real.self) }

  var gradientCount: Int { 1 }

  func gradientOffset(_: Int) -> Int { index }

  func gradientInfinity(_: Int) -> Double? { element.gradientInfinity(index) }

  func gradient<Real: BoundedReal>(in _: Real.Type, at indices: [Int], _ result: (Int, Real) -> Void) {
    for entry in indices { result(entry, element.gradient(index, in: Real.self)) }
  }
}

/// The sign of a product of exact numbers, each of which may be tiny: no product is formed.
func signOfProduct(_ factors: Double...) -> Double {
  factors.reduce(1) { $0 * ($1 == 0 ? 0 : $1 < 0 ? -1 : 1) }
}

import SoftLabels
import Testing

@Suite struct TensorDescriptionTests {
  @Test func `a tensor prints as the literal that makes it`() throws {
    let labels: Tensor<Float> = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]]
    #expect("\(labels)" == "[[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]]")
    #expect("\(Tensor<Double>([1 / 3, 2, -1e-300]))" == "[0.3333333333333333, 2.0, -1e-300]")
    #expect("\(Tensor<Float>(1 / 3))" == "0.33333334")
    let deep = try Tensor<Double>(shape: [2, 1, 2], scalars: [1, 2, 3, 4])
    #expect("\(deep)" == "[[[1.0, 2.0]], [[3.0, 4.0]]]")
    #expect("\(Tensor<Float>([.infinity, -.infinity, .nan]))" == "[inf, -inf, nan]")
  }

  @Test func `an empty axis is an empty bracket`() throws {
    #expect("\(try Tensor<Float>(shape: [0], scalars: []))" == "[]")
    #expect("\(try Tensor<Float>(shape: [2, 0, 3], scalars: []))" == "[[], []]")
  }

  @Test func `of more than a thousand numbers only the ends of long axes are shown`() throws {
    let whole = Tensor<Double>((0..<1000).map(Double.init))
    #expect("\(whole)" == "\(whole.scalars)")
    let long = Tensor<Double>((0..<1001).map(Double.init))
    #expect("\(long)" == "[0.0, 1.0, 2.0, …, 998.0, 999.0, 1000.0]")
    let wide = try Tensor<Double>(shape: [7, 200], scalars: (0..<1400).map(Double.init))
    #expect("\(wide)".hasPrefix("[[0.0, 1.0, 2.0, …, 197.0, 198.0, 199.0], [200.0, "))
    #expect("\(wide)".hasSuffix(", 1197.0, 1198.0, 1199.0], [1200.0, 1201.0, 1202.0, …, 1397.0, 1398.0, 1399.0]]"))
    #expect("\(wide)".split(separator: "[").count == 6)
    let narrow = try Tensor<Double>(shape: [200, 6], scalars: (0..<1200).map(Double.init))
    #expect("\(narrow)".hasPrefix("[[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], "))
  }
}

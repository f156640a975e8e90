import SoftLabels
import Testing
import Workbook

@testable import do_soft_labels_help

@Suite struct StudyTests {
  @Test func `the digits are as many of each kind as their source says`() throws {
    let digits = try readDigits()
    let counts = (0..<10).map { digit in digits.count { $0.digit == digit } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(digits.allSatisfy { $0.pixels.count == 64 && $0.pixels.allSatisfy { (0...1).contains($0) } })
  }

  @Test(arguments: Annotators.allCases) func `the probabilities of a vote sum to 1, and the digit has the most`(
    _ annotators: Annotators
  ) throws {
    let images = try readDigits()
    for (image, voting) in zip(images, try annotators.voting(on: images)) {
      #expect((voting.reduce(0, +) - 1).magnitude < 1e-12)
      #expect(voting.max() == voting[image.digit])
    }
  }

  @Test func `a network's gradient is the slope of its loss`() throws {
    let sample = try Sample(seed: 3, .careless, of: readDigits())
    let places = 0..<4
    let labels = places.map { Form.soft.label(sample.votes[$0]) }
    let slopes = crossEntropy(against: labels)
    var random = SeededRandom(9)
    let network = Network(Model.network.sizes, &random)
    func loss(_ network: Network) throws -> Float {
      try CrossEntropy(logits: sample.logits(of: network, places), targets: Distributions(rows: labels)).mean
    }
    let activations = network.activations(places.flatMap { sample.images[$0].pixels })
    let gradient = network.gradient(activations, ofLogits: try slopes(Array(places)[...], activations[2]))
    for layer in 0..<2 {
      for i in stride(from: 0, to: network.layers[layer].weights.count, by: 131) {
        var (up, down) = (network, network)
        up.layers[layer].weights[i] += 0x1p-7
        down.layers[layer].weights[i] -= 0x1p-7
        let measured = try (loss(up) - loss(down)) * 0x1p6
        #expect((measured - gradient[layer].weights[i]).magnitude < 2e-3)
      }
    }
  }

  @Test func `majorities go to the digit with the most votes, or of several to the first that was named`() {
    #expect(Form.majority.label([4, 9, 9, 4, 9]).firstIndex(of: 1) == 9)
    #expect(Form.majority.label([4, 9, 9, 4, 1]).firstIndex(of: 1) == 4)
    #expect(Form.soft.label([4, 9, 9, 4])[4] == 0.5)
  }
}

import Foundation
import SoftLabels
import Testing

/// Literals cannot throw: an invalid one ends the program, with the same message as the throwing initialiser, in release
/// builds too.
@Suite struct `An invalid literal stops the program and says why` {
  @Test func `a ragged literal`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let _: Logits<Double> = [[1, 2], [3]]
    }
    #expect(text(result).contains("ragged literal: row 1 has 1 columns, expected 2"))
  }

  @Test func `a row that sums to 0.9`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let _: Distributions<Float> = [[0.5, 0.4]]
    }
    #expect(text(result).contains("row 0 sums to 0.9"))
    #expect(text(result).contains("[not_a_distribution]"))
  }

  @Test func `a probability above 1`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let _: Probabilities<Double> = [0.5, 1.5]
    }
    #expect(text(result).contains("probability 1.5 at row 0, column 1"))
  }

  @Test func `literals of every rank are read`() throws {
    let cube: Tensor<Float> = [[[1, 2], [3, 4]], [[5, 6], [7, -8]]]
    #expect(cube.shape == [2, 2, 2])
    #expect(cube[1, 1, 1] == -8)
    #expect((3 as Tensor<Double>).shape == [])
    #expect(([] as Tensor<Double>).shape == [0])
  }

  private func text(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  }
}

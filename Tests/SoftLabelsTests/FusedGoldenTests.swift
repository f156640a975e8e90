import Evaluation
import TestSupport
import Testing

/// The fused kernels, through the command line's evaluator, against the golden answers.
@Suite struct `Golden answers by the fused kernels` {
  /// A request that asks for sums of terms of both signs promises no ULPs: they may cancel.
  static let rows = Golden.all.filter { row in
    let text = String(decoding: row.request, as: UTF8.self)
    let cancels = row.loss.isDivergence && !text.contains(#""reduction":"none""#) || text.contains("framework")
    return row.loss.isLoss && !cancels
  }

  @Test(arguments: rows)
  func `a loss is within 4 ULP of the truth, and no answer is NaN or -0`(_ row: Golden) throws {
    let answer = try row.answer(fused: true)
    #expect(Set(answer.keys) == Set(row.truth.keys))
    for (name, truth) in row.truth {
      let column = try #require(answer[name], "no \(name)")
      #expect(column.shape == truth.shape, "\(name)")
      for (number, truth) in zip(column.numbers, truth.numbers) {
        #expect(!number.isNaN && !(number == 0 && number.sign == .minus), "\(name): \(number), the truth is \(truth)")
        guard name == "value" else { continue }
        #expect(isWithinFour(number, of: truth, row.elementType), "\(number), the truth is \(truth)")
      }
    }
  }

  /// Their terms may cancel: errors are counted beside 1, which those of the file are near.
  @Test(
    arguments: Golden.all.filter { $0.loss.isLoss && String(decoding: $0.request, as: UTF8.self).contains("framework") }
  )
  func `a loss and a gradient of targets and weights of any sign are close to the truth`(_ row: Golden) throws {
    let tolerance = row.elementType == .float32 ? 1e-6 : 1e-14
    let answer = try row.answer(fused: true)
    for (name, truth) in row.truth {
      let column = try #require(answer[name], "no \(name)")
      for (number, truth) in zip(column.numbers, truth.numbers) where number != truth {
        #expect((number - truth).magnitude <= tolerance * max(1, truth.magnitude), "\(name): \(number), truth \(truth)")
      }
    }
  }

  @Test func `there are rows of every loss`() {
    #expect(Set(Self.rows.map(\.loss)) == Set(LossName.allCases.filter(\.isLoss)))
  }

  /// A truth below the least normal number need only be as small in the answer.
  private func isWithinFour(_ number: Double, of truth: Double, _ type: Request.ElementType) -> Bool {
    guard truth.isFinite, number.isFinite else { return number == truth }
    let (unit, leastNormal) =
      switch type {
      case .float32: (Double(Float(truth).ulp), Double(Float.leastNormalMagnitude))
      case .float64: (truth.ulp, Double.leastNormalMagnitude)
      }
    if truth.magnitude < leastNormal { return number.magnitude <= leastNormal }
    return (number - truth).magnitude <= 4 * unit
  }
}

import Foundation
import Mistakes
import TestSupport
import Testing

@testable import soft_labels

/// A finding on data without a fault is a fault of ours.
@Suite struct `Clean data has no finding` {
  private func codes(
    _ predictions: [Double], _ targets: [Double], columns: Int, _ options: [String],
    type: NumericArray.ElementType, indices: Bool = false
  ) throws -> [String] {
    let input = try caseInput(predictions, targets, columns: columns, options, type: type, indices: indices)
    return Diagnosis(input, .mean).findings.map { "\($0.code): \($0.sight)" }
  }

  private enum Labels: CaseIterable { case soft, oneHot, smoothed, indices, teacher }

  private func labels(_ kind: Labels, _ rows: Int, _ classes: Int, _ random: inout SeededRandom) -> [Double] {
    switch kind {
    case .soft: return random.softRows(rows, classes)
    case .indices: return (0..<rows).map { _ in Double(Int.random(in: 0..<classes, using: &random)) }
    case .oneHot, .smoothed:
      return (0..<rows).flatMap { _ in
        let right = Int.random(in: 0..<classes, using: &random)
        return (0..<classes).map { column in
          kind == .oneHot ? (column == right ? 1.0 : 0) : (column == right ? 0.9 : 0) + 0.1 / Double(classes)
        }
      }
    case .teacher: return softmax(random.normals(rows * classes, scale: 3), classes)
    }
  }

  private func softmax(_ x: [Double], _ classes: Int) -> [Double] {
    stride(from: 0, to: x.count, by: classes).flatMap { row -> [Double] in
      let top = x[row..<row + classes].max() ?? 0
      let e = x[row..<row + classes].map { Foundation.exp($0 - top) }
      let sum = e.reduce(0, +)
      return e.map { $0 / sum }
    }
  }

  @Test(arguments: [0.01, 0.3, 1, 3, 10, 30])
  func `logits of any scale, with every kind of label`(scale: Double) throws {
    var random = SeededRandom(UInt64(scale * 100))
    for trial in 0..<20 {
      let (rows, classes) = (Int.random(in: 2...9, using: &random), Int.random(in: 2...8, using: &random))
      let x = random.normals(rows * classes, scale: scale)
      for kind in Labels.allCases {
        let y = labels(kind, rows, classes, &random)
        for type in [NumericArray.ElementType.float32, .float64, .text] {
          let option = Bool.random(using: &random) ? [] : ["--as", "logits"]
          let found = try codes(x, y, columns: classes, option, type: type, indices: kind == .indices)
          #expect(found == [], "scale \(scale), trial \(trial), \(kind), \(type), \(option)")
        }
      }
    }
  }

  @Test(arguments: [0.3, 1, 5, 20])
  func `probabilities and their logarithms, flat and peaked`(scale: Double) throws {
    var random = SeededRandom(UInt64(scale * 100) + 4)
    for trial in 0..<20 {
      let (rows, classes) = (Int.random(in: 1...9, using: &random), Int.random(in: 2...8, using: &random))
      let p = softmax(random.normals(rows * classes, scale: scale), classes)
      let y = labels(.soft, rows, classes, &random)
      for type in [NumericArray.ElementType.float32, .float64] {
        for option in [[], ["--as", "probabilities"]] {
          #expect(try codes(p, y, columns: classes, option, type: type) == [], "\(scale), \(trial)")
        }
        let q = p.map { Foundation.log($0) }
        for option in [[], ["--as", "log-probabilities"]] {
          #expect(try codes(q, y, columns: classes, option, type: type) == [], "\(scale), \(trial)")
        }
      }
    }
  }

  @Test(arguments: [0.3, 1, 5, 20])
  func `many labels with binary cross-entropy`(scale: Double) throws {
    var random = SeededRandom(UInt64(scale * 100) + 2)
    for trial in 0..<20 {
      let (rows, columns) = (Int.random(in: 3...9, using: &random), Int.random(in: 1...6, using: &random))
      let x = random.normals(rows * columns, scale: scale)
      let soft = (0..<rows * columns).map { _ in random.unit() }
      let hard = soft.map { $0.rounded() }
      let p = x.map { 1 / (1 + Foundation.exp(-$0)) }
      for y in [soft, hard] where columns != 2 || y == soft {
        for option in [["--loss", "bce"], ["--loss", "bce", "--as", "logits"]] {
          #expect(try codes(x, y, columns: columns, option, type: .float32) == [], "\(scale), \(trial)")
        }
        let given = try codes(
          p, y, columns: columns, ["--loss", "bce", "--as", "probabilities"], type: .float64)
        #expect(given == [] || scale == 20, "\(scale), \(trial)")
      }
    }
  }

  @Test func `numbers written with few digits, in float16, and over many classes`() throws {
    var random = SeededRandom(5)
    for _ in 0..<50 {
      let (rows, classes) = (4, Int.random(in: 2...30, using: &random))
      let y = random.softRows(rows, classes)
      let text = csv(y.map { $0.rounded(to: 4) }, columns: classes)
      let targets = try ArrayReader.parse(Array(text.utf8), name: "y.csv")
      let options = try CaseOptions(["--predictions", "p", "--targets", "y"])
      let x = NumericArray(
        source: "p", shape: [rows, classes], values: random.normals(rows * classes, scale: 2), type: .float16)
      let input = try CaseInput(options, predictions: x, targets: targets)
      #expect(Diagnosis(input, .mean).findings.map(\.sight) == [])
    }
    let classes = inDebug(500, release: 5_000)
    let (many, labels) = (labels(.teacher, 3, classes, &random), labels(.teacher, 3, classes, &random))
    #expect(try codes(many, labels, columns: classes, ["--as", "probabilities"], type: .float32) == [])
  }
}

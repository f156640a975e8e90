import Foundation
import Mistakes
import TestSupport
import Testing

@testable import soft_labels

@Suite struct `The table of mistakes` {
  @Test func `it holds every code, once, each with its story`() {
    let codes = [
      "cross_entropy", "binary_cross_entropy", "binary_cross_entropy_with_logits", "double_softmax",
      "probabilities_as_logits", "logits_as_probabilities", "epsilon_added", "clipped_1e-7", "hard_labels",
      "swapped_arguments", "softmax_over_batch", "sum_over_one_class",
      "weights_divided_by_batch", "weights_divided_by_weight_sum", "mean_over_elements", "log_base_2", "log_base_10",
      "missing_temperature_squared", "kl_mean_instead_of_batchmean", "kl_without_log", "kl_instead_of_cross_entropy",
      "sigmoid_instead_of_softmax", "softmax_instead_of_sigmoid", "double_sigmoid", "smoothing_applied_twice",
      "single_class", "mean_over_all_rows", "ignored_rows_counted", "mean_over_sequences", "mean_of_batch_means",
      "sum_over_classes", "wrong_class_axis", "nll_of_probabilities", "nll_of_logits", "teacher_logits", "perplexity",
      "label_smoothing_untold", "scaled", "mixture",
    ]
    #expect(Set(Origin.all.map(\.code)).count == Origin.all.count)
    #expect(Set(codes).isSubset(of: Origin.all.map(\.code)), "a code that programs may know is gone")
    for mistake in Origin.all {
      #expect(mistake.sentence.hasSuffix(".") && !mistake.sentence.contains("  "), "\(mistake.code)")
      #expect(!mistake.name.isEmpty && !mistake.formula.isEmpty)
      #expect(mistake.thread?.hasPrefix("https://") ?? true)
    }
    #expect(Set(Origin.all.map(\.sentence)).count == Origin.all.count)
  }

  @Test func `every chapter that a mistake or a finding names is a folder of the book`() throws {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let chapters = try FileManager.default.contentsOfDirectory(atPath: package.appendingPathComponent("Chapters").path)
    for chapter in StoryChapter.allCases {
      #expect(chapters.contains { $0.hasSuffix("-" + chapter.rawValue) }, "\(chapter.rawValue)")
    }
  }

  /// A random case, and the same numbers for somebody's own code.
  private func random(
    _ code: String, _ kind: LossCase.Kind, weighted: Bool, _ random: inout SeededRandom
  ) -> (data: LossCase, own: OwnCode) {
    let (rows, classes) = (Int.random(in: 2...5, using: &random), Int.random(in: 3...6, using: &random))
    var x = random.normals(rows * classes, scale: code.hasPrefix("clipped") ? 12 : 1.5)
    if code == "logits_as_probabilities" { x = x.map { $0.magnitude + 0.01 } }
    let rowsOf = { (values: [Double]) in
      stride(from: 0, to: values.count, by: classes).map { Array(values[$0..<$0 + classes]) }
    }
    if kind != .logits {
      let p = rowsOf(x).flatMap { OwnCode(x: [], y: []).softmax($0) }
      x = kind == .probabilities ? p : p.map { Foundation.log($0) }
    }
    let y = random.softRows(rows, classes)
    var data = LossCase(kind: kind, classes: classes, predictions: x, targets: .soft(y))
    var own = OwnCode(x: rowsOf(x), y: rowsOf(y))
    if weighted || code.hasPrefix("weights") {
      let weights = (0..<classes).map { _ in 0.2 + random.unit() }
      data.classWeights = weights
      data.elementWeights = (0..<rows).flatMap { _ in weights }
      own.weights = weights
    }
    if code == "missing_temperature_squared" {
      data.temperature = 3
      own.temperature = 3
    }
    if code == "smoothing_applied_twice" {
      data.labelSmoothing = 0.1
      own.smoothing = 0.1
    }
    if code == "epsilon_added" { own.epsilon = [1e-3, 1e-4, 1e-5].randomElement(using: &random) ?? 1e-3 }
    return (data, own)
  }

  /// How many random cases of each kind.
  private let rounds = inDebug(2, release: 12)

  @Test(arguments: Origin.all.map(\.code))
  func `random data run through a mistake is explained by it, first`(code: String) throws {
    var generator = SeededRandom(code.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    var tried = 0
    for kind in LossCase.Kind.allCases {
      for weighted in [false, true] {
        // A divergence has no class weights.
        if weighted && code.hasPrefix("kl_") { continue }
        for _ in 0..<rounds {
          let (data, own) = random(code, kind, weighted: weighted, &generator)
          for (reduction, value) in own.values(code, kind) {
            // A clip with nothing to clip is no mistake.
            let plain = ["cross_entropy", "binary_cross_entropy"].flatMap { own.values($0, kind) }
            if code.hasPrefix("clipped"), plain.contains(where: { ($0.1 / value - 1).magnitude < 1e-9 }) { continue }
            // A sum that lacks T² = 9 is a mean over nine numbers.
            if code == "missing_temperature_squared", reduction == .sum, data.predictions.count == 9 { continue }
            tried += 1
            let stated = try #require(StatedNumber("\(value)"))
            let answer = Explanation.answer(to: stated, for: data)
            let first = try #require(answer.matches.first, "\(code), \(kind), \(reduction), weighted \(weighted)")
            #expect(first.explanation.origin.code == code, "\(kind), \(reduction), weighted \(weighted)")
            #expect(first.explanation.reduction == reduction)
            #expect(first.explanation.leavesOut == nil || code.hasPrefix("kl_"))
          }
        }
      }
    }
    // What these need is not in random rows of soft labels: the framework's own numbers try them.
    let elsewhere: Set = [
      "weights_divided_by_batch", "single_class", "mean_over_all_rows", "ignored_rows_counted", "mean_over_sequences",
      "mean_of_batch_means", "wrong_class_axis", "teacher_logits", "label_smoothing_untold", "scaled", "mixture",
    ]
    #expect(tried >= rounds || elsewhere.contains(code), "\(code) was tried \(tried) times")
    let told = Set(`What frameworks print`.file.scenarios.compactMap { $0.story?.prefix { $0 != " " }.description })
    #expect(elsewhere.isSubset(of: told))
  }

  @Test func `a form is tried only where it is another number than the rest`() throws {
    func notes(_ code: String, classes: Int, sequence: Int = 1) throws -> [String] {
      var data = LossCase(
        kind: .logits, classes: classes, predictions: [2, 0.5, -1, 0.25], targets: .soft([0.5, 0.5, 1, 0]))
      data.sequence = sequence
      return try #require(Origin.named(code)).outcomes(in: Readings(data)).map { $0.note ?? "" }
    }
    // One class has no softmax: what is left of an epsilon is a question's.
    let forms = try (notes("epsilon_added", classes: 2), notes("epsilon_added", classes: 1))
    #expect(forms.0.count == 3 * forms.1.count && forms.1.allSatisfy { $0.hasSuffix(", binary cross-entropy") })
    // And a sequence of one place is no axis.
    #expect(try notes("wrong_class_axis", classes: 2) == [])
    #expect(try notes("wrong_class_axis", classes: 2, sequence: 2).count == 1)
  }

  @Test func `a story is told only where what it needs is there`() {
    func codes(
      _ kinds: [LossCase.Kind] = LossCase.Kind.allCases, classes: Int = 2, _ change: (inout LossCase) -> Void = { _ in }
    ) -> Set<String> {
      let codes = kinds.flatMap { kind in
        var data = LossCase(
          kind: kind, classes: classes, predictions: [-0.5, -1, -0.25, -2],
          targets: .soft(classes == 1 ? [1, 1, 1, 1] : [0.5, 0.5, 0.75, 0.25]))
        data.classWeights = [1, 2].suffix(classes)
        data.elementWeights = [1, 2, 1, 2]
        (data.labelSmoothing, data.temperature, data.sequence) = (0.1, 2, classes == 1 ? 4 : 2)
        change(&data)
        let readings = Readings(data)
        return Origin.all.filter { !$0.outcomes(in: readings).isEmpty }.map(\.code)
      }
      return Set(codes)
    }
    let all = codes()
    #expect(
      all.subtracting(codes(classes: 1)) == [
        "cross_entropy", "double_softmax", "kl_instead_of_cross_entropy", "kl_mean_instead_of_batchmean",
        "kl_without_log", "mean_over_elements", "missing_temperature_squared", "mixture", "nll_of_logits",
        "nll_of_probabilities", "perplexity", "sigmoid_instead_of_softmax", "smoothing_applied_twice",
        "softmax_instead_of_sigmoid", "sum_over_classes", "wrong_class_axis",
      ])
    #expect(codes(classes: 1).subtracting(all) == ["single_class"])
    let unweighted = codes { ($0.classWeights, $0.elementWeights) = (nil, nil) }
    #expect(all.subtracting(unweighted) == ["weights_divided_by_weight_sum"])
    #expect(all.subtracting(codes { $0.labelSmoothing = 0 }) == ["smoothing_applied_twice"])
    #expect(all.subtracting(codes { $0.temperature = 1 }) == ["missing_temperature_squared", "mixture"])
    let hard = codes { $0.targets = .indices([0, 1], ignoring: nil) }
    #expect(all.subtracting(hard) == ["hard_labels", "mixture", "swapped_arguments", "wrong_class_axis"])
    #expect(
      all.subtracting(codes([.probabilities, .logProbabilities])) == [
        "binary_cross_entropy_with_logits", "double_sigmoid", "double_softmax", "logits_as_probabilities",
        "nll_of_logits", "sigmoid_instead_of_softmax", "softmax_instead_of_sigmoid", "softmax_over_batch",
        "wrong_class_axis",
      ])
    #expect(all.subtracting(codes([.logits])) == ["binary_cross_entropy", "probabilities_as_logits"])
    #expect(all.subtracting(codes([.logits, .logProbabilities])) == ["probabilities_as_logits"])
  }

  @Test func `of labels that are equally probable the first is the hard one`() throws {
    let data = LossCase(
      kind: .probabilities, classes: 3, predictions: [0.25, 0.5, 0.25], targets: .soft([0.25, 0.375, 0.375]))
    let outcomes = try #require(Origin.named("hard_labels")).outcomes(in: Readings(data))
    #expect(outcomes.compactMap { $0.value(.sum) }.contains(-Foundation.log(0.5)))
  }

  @Test func `class weights over hard labels, divided by the batch`() throws {
    var random = SeededRandom(11)
    for _ in 0..<inDebug(10, release: 50) {
      let indices = (0..<5).map { _ in Int.random(in: 0..<3, using: &random) }
      var data = LossCase(
        kind: .logits, classes: 3, predictions: random.normals(15), targets: .indices(indices, ignoring: nil))
      data.classWeights = [0.3, 1.7, 2.9]
      var own = OwnCode(
        x: (0..<5).map { Array(data.predictions[3 * $0..<3 * $0 + 3]) },
        y: indices.map { index in (0..<3).map { $0 == index ? 1 : 0 } })
      own.weights = data.classWeights
      let sum = own.crossEntropy(own.p, own.y)
      let weightSum = indices.reduce(0) { $0 + [0.3, 1.7, 2.9][$1] }
      for (value, code) in [(sum / 5, "weights_divided_by_batch"), (sum / weightSum, "cross_entropy")] {
        let answer = Explanation.answer(to: try #require(StatedNumber("\(value)")), for: data)
        #expect(answer.matches.first?.explanation.origin.code == code)
      }
    }
  }

  @Test func `to five digits a mistake is still among the matches`() throws {
    var generator = SeededRandom(13)
    for mistake in Origin.mistakes where mistake.code != "weights_divided_by_batch" {
      for kind in LossCase.Kind.allCases {
        let (data, own) = random(mistake.code, kind, weighted: false, &generator)
        for (reduction, value) in own.values(mistake.code, kind) {
          let text = String(format: "%.5f", value)
          let matches = Explanation.answer(to: try #require(StatedNumber(text)), for: data).matches
          #expect(
            matches.contains { $0.explanation.origin.code == mistake.code && $0.explanation.reduction == reduction },
            "\(mistake.code), \(text)")
        }
      }
    }
  }

  // MARK: Twins

  /// Kinds of cases in which algebra may make two explanations the same.
  private func families(_ random: inout SeededRandom) -> [(name: String, data: LossCase)] {
    var cases: [(name: String, data: LossCase)] = []
    for kind in LossCase.Kind.allCases {
      for classes in [1, 2, 4] {
        for labels in ["soft", "one-hot", "indices"] where classes > 1 || labels == "soft" {
          for weighted in [false, true] {
            let rows = 5
            var x = random.normals(rows * classes)
            if kind != .logits {
              let p =
                classes == 1
                ? x.map { 1 / (1 + Foundation.exp(-$0)) }
                : stride(from: 0, to: x.count, by: classes).flatMap {
                  OwnCode(x: [], y: []).softmax(Array(x[$0..<$0 + classes]))
                }
              x = kind == .probabilities ? p : p.map { Foundation.log($0) }
            }
            let indices = (0..<rows).map { _ in Int.random(in: 0..<classes, using: &random) }
            let soft =
              classes == 1 ? (0..<rows).map { _ in random.unit() } : random.softRows(rows, classes)
            let oneHot = indices.flatMap { index in (0..<classes).map { $0 == index ? 1.0 : 0 } }
            let targets: LossCase.Targets =
              labels == "indices" ? .indices(indices, ignoring: nil) : .soft(labels == "soft" ? soft : oneHot)
            var data = LossCase(kind: kind, classes: classes, predictions: x, targets: targets)
            if weighted {
              let weights = (0..<classes).map { _ in 0.2 + random.unit() }
              data.classWeights = weights
              data.elementWeights = (0..<rows).flatMap { _ in weights }
            }
            cases.append(("\(kind.rawValue), \(classes) classes, \(labels), weighted \(weighted)", data))
          }
        }
      }
    }
    return cases
  }

  @Test func `two explanations are the same number on random data only where algebra says so`() {
    var random = SeededRandom(17)
    // A guard that finds nothing to guard against gives the plain loss: that is its purpose, not algebra.
    for (name, data) in families(&random) {
      let all = Explanation.all(of: data).filter { !$0.origin.isGuard && $0.value.isFinite }
      for (index, a) in all.enumerated() {
        for b in all[(index + 1)...] where b.origin.code != a.origin.code && b.reduction == a.reduction {
          guard (a.value - b.value).magnitude <= 1e-12 * a.value.magnitude, a.value != 0 else { continue }
          #expect(
            Twins.reason(a, b, in: data) != nil,
            """
            \(name): \(a.origin.code) \(a.note ?? "") \(a.leavesOut?.rawValue ?? "") = \(b.origin.code) \(b.note ?? "") \
            \(b.leavesOut?.rawValue ?? ""), \(a.reduction)
            """
          )
        }
      }
    }
  }

  @Test func `every pair that is listed as equal by algebra is equal somewhere`() {
    var random = SeededRandom(19)
    let cases = families(&random)
    for twins in Twins.all {
      let isSeen = cases.contains { _, data in
        let all = Explanation.all(of: data)
        return all.contains { a in
          a.origin.code == twins.codes.simpler
            && all.contains { b in
              b.origin.code == twins.codes.other && Twins.reason(a, b, in: data) == twins.reason
                && a.reduction == b.reduction && (a.value - b.value).magnitude <= 1e-12 * a.value.magnitude
            }
        }
      }
      #expect(isSeen, "\(twins.codes)")
    }
  }
}

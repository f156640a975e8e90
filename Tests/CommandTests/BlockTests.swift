import Foundation
import Mistakes
import TestSupport
import Testing

@testable import soft_labels

/// A batch that is read in blocks says what it says as a whole.
@Suite struct `A batch in blocks` {
  private func diagnose(
    _ predictions: [UInt8], _ targets: [UInt8], _ options: [String], weights: String? = nil, inBlocks: Bool
  ) throws -> (diagnosis: Diagnosis, text: String, messages: [String]) {
    let folder = try Folder()
    var arguments = [
      "--predictions", try folder.write("p", predictions), "--targets", try folder.write("y", targets),
    ]
    if let weights { arguments += ["--weights", try folder.write("w.csv", weights)] }
    let sink = Transcript()
    let given = try CaseOptions(arguments + options)
    let blocks = try CaseBlocks(
      given, CaseFiles(given, in: Environment(input: Pieces(), output: sink, errors: sink)),
      largestWhole: inBlocks ? 1 : 1 << 20, blockSize: 60)
    let diagnosis = try Diagnosis(blocks, options.contains("sum") ? .sum : .mean)
    func local(_ text: String) -> String { text.replacingOccurrences(of: folder.url.path, with: "") }
    #expect(diagnosis.total.isRounded == (blocks.count > 1))
    return (diagnosis, local(diagnosis.text()), diagnosis.findings.map { local($0.message) })
  }

  /// The same numbers to the digits that are known, the same places and the same findings.
  private func compare(
    _ predictions: [UInt8], _ targets: [UInt8], _ options: String = "", weights: String? = nil, finds: [String] = []
  ) throws {
    let options = options.split(separator: " ").map(String.init)
    let whole = try diagnose(predictions, targets, options, weights: weights, inBlocks: false)
    let parts = try diagnose(predictions, targets, options, weights: weights, inBlocks: true)
    #expect(parts.messages == whole.messages, "\(options)")
    #expect(parts.diagnosis.findings.map(\.code) == finds, "\(options)")
    let (a, b) = (whole.diagnosis.total, parts.diagnosis.total)
    #expect(!a.isRounded && b.isRounded && b.error < 1e-13 * max(1, b.floor))
    for (exact, known) in [
      (a.loss, b.loss), (a.floor, b.floor), (a.divergence, b.divergence), (a.least?.value ?? 0, b.least?.value ?? 0),
      (a.greatest?.value ?? 0, b.greatest?.value ?? 0), (a.lossWithEpsilon ?? 0, b.lossWithEpsilon ?? 0),
    ] where exact.isFinite {
      // A unit of the last digit that is shown.
      let decimals = "\(known)".split(separator: ".").last?.count ?? 0
      #expect(decimals < 16, "\(known) has digits that nobody knows")
      #expect(
        (exact - known).magnitude <= max(Foundation.pow(10, -Double(decimals)), 1e-13), "\(options): \(exact), \(known)"
      )
    }
    #expect(a.loss.isFinite == b.loss.isFinite && a.loss.isNaN == b.loss.isNaN)
    #expect(a.rows == b.rows && (a.divisor - b.divisor).magnitude <= 1e-12 * a.divisor)
    #expect(local(a.least) == local(b.least) && local(a.greatest) == local(b.greatest), "\(options)")
    #expect(a.move?.target == b.move?.target)
    // Beyond the numbers, no word differs.
    func places(_ text: String) -> [Substring] { text.split(separator: "\n").filter { $0.contains("row ") } }
    #expect(places(whole.text).count == places(parts.text).count)
  }

  /// A place without its folder.
  private func local(_ sample: (value: Double, place: String)?) -> [Substring] {
    sample.map { [$0.place.prefix { $0 != "(" }, $0.place.suffix(4)] } ?? []
  }

  private let rows = 101
  private let classes = 7

  private func random(_ seed: UInt64, scale: Double = 3) -> (x: [Double], y: [Double]) {
    var random = SeededRandom(seed)
    return (random.normals(rows * classes, scale: scale), random.softRows(rows, classes))
  }

  private func softmax(_ x: [Double]) -> [Double] {
    stride(from: 0, to: x.count, by: classes).flatMap { row -> [Double] in
      let e = x[row..<row + classes].map { Foundation.exp($0) }
      return e.map { $0 / e.reduce(0, +) }
    }
  }

  @Test func `clean data of every kind`() throws {
    let (x, y) = random(1)
    let shape = [rows, classes]
    let p = softmax(x)
    for options in ["", "--reduction sum", "--label-smoothing 0.1", "--temperature 2", "--loss bce --as logits"] {
      try compare(npy(x, shape: shape), npy(y, shape: shape), options)
    }
    try compare(npy(p, shape: shape), npy(y, shape: shape))
    try compare(npy(p.map { Foundation.log($0) }, shape: shape), npy(y, shape: shape))
    try compare(npy(floats: x, shape: shape), npy(floats: y, shape: shape))
    try compare(Array(csv(x, columns: classes).utf8), npy(y, shape: shape))
    // Classes on axis 1, positions behind them.
    try compare(
      npy(x + x, shape: [rows, classes, 2]), npy(y + y, shape: [rows, classes, 2]),
      finds: ["targets_not_normalised"])
    let indices = (0..<rows).map { Double($0 * 5 % classes) }
    try compare(npy(x, shape: shape), npy(indices, shape: [rows]))
    try compare(npy(x, shape: shape), npy(indices.map { $0 == 3 ? -100 : $0 }, shape: [rows]), finds: ["sentinel_rows"])
  }

  @Test func `weights, an epsilon, and what they move`() throws {
    let (x, y) = random(2)
    let shape = [rows, classes]
    let weights = "1,2,3,4,5,6,7\n"
    let hard = (0..<rows).map { Double($0 * 5 % classes) }
    try compare(
      npy(x, shape: shape), npy(y, shape: shape), weights: weights,
      finds: try diagnose(
        npy(x, shape: shape), npy(y, shape: shape), [], weights: weights, inBlocks: false
      ).diagnosis.findings.map(\.code))
    try compare(npy(x, shape: shape), npy(hard, shape: [rows]), weights: weights)
    try compare(npy(x, shape: shape), npy(y, shape: shape), "--epsilon 1e-4", finds: ["epsilon_bites"])
    try compare(
      npy(softmax(x.map { $0 / 3 }), shape: shape), npy(y, shape: shape), "--epsilon 1e-12", finds: ["epsilon_inert"])
    let each = csv((0..<rows * classes).map { Double(1 + $0 % 3) }, columns: classes)
    try compare(npy(x, shape: shape), npy(y, shape: shape), "--loss bce --as logits", weights: each)
  }

  @Test func `what is wrong in one block, in several, and in all`() throws {
    let (x, y) = random(3)
    let shape = [rows, classes]
    func changed(_ values: [Double], _ changes: [Int: Double]) -> [UInt8] {
      var values = values
      for (place, value) in changes { values[place] = value }
      return npy(values, shape: shape)
    }
    let good = npy(y, shape: shape)
    try compare(changed(x, [500: .nan, 20: .nan, 650: .infinity]), good, finds: ["nan_value"])
    try compare(changed(x, [333: -.infinity]), good, finds: ["infinite_logit_with_target_mass"])
    try compare(
      npy(x, shape: shape), changed(y, [140: -0.5, 601: -0.25]), finds: ["negative_target", "targets_not_normalised"])
    let padded = y.enumerated().map { (210..<350).contains($0) ? -100 : $1 }
    try compare(npy(x, shape: shape), npy(padded, shape: shape), finds: ["sentinel_rows"])
    let p = softmax(x)
    try compare(npy(p, shape: shape), good, "--as logits", finds: ["looks_like_probabilities"])
    try compare(changed(p, [400: -0.5]), good, "--as probabilities", finds: ["looks_like_logits"])
    try compare(
      changed(p, [400: p[400] + 0.01, 500: p[500] + 0.1]), good, "--as probabilities", finds: ["looks_like_logits"])
    let both = p[77] + p[78]
    try compare(changed(p, [77: 0, 78: both]), good, finds: ["saturated"])
    let table: [Double] = (0..<rows).flatMap { row -> [Double] in
      let rest = x[row * classes..<(row + 1) * classes - 1]
      return [Double(row)] + Array(rest)
    }
    try compare(npy(table, shape: shape), good, finds: ["index_column"])
    let pairs: [Double] = x.prefix(rows).flatMap { [$0, -$0] }
    let two: [Double] = p.prefix(rows).flatMap { [$0, 1 - $0] }
    try compare(
      npy(pairs, shape: [rows, 2]), npy(two, shape: [rows, 2]), "--loss bce", finds: ["complementary_columns"])
    var once = pairs
    once[150] += 1
    try compare(npy(once, shape: [rows, 2]), npy(two, shape: [rows, 2]), "--loss bce")
  }

  @Test func `explain tells the same stories, in the digits that are known`() throws {
    var random = SeededRandom(5)
    let folder = try Folder()
    let x = random.normals(60 * 4, scale: 2)
    let y = npy(random.softRows(60, 4), shape: [60, 4])
    let indices = npy((0..<60).map { Double($0 % 4) }, shape: [60])
    let sink = Transcript()
    let environment = Environment(input: Pieces(), output: sink, errors: sink)
    for (number, (targets, options)) in [
      (y, ""), (y, "--temperature 2 --label-smoothing 0.1"), (y, "--loss bce --pos-weight 3"), (indices, ""),
      (indices, "--ignore-index 2"), (y, "--batch-size 7"), (indices, "--shape 15,4 --batch-size 2"),
    ].enumerated() {
      let words = options.split(separator: " ").map(String.init)
      let options = try CaseOptions(
        ["--predictions", folder.write("x\(number)", npy(x, shape: [60, 4]))]
          + ["--targets", folder.write("y\(number)", targets)] + words)
      let files = try CaseFiles(options, in: environment)
      let parts = try CaseBlocks(options, files, largestWhole: 1, blockSize: 40)
      let (whole, all) = try CaseBlocks(options, files).tally(progress: Progress(sink))
      let (first, sums) = try parts.tally(progress: Progress(sink))
      #expect(parts.count > 1 && first.data.allRows == 60 && whole.data.allRows == 60)
      for explanation in Explanation.all(in: all, of: whole.data.family).prefix(15) where explanation.value.isFinite {
        let stated = try #require(StatedNumber("\(rounded(explanation.value, within: 4e-6))"))
        let expected = Explanation.answer(to: stated, from: all, of: whole.data)
        let found = Explanation.answer(to: stated, from: sums, of: first.data)
        #expect(found.matches.map(\.explanation.origin.code) == expected.matches.map(\.explanation.origin.code))
        let texts = [(whole, expected), (first, found)].map { input, answer in
          ExplanationReport(
            typed: "it", stated: stated, answer: answer, input: input, style: Style(isColoured: false))
        }
        // Beyond the numbers, no word differs; and no number of ordinary size has more than twelve decimals.
        let shown = texts.map { $0.text.split(whereSeparator: \.isWhitespace).filter { Double($0) == nil } }
        #expect(shown[0].filter { !$0.contains(".") } == shown[1].filter { !$0.contains(".") })
        let story = texts[1].text.components(separatedBy: "The predictions were")[0]
        for word in story.split(whereSeparator: \.isWhitespace) where Double(word)?.magnitude ?? 0 > 0.1 {
          #expect(word.split(separator: ".").last?.count ?? 0 <= 12, "\(word)")
        }
      }
    }
  }

  @Test func `what explain answers does not depend on the number of threads`() throws {
    let (x, y) = random(6)
    let folder = try Folder()
    let sink = Transcript()
    let options = try CaseOptions(
      ["--predictions", folder.write("x", npy(x, shape: [rows, classes]))]
        + ["--targets", folder.write("y", npy(y, shape: [rows, classes]))])
    let files = try CaseFiles(options, in: Environment(input: Pieces(), output: sink, errors: sink))
    let values = try [1, 2, 5].map { threads in
      let blocks = try CaseBlocks(options, files, largestWhole: 1, blockSize: 7, threads: threads)
      #expect(blocks.count == rows)
      let (first, tally) = try blocks.tally(progress: Progress(sink))
      return Explanation.all(in: tally, of: first.data.family).map { $0.value.bitPattern }
    }
    #expect(values[0].count > 50 && values[0] == values[1] && values[0] == values[2])
  }

  @Test func `what does not fit is refused in the words of the whole`() throws {
    let (x, _) = random(4)
    for inBlocks in [false, true] {
      let refused = #expect(throws: CommandFailure.self) {
        try diagnose(npy(x, shape: [rows, classes]), npy(x, shape: [classes, rows]), [], inBlocks: inBlocks)
      }
      #expect(refused?.message.contains("shape [7, 101] for predictions of shape [101, 7]") == true)
      var indices = (0..<rows).map { Double($0 % classes) }
      indices[90] = 7
      let wrong = #expect(throws: CommandFailure.self) {
        try diagnose(npy(x, shape: [rows, classes]), npy(indices, shape: [rows]), [], inBlocks: inBlocks)
      }
      #expect(wrong?.message.contains("class index 7 at row 90: expected 0 to 6") == true)
    }
  }

  @Test func `what is known is what half a digit more than the error leaves`() {
    #expect(rounded(1.23456789, within: 0) == 1.23456789)
    #expect(rounded(1.23456789, within: 4e-4) == 1.235)
    #expect(rounded(1.23456789, within: 6e-4) == 1.23)
    // Half of 0.1 is not above 0.05.
    #expect(rounded(1.24, within: 0.05) == 1)
    #expect(rounded(-1e-20, within: 1e-16).sign == .plus)
    #expect(rounded(.nan, within: 1).isNaN && rounded(.infinity, within: .nan) == .infinity)
  }
}

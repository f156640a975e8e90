import Foundation
import Mistakes
import Testing

@testable import soft_labels

/// The numbers that people print, on the files that they came from.
@Suite struct `soft-labels explain` {
  private struct Answer {
    let status: soft_labels.ExitStatus
    let matches: [[String: Any]]
    let text: String

    var codes: [String] { matches.map { "\($0["code"] ?? "") \($0["reduction"] ?? "")" } }
    var first: String? { codes.first }
  }

  private func explain(
    _ value: String, _ predictions: [Double], _ targets: [Double], columns: Int, _ options: [String] = [],
    weights: [Double]? = nil, indices: Bool = false
  ) throws -> Answer {
    let folder = try Folder()
    var arguments = [
      "explain", value, "--predictions", try folder.write("p.csv", csv(predictions, columns: columns)),
      "--targets", try folder.write("y.csv", csv(targets, columns: indices ? 1 : columns)),
    ]
    if let weights { arguments += ["--weights", try folder.write("w.csv", csv(weights, columns: weights.count))] }
    let (status, output, errors) = run(arguments + options + ["--format", "json"])
    try #require(status == .success || status == .negative, "\(errors.text)")
    let json = try #require(JSONSerialization.jsonObject(with: Data(output.text.utf8)) as? [String: Any])
    #expect(Set(json.keys) == ["matches", "close", "read", "errors"])
    let matches = try #require(json["matches"] as? [[String: Any]])
    for match in matches {
      let keys: Set = ["code", "reduction", "value", "difference", "rounding", "message", "formula", "chapter"]
      #expect(Set(match.keys).subtracting(["link", "parameter"]) == keys)
    }
    return Answer(status: status, matches: matches, text: words(run(arguments + options).output.text))
  }

  let p1 = [0.8, 0.2, 0.1, 0.9]
  let y1 = [0.7, 0.3, 0.2, 0.8]

  @Test func `the article's own number is binary cross-entropy in float32`() throws {
    let answer = try explain("2.3676745891571045", p1, y1, columns: 2)
    #expect(answer.status == .success)
    #expect(answer.first == "binary_cross_entropy sum")
    #expect(answer.matches[0]["value"] as? Double == 2.367674581550494)
    #expect(answer.matches[0]["rounding"] as? String == "float32")
    #expect(answer.text.contains("to what float32 arithmetic loses"))
    #expect(try #require(answer.matches[0]["message"] as? String).contains("to what float32 arithmetic loses"))
    // A few units of float32 are no matter, thousands are.
    #expect(try explain("2.3676753", p1, y1, columns: 2).first == "binary_cross_entropy sum")
    #expect(try explain("2.3679", p1, y1, columns: 2).status == .negative)
  }

  @Test func `a number may stand as programs print it`() throws {
    for text in [
      "tensor(2.3677, grad_fn=<SumBackward0>)", "tensor(2.3677)", "2.3677,", "loss: 2.3677", "loss=2.3677",
      "array(2.3677, dtype=float32)", "np.float32(2.3677)",
    ] {
      #expect(try explain(text, p1, y1, columns: 2).first == "binary_cross_entropy sum", "\(text)")
    }
    // Without quotes a shell makes two words of it.
    let folder = try Folder()
    let files = [
      "--predictions", try folder.write("p.csv", csv(p1, columns: 2)),
      "--targets", try folder.write("y.csv", csv(y1, columns: 2)),
    ]
    #expect(run(["explain", "loss:", "2.3677"] + files).status == .success)
    #expect(run(["explain", "loss:", "2.3677", "3"] + files).errors.text.contains("unexpected argument '3'"))
  }

  @Test func `what gives the same number is one line`() throws {
    // Hard labels: cross-entropy, its divergence, the argmax and the one class that counts are one number.
    let (x, y) = ([1.0, 2, 0, -1], [1.0, 0, 0, 1])
    let loss = try #require(try diagnose(x, y, columns: 2).json["loss"] as? Double)
    let text = try explain("\(loss)", x, y, columns: 2).text
    #expect(text.components(separatedBy: "cannot be told apart").count == 2, "\(text)")
    #expect(text.components(separatedBy: "Formula:").count == 2, "\(text)")
  }

  @Test func `few digits are said to be few, and a no comes with what looks wrong`() throws {
    #expect(try explain("2.4", p1, y1, columns: 2).text.contains("have a story by chance alone"))
    #expect(try !explain("2.3677", p1, y1, columns: 2).text.contains("by chance"))
    let wrong = try explain("7.1234", [0.5, .nan], [0.5, 0.5], columns: 2)
    #expect(wrong.status == .negative && wrong.text.contains("nan_value"))
  }

  @Test func `that a loss was guessed is said where it was`() throws {
    let folder = try Folder()
    let files = [
      "--predictions", try folder.write("p.npy", npy(p1, shape: [4])),
      "--targets", try folder.write("y.npy", npy(y1, shape: [4])),
    ]
    func isSaid(_ options: String...) -> Bool {
      words(run(["explain", "2.3677"] + files + options).output.text).contains("taken for answers to yes-or-no")
    }
    #expect(isSaid() && !isSaid("--loss", "bce") && !isSaid("--loss", "cross-entropy"))
    #expect(try !explain("2.3677", p1, y1, columns: 2).text.contains("yes-or-no"))
  }

  @Test func `a report is paragraphs: each story, what comes close, and what was read`() throws {
    let folder = try Folder()
    func beginnings(_ arguments: String..., x: [Double], y: [Double], columns: Int) throws -> [String] {
      let files = [
        "--predictions", try folder.write("p.csv", csv(x, columns: columns)),
        "--targets", try folder.write("y.csv", csv(y, columns: columns)),
      ]
      let text = run(arguments + files).output.text
      #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n") && !text.contains("\n\n\n"))
      return text.components(separatedBy: "\n\n").map {
        words($0).split(separator: " ").prefix(2).joined(separator: " ")
      }
    }
    let (x, y) = ([1.0, 2, 3, 1, 0, 5], [0.5, 0.5, 0, 0, 0, 1])
    #expect(
      try beginnings("explain", "0.9", x: x, y: y, columns: 3) == [
        "0.9 is", "double_softmax, mean", "double_sigmoid, mean", "0.9 has", "The predictions",
      ])
    #expect(
      try beginnings("explain", "2.3699", x: p1, y: y1, columns: 2) == [
        "No convention", "What comes", "binary_cross_entropy, sum", "The predictions",
      ])
    #expect(
      try beginnings("diagnose", x: p1, y: y1, columns: 2) == [
        "Cross-entropy of", "loss 0.5919186453876235", "No findings.",
      ])
  }

  @Test func `half of it is cross-entropy`() throws {
    #expect(try explain("1.183837", p1, y1, columns: 2).first == "cross_entropy sum")
  }

  @Test func `a mean that two complementary columns share says so`() throws {
    let answer = try explain("0.59191865", p1, y1, columns: 2)
    #expect(answer.codes.prefix(2) == ["cross_entropy mean", "binary_cross_entropy mean"])
    #expect(answer.text.contains("cannot be told apart from binary_cross_entropy, mean: two complementary columns"))
    // With --loss bce the other one is the simpler.
    #expect(try explain("0.59191865", p1, y1, columns: 2, ["--loss", "bce"]).first == "binary_cross_entropy mean")
  }

  @Test func `the second example's pitfall, and its epsilon`() throws {
    let (p2, y2) = (`soft-labels diagnose`.p2, `soft-labels diagnose`.y2)
    #expect(try explain("3.748780624", p2, y2, columns: 4).codes == ["probabilities_as_logits sum"])
    #expect(try explain("3.7487807273864746", p2, y2, columns: 4).first == "probabilities_as_logits sum")
    // Float32 does not know the epsilon: it is a line of the loss that it guards.
    #expect(
      try explain("3.240994011600313", p2, y2, columns: 4).codes.prefix(2) == [
        "cross_entropy sum", "epsilon_added sum",
      ])
    // The article's other form: log(p + 1e-10), normalised once more.
    let passed = try explain("3.240994012800313", p2, y2, columns: 4)
    #expect(passed.first == "epsilon_added sum" || passed.first == "cross_entropy sum")
    // To four digits the plain loss is the simplest explanation, and the epsilon cannot be told apart from it.
    let short = try explain("3.2410", p2, y2, columns: 4)
    #expect(short.first == "cross_entropy sum")
    #expect(short.codes.contains("epsilon_added sum"))
    #expect(short.text.contains("cannot be told apart"))
    #expect(try explain("3.2409939765930176", p2, y2, columns: 4).first == "cross_entropy sum")
  }

  @Test func `the third example's weights`() throws {
    let (p3, y3) = (`soft-labels diagnose`.p3, `soft-labels diagnose`.y3)
    let answer = try explain("1.2971427260673258", p3, y3, columns: 2, weights: [0.2, 0.8])
    #expect(answer.first == "binary_cross_entropy sum")
    #expect(answer.text.contains("cross_entropy, sum, without the weights"))
    #expect(try explain("0.71421", p3, y3, columns: 2, weights: [0.8, 0.2]).first == "cross_entropy sum")
  }

  @Test func `hard and soft means of the same weighted labels`() throws {
    // pytorch issue 25571.
    let x = [0.2, 0.3, 0.5, 0.5, 0.2, 0.3]
    let logits = ["--as", "logits"]
    let hard = try explain("1.0598", x, [2, 1], columns: 3, logits, weights: [2, 4, 6], indices: true)
    #expect(hard.first == "cross_entropy mean")
    let byBatch = try explain("5.2992", x, [2, 1], columns: 3, logits, weights: [2, 4, 6], indices: true)
    #expect(byBatch.first == "weights_divided_by_batch mean")
    let soft = try explain("1.0598", x, [0, 0, 1, 0, 1, 0], columns: 3, logits, weights: [2, 4, 6])
    #expect(soft.first == "weights_divided_by_weight_sum mean")
    #expect(
      try explain("5.2992", x, [0, 0, 1, 0, 1, 0], columns: 3, logits, weights: [2, 4, 6]).first == "cross_entropy mean"
    )
  }

  @Test func `weights that were forgotten`() throws {
    let x = [1.0, 2, 3, -1, 0, 4]
    let y = [0.2, 0.3, 0.5, 0.1, 0.1, 0.8]
    let plain = try diagnose(x, y, columns: 3).json["loss"] as? Double ?? 0
    let answer = try explain("\(plain)", x, y, columns: 3, weights: [1, 2, 3])
    #expect(answer.first == "cross_entropy mean")
    #expect(answer.text.contains("leaves the weights out"))
  }

  @Test func `a number that nothing gives has exit status 1, and says what comes close`() throws {
    let answer = try explain("2.3699", p1, y1, columns: 2)
    #expect(answer.status == .negative)
    #expect(answer.matches.isEmpty)
    #expect(answer.text.contains("What comes close: binary_cross_entropy, sum 2.367674581550494"))
  }

  @Test func `a negative value is a value, not an option`() throws {
    let answer = try explain("-210.6", [1, 2, 3, 1, 0, 5], [0.2, 0.3, 0.5, 0.1, 0.1, 0.8], columns: 3)
    #expect(answer.status == .negative)
    #expect(
      try explain("nan", [-1, -2, 3, 4], [0.5, 0.5, 0.5, 0.5], columns: 2).first == "logits_as_probabilities sum")
  }

  @Test(arguments: [
    ("2.3677", 2.3677, 0.00005), ("-1", -1, 0.5), ("1.50", 1.5, 0.005), ("1e-3", 1e-3, 0.0005), (".5", 0.5, 0.05),
    ("12345.6", 12345.6, 0.05), ("1.25e2", 125, 0.5),
  ])
  func `half a unit of the last digit`(text: String, value: Double, halfUnit: Double) throws {
    let stated = try #require(StatedNumber(text))
    #expect(stated.value == value)
    #expect((stated.halfUnit / halfUnit - 1).magnitude < 1e-15)
  }

  @Test(arguments: ["", "-", "abc", "0x10", "1,5", "1e", "--1", "nan(1)", "1e999"])
  func `what is no number is refused`(text: String) {
    #expect(StatedNumber(text) == nil)
  }
}

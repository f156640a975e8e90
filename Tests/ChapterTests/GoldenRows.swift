import Foundation
import SoftLabels
import Testing

/// A row of the golden file: a request, and what PyTorch answered.
struct GoldenRow {
  let id: String
  let request: [String: Any]
  let pytorch: [String: Any]
  let departs: Set<String>

  /// PyTorch's value, or its gradient where that is what the call ends with.
  func answer(to call: PyTorchCall) throws -> [Double]? {
    try pytorch[call.answer].map { try nestedTensor($0).scalars }
  }
}

/// The float64 rows that ask for something of valid input.
func goldenRows() throws -> [GoldenRow] {
  let file = projectRoot.appendingPathComponent("Tests/SoftLabelsTests/Goldens/goldens.jsonl")
  return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
    let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    guard let id = row["id"] as? String, let request = row["request"] as? [String: Any],
      let pytorch = row["pytorch"] as? [String: Any], request["dtype"] as? String == "float64",
      request["validation"] == nil
    else { return nil }
    return GoldenRow(
      id: id, request: request, pytorch: pytorch, departs: Set((row["departure"] as? [String: Any] ?? [:]).keys))
  }
}

/// A call of PyTorch as a person writes it, and which requests it stands for.
struct PyTorchCall {
  let loss: String
  let reduction: String
  /// The keys that a request of this kind has beside `loss`, `dtype`, `input`, `reduction` and `gradient`.
  let options: Set<String>
  /// Which part of PyTorch's answer is meant.
  let answer: String

  /// Calls that are formulas or go on after the parenthesis, as the plain call that they stand for.
  private static let plain = [
    "-torch.sum(y * torch.log(p))": "F.cross_entropy_from_probabilities(p, y, reduction='sum')",
    "torch.special.entr(y).sum(dim=1)": "F.entropy(x)",
    "torch.logsumexp(x, dim=1)": "F.logsumexp(x)",
  ]

  init(_ text: String) throws {
    let parts = text.components(separatedBy: ".backward(); x.grad")
    answer = parts.count > 1 ? "gradient" : "value"
    let match = try #require(
      (Self.plain[text] ?? parts[0]).wholeMatch(of: #/F\.(\w+)\((.*)\)/#), "\(text) is not a call that is known here")
    loss = String(match.1)
    var reduction = "mean"
    var options: Set<String> = []
    for argument in match.2.components(separatedBy: ", ").dropFirst() {
      let words = argument.components(separatedBy: "=")
      switch words[0] {
      case "y", "t", "u": options.insert("target")
      case "c": options.insert("class_indices")
      case "dim": break
      case "reduction": reduction = words[1].trimmingCharacters(in: ["'"])
      default: options.insert(words[0])
      }
    }
    self.reduction = reduction
    self.options = options
  }

  func fits(_ row: GoldenRow) -> Bool {
    let common: Set = ["loss", "dtype", "input", "reduction", "gradient"]
    return row.request["loss"] as? String == loss && (row.request["reduction"] as? String ?? "mean") == reduction
      && Set(row.request.keys).subtracting(common) == options && row.pytorch[answer] != nil
      && !row.departs.contains(answer)
  }
}

/// The operands of a request under the names that the README's table gives them.
struct Operands {
  private let request: [String: Any]

  init(_ request: [String: Any]) { self.request = request }

  private func tensor(_ key: String) throws -> Tensor<Double> {
    try nestedTensor(try #require(request[key]))
  }

  var x: Logits<Double> {
    get throws {
      guard request["ignore_index"] != nil else { return try Logits(tensor("input")) }
      return try Logits(tensor("input"), ignoring: i, in: c)
    }
  }
  var p: Probabilities<Double> { get throws { try Probabilities(tensor("input")) } }
  var q: Tensor<Double> { get throws { try tensor("input") } }
  var y: Distributions<Double> {
    get throws { try Distributions(tensor(request["target"] == nil ? "input" : "target")) }
  }
  var t: Probabilities<Double> { get throws { try Probabilities(tensor("target")) } }
  var u: Tensor<Double> { get throws { try tensor("target") } }
  var c: ClassIndices {
    get throws {
      let indices = try tensor("class_indices")
      return try ClassIndices(shape: indices.shape, indices: indices.scalars.map { Int($0) })
    }
  }
  var w: Weights<Double> {
    get throws { try Weights(tensor(request["weight"] == nil ? "pos_weight" : "weight")) }
  }
  var s: Double { get throws { try tensor("label_smoothing").scalars[0] } }
  var i: Int { get throws { Int(try tensor("ignore_index").scalars[0]) } }
}

/// Nested lists of numbers and hexadecimal floats as a tensor.
func nestedTensor(_ value: Any) throws -> Tensor<Double> {
  switch value {
  case let list as [Any]:
    let parts = try list.map(nestedTensor)
    return try Tensor(shape: [parts.count] + (parts.first?.shape ?? []), scalars: parts.flatMap(\.scalars))
  case let text as String: return Tensor(try #require(Double(text)))
  default: return Tensor(try #require(value as? NSNumber).doubleValue)
  }
}

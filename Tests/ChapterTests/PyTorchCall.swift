import Foundation
import SoftLabels
import TestSupport
import Testing

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
    "F.softmax(x, dim=a)": "F.softmax(x, class_axis=a)",
    "F.cross_entropy(x.movedim(a, 1), c)": "F.cross_entropy(x, c, class_axis=a)",
    "F.cross_entropy(x.movedim(a, 1), y.movedim(a, 1))": "F.cross_entropy(x, y, class_axis=a)",
    "(v * F.cross_entropy(x, y, reduction='none')).sum()": "F.cross_entropy(x, y, sample_weight=v, reduction='sum')",
    "F.nll_loss(q, c)": "F.nll(q, c)",
    "F.nll_loss(q, c, weight=w)": "F.nll(q, c, weight=w)",
    "F.nll_loss(q, c, ignore_index=i)": "F.nll(q, c, ignore_index=i)",
    "F.kl_div(p.log(), t, reduction='batchmean')": "F.kl_div_from_probabilities(p, t, reduction='batchmean')",
    "F.binary_cross_entropy(p, t * (1 - s) + s / 2)": "F.binary_cross_entropy(p, t, label_smoothing=s)",
    "F.binary_cross_entropy_with_logits(x, t * (1 - s) + s / 2)":
      "F.binary_cross_entropy_with_logits(x, t, label_smoothing=s)",
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

  func fits(_ row: Golden) -> Bool {
    let common: Set = ["loss", "dtype", "input", "reduction", "gradient"]
    return row.loss.rawValue == loss && (row.fields.string("reduction") ?? "mean") == reduction
      && Set(row.fields.names).subtracting(common) == options && row.pytorch?[answer] != nil
      && !row.departures.contains(answer)
  }
}

/// The operands of a request under the names that the page "From PyTorch" gives them.
struct Operands {
  private let row: Golden

  init(_ row: Golden) { self.row = row }

  private func tensor(_ field: String) throws -> Tensor<Double> {
    let column = try row.operand(field)
    return try Tensor(shape: column.shape, scalars: column.numbers)
  }

  private func has(_ field: String) -> Bool { row.fields[field] != nil }

  var x: Logits<Double> {
    get throws {
      guard has("ignore_index") else { return try Logits(tensor("input")) }
      return try Logits(tensor("input"), ignoring: i, in: c)
    }
  }
  var p: Probabilities<Double> { get throws { try Probabilities(tensor("input")) } }
  var q: Tensor<Double> { get throws { try tensor("input") } }
  var y: Distributions<Double> {
    get throws { try Distributions(tensor(has("target") ? "target" : "input"), classAxis: has("class_axis") ? a : nil) }
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
    get throws { try Weights(tensor(has("weight") ? "weight" : "pos_weight")) }
  }
  var v: Weights<Double> { get throws { try Weights(tensor("sample_weight")) } }
  var a: Int { get throws { Int(try tensor("class_axis").scalars[0]) } }
  var s: Double { get throws { try tensor("label_smoothing").scalars[0] } }
  var i: Int { get throws { Int(try tensor("ignore_index").scalars[0]) } }
}

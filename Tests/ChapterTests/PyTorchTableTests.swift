import Foundation
import SoftLabels
import TestSupport
import Testing

/// The README's table "PyTorch call -> ours": each call of PyTorch is found among the golden rows by its name and its
/// arguments, and our expression beside it must give PyTorch's value there.
@Suite struct `The table of PyTorch calls` {
  @Test func `each row has its expression in this file, and this file has no other`() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let rows = try tableRows()
    for row in rows {
      let evaluation = "    case \"\(row.call)\":\n      try numbers(\(row.ours))\n"
      if !source.contains(evaluation) { row.fail("nothing evaluates \(row.ours) for \(row.call)") }
    }
    let evaluated = source.components(separatedBy: "\n    case \"").count - 1
    #expect(evaluated == rows.count, "a case here has no row in README.md, or a row stands there twice")
  }

  @Test func `our expression gives PyTorch's golden value for the call beside it`() throws {
    let goldens = Golden.all.filter { $0.elementType == .float64 && $0.fields["validation"] == nil }
    for row in try tableRows() {
      let call = try PyTorchCall(row.call)
      let fitting = goldens.filter(call.fits).prefix(12)
      if fitting.isEmpty { row.fail("no golden row answers \(row.call)") }
      for golden in fitting {
        let theirs = try #require(golden.pytorch?[call.answer]).numbers
        guard let ours = try Operands(golden).value(of: row.call), ours.count == theirs.count else {
          row.fail("no answer of \(theirs.count) numbers to \(golden.id)")
          continue
        }
        // The goldens' own tolerance: PyTorch's last bits differ between processors.
        let agree = zip(ours, theirs).allSatisfy { $0 == $1 || ($0 - $1).magnitude <= 1e-12 * max(1, $1.magnitude) }
        if !agree {
          row.fail("\(golden.id): ours \(ours), PyTorch's \(theirs)")
        }
      }
    }
  }
}

extension Operands {
  /// What the table says we write for a call of PyTorch, evaluated.
  fileprivate func value(of call: String) throws -> [Double]? {
    switch call {
    case "F.cross_entropy(x, y)":
      try numbers(CrossEntropy(logits: x, targets: y).mean)
    case "F.cross_entropy(x, y, reduction='sum')":
      try numbers(CrossEntropy(logits: x, targets: y).sum)
    case "F.cross_entropy(x, y, reduction='none')":
      try numbers(CrossEntropy(logits: x, targets: y).losses)
    case "F.cross_entropy(x, y).backward(); x.grad":
      try numbers(CrossEntropy(logits: x, targets: y).gradient(of: .mean))
    case "F.cross_entropy(x, c)":
      try numbers(CrossEntropy(logits: x, targets: c).mean)
    case "F.cross_entropy(x, c, weight=w)":
      try numbers(CrossEntropy(logits: x, targets: c, classWeights: w).mean)
    case "F.cross_entropy(x, y, weight=w)":
      try numbers(CrossEntropy(logits: x, targets: y, classWeights: w).mean)
    case "F.cross_entropy(x, c, label_smoothing=s)":
      try numbers(CrossEntropy(logits: x, targets: c, labelSmoothing: s).mean)
    case "F.cross_entropy(x, c, ignore_index=i)":
      try numbers(CrossEntropy(logits: x, targets: c, ignoreIndex: i).mean)
    case "-torch.sum(y * torch.log(p))":
      try numbers(CrossEntropy(probabilities: p, targets: y).sum)
    case "F.binary_cross_entropy(p, t)":
      try numbers(BinaryCrossEntropy(probabilities: p, targets: t).mean)
    case "F.binary_cross_entropy(p, t, weight=w)":
      try numbers(BinaryCrossEntropy(probabilities: p, targets: t, weights: w).mean)
    case "F.binary_cross_entropy_with_logits(x, t)":
      try numbers(BinaryCrossEntropy(logits: x, targets: t).mean)
    case "F.binary_cross_entropy_with_logits(x, t, pos_weight=w)":
      try numbers(BinaryCrossEntropy(logits: x, targets: t, positiveWeights: w).mean)
    case "F.kl_div(q, t, reduction='batchmean')":
      try numbers(KLDivergence(logProbabilities: q, targets: t).batchMean)
    case "F.kl_div(q, u, log_target=True, reduction='batchmean')":
      try numbers(KLDivergence(logProbabilities: q, logTargets: u).batchMean)
    case "F.softmax(x, dim=1)":
      try numbers(softmax(x))
    case "F.log_softmax(x, dim=1)":
      try numbers(logSoftmax(x))
    case "torch.logsumexp(x, dim=1)":
      try numbers(logSumExp(x))
    case "torch.special.entr(y).sum(dim=1)":
      try numbers(entropy(y))
    default: nil
    }
  }
}

private func numbers(_ value: Double) -> [Double] { [value] }
private func numbers(_ tensor: Tensor<Double>) -> [Double] { tensor.scalars }
private func numbers(_ distributions: Distributions<Double>) -> [Double] { distributions.tensor.scalars }

/// A row of the README's table, both cells without their backticks.
private struct TableRow {
  let call: String
  let ours: String
  let line: Int

  /// Records an issue at the row's line of the page.
  func fail(_ message: String) {
    let page = packageRoot.appending(path: "README.md").path
    let place = SourceLocation(fileID: "ChapterTests/README.md", filePath: page, line: line, column: 1)
    Issue.record(Comment(rawValue: message), sourceLocation: place)
  }
}

private func tableRows() throws -> [TableRow] {
  let page = try String(contentsOf: packageRoot.appending(path: "README.md"), encoding: .utf8)
  let rows = page.components(separatedBy: "\n").enumerated().compactMap { offset, line in
    line.wholeMatch(of: #/\| `((?:F\.|-?torch\.)[^`]*)` \| `([^`]*)` \|/#).map {
      TableRow(call: String($0.1), ours: String($0.2), line: offset + 1)
    }
  }
  try #require(!rows.isEmpty, "README.md has no table of PyTorch calls")
  return rows
}

import Foundation
import SoftLabels
import TestSupport
import Testing

/// The table of the page "From PyTorch": each call of PyTorch is found among the golden rows by its name and its
/// arguments, and our expression beside it must give PyTorch's value there. The README has a few of its rows.
@Suite struct `The table of PyTorch calls` {
  @Test func `each row has its expression in this file, and this file has no other`() throws {
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    let rows = try tableRows(of: tablePage)
    for row in rows {
      let evaluation = "    case \"\(row.call)\":\n      try numbers(\(row.ours))\n"
      if !source.contains(evaluation) { row.fail("nothing evaluates \(row.ours) for \(row.call)") }
    }
    let evaluated = source.components(separatedBy: "\n    case \"").count - 1
    #expect(evaluated == rows.count, "a case here has no row in \(tablePage), or a row stands there twice")
  }

  @Test func `the README's rows are rows of the table`() throws {
    let rows = try tableRows(of: tablePage)
    for row in try tableRows(of: "README.md") {
      let isThere = rows.contains { $0.call == row.call && $0.ours == row.ours }
      if !isThere { row.fail("\(tablePage) has no such row") }
    }
  }

  @Test func `our expression gives PyTorch's golden value for the call beside it`() throws {
    let goldens = Golden.all.filter { $0.elementType == .float64 && $0.fields["validation"] == nil }
    for row in try tableRows(of: tablePage) {
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
    case "F.cross_entropy(x.movedim(a, 1), c)":
      try numbers(CrossEntropy(logits: x, targets: c, classAxis: a).mean)
    case "F.cross_entropy(x.movedim(a, 1), y.movedim(a, 1))":
      try numbers(CrossEntropy(logits: x, targets: y, classAxis: a).mean)
    case "(v * F.cross_entropy(x, y, reduction='none')).sum()":
      try numbers(CrossEntropy(logits: x, targets: y, sampleWeights: v).sum)
    case "-torch.sum(y * torch.log(p))":
      try numbers(CrossEntropy(probabilities: p, targets: y).sum)
    case "F.nll_loss(q, c)":
      try numbers(CrossEntropy(logProbabilities: q, targets: c).mean)
    case "F.nll_loss(q, c, weight=w)":
      try numbers(CrossEntropy(logProbabilities: q, targets: c, classWeights: w).mean)
    case "F.nll_loss(q, c, ignore_index=i)":
      try numbers(CrossEntropy(logProbabilities: q, targets: c, ignoreIndex: i).mean)
    case "F.binary_cross_entropy(p, t)":
      try numbers(BinaryCrossEntropy(probabilities: p, targets: t).mean)
    case "F.binary_cross_entropy(p, t, weight=w)":
      try numbers(BinaryCrossEntropy(probabilities: p, targets: t, weights: w).mean)
    case "F.binary_cross_entropy_with_logits(x, t)":
      try numbers(BinaryCrossEntropy(logits: x, targets: t).mean)
    case "F.binary_cross_entropy_with_logits(x, t, pos_weight=w)":
      try numbers(BinaryCrossEntropy(logits: x, targets: t, positiveWeights: w).mean)
    case "F.binary_cross_entropy(p, t * (1 - s) + s / 2)":
      try numbers(BinaryCrossEntropy(probabilities: p, targets: t, labelSmoothing: s).mean)
    case "F.binary_cross_entropy_with_logits(x, t * (1 - s) + s / 2)":
      try numbers(BinaryCrossEntropy(logits: x, targets: t, labelSmoothing: s).mean)
    case "F.kl_div(q, t, reduction='batchmean')":
      try numbers(KLDivergence(logProbabilities: q, targets: t).batchMean)
    case "F.kl_div(q, u, log_target=True, reduction='batchmean')":
      try numbers(KLDivergence(logProbabilities: q, logTargets: u).batchMean)
    case "F.kl_div(p.log(), t, reduction='batchmean')":
      try numbers(KLDivergence(probabilities: p, targets: t).batchMean)
    case "F.softmax(x, dim=1)":
      try numbers(softmax(x))
    case "F.softmax(x, dim=a)":
      try numbers(softmax(x, classAxis: a))
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

private let tablePage = "Chapters/pytorch.md"

/// A row of a page's table, both cells without their backticks.
private struct TableRow {
  let call: String
  let ours: String
  let page: String
  let line: Int

  /// Records an issue at the row's line of the page.
  func fail(_ message: String) {
    let file = packageRoot.appending(path: page).path
    let place = SourceLocation(fileID: "ChapterTests/\(page)", filePath: file, line: line, column: 1)
    Issue.record(Comment(rawValue: message), sourceLocation: place)
  }
}

private func tableRows(of page: String) throws -> [TableRow] {
  let text = try String(contentsOf: packageRoot.appending(path: page), encoding: .utf8)
  let rows = text.components(separatedBy: "\n").enumerated().compactMap { offset, line in
    line.wholeMatch(of: #/\| `((?:F\.|-?torch\.|\(v \* F\.)[^`]*)` \| `([^`]*)` \|/#).map {
      TableRow(call: String($0.1), ours: String($0.2), page: page, line: offset + 1)
    }
  }
  try #require(!rows.isEmpty, "\(page) has no table of PyTorch calls")
  return rows
}

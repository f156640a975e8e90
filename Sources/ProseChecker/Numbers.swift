import Foundation
import Workbook

/// The numbers that three and more decimals in prose may be the rounding of.
struct KnownNumbers: Sendable {
  private let printed: [Decimal]
  private let golden: [Double]

  /// What programs print, and the answers of golden rows named for one of `chapters`.
  init(outputs: [String], chapters: [Project.Chapter], in project: Project) {
    printed = outputs.flatMap { decimals(in: Array($0)).map(\.number) }
    let names = Set(chapters.flatMap { [$0.name, $0.folder] })
    golden = (project.text("Tests/SoftLabelsTests/Goldens/goldens.jsonl") ?? "")
      .split(separator: "\n").filter { $0.contains("\"chapter\"") }
      .flatMap { GoldenRow(String($0)).flatMap { names.contains($0.chapter) ? $0.answers : nil } ?? [] }
  }

  func verify(_ number: Decimal) -> Bool {
    printed.contains { number.isRounding(of: $0) } || golden.contains { isRounding(number, of: $0) }
  }

  /// The known number nearest to one that is not known, if it is near.
  func nearest(to number: Decimal) -> String? {
    let candidates = printed.map { ($0.text, $0.value) } + golden.map { ($0.magnitude.description, $0.magnitude) }
    let nearest = candidates.min { abs($0.1 - number.value) < abs($1.1 - number.value) }
    guard let nearest, abs(nearest.1 - number.value) <= 0.01 * number.value else { return nil }
    return nearest.0
  }

  private func isRounding(_ number: Decimal, of value: Double) -> Bool {
    guard !number.isVersion, number.exponent <= 0, value.isFinite else { return false }
    // Far apart is far apart; the exact text is only needed where they are close.
    let unit = Double("1e\(number.exponent)") ?? 1
    guard abs(value.magnitude - number.value) <= unit else { return false }
    let rounded = formatted(value.magnitude, decimals: -number.exponent).filter { $0 != "." }
    return rounded.drop { $0 == "0" } == number.digits
  }
}

/// A row of the golden file, as far as prose may quote it: PyTorch's answers and the true ones.
private struct GoldenRow {
  let chapter: String
  let answers: [Double]

  init?(_ line: String) {
    guard let row = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
      let chapter = row["chapter"] as? String
    else { return nil }
    self.chapter = chapter
    answers = ["truth", "pytorch"].flatMap { Self.numbers(in: row[$0]) }
  }

  private static func numbers(in value: Any?) -> [Double] {
    switch value {
    case let text as String: Double(text).map { [$0] } ?? []
    case let list as [Any]: list.flatMap { numbers(in: $0) }
    case let table as [String: Any]: table.values.flatMap { numbers(in: $0) }
    case let number as NSNumber: [number.doubleValue]
    default: []
    }
  }
}

extension MarkdownPage {
  /// Every number with a decimal point that stands in a sentence and that nothing verifies.
  func numberFindings(known: KnownNumbers, pins: Pins) -> [Finding] {
    let shown = Dictionary(grouping: fences) { section(of: $0.line) }.mapValues { fences in
      fences.flatMap { fence in fence.lines.flatMap { decimals(in: Array($0)).map(\.number) } }
    }
    var findings: [Finding] = []
    var before = ""
    for (i, line) in prose.enumerated() {
      let characters = Array(line)
      for (offset, number) in decimals(in: characters) {
        let words = String((before + "\n" + String(characters[..<offset])).suffix(200))
        if let problem = problem(with: number, after: words, shown: shown[section(of: i + 1)] ?? [], known, pins) {
          findings.append(Finding(path: path, line: i + 1, message: problem))
        }
      }
      before = line
    }
    return findings
  }

  private func problem(
    with number: Decimal, after words: String, shown: [Decimal], _ known: KnownNumbers, _ pins: Pins
  ) -> String? {
    switch pins.judge(number, before: words) {
    case .right: return nil
    case .wrong(let message): return message
    case .unnamed: break
    }
    if number.decimals < 3 || number.isVersion {
      return shown.contains { number.isSameToken(as: $0) } ? nil : "\(number.text) stands in no fence of this section"
    }
    guard !known.verify(number) else { return nil }
    let hint = known.nearest(to: number).map { "; the nearest is \($0)" } ?? ""
    return "\(number.text) is the rounding of nothing that was printed, nor of a golden row of this chapter\(hint)"
  }
}

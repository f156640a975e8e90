import Foundation

/// The numbers that three and more decimals in prose may be the rounding of.
struct KnownNumbers: Sendable {
  private let numbers: [Decimal]

  /// What programs print, and the answers of golden rows named for one of `chapters`.
  init(printed: [Decimal], chapters: [Project.Chapter], golden: [GoldenRow]) {
    let names = Set(chapters.flatMap { [$0.name, $0.folder] })
    numbers = printed + golden.flatMap { names.contains($0.chapter) ? $0.answers : [] }
  }

  func verify(_ number: Decimal) -> Bool { numbers.contains { number.isRounding(of: $0) } }

  /// The known number nearest to one that is not known, if it is near.
  func nearest(to number: Decimal) -> String? {
    let nearest = numbers.min { abs($0.value - number.value) < abs($1.value - number.value) }
    guard let nearest, abs(nearest.value - number.value) <= 0.01 * number.value else { return nil }
    return nearest.text
  }
}

/// A row of the golden file, as far as prose may quote it: PyTorch's answers and the true ones.
struct GoldenRow: Sendable {
  let chapter: String
  let answers: [Decimal]

  static func all(in project: Project) -> [GoldenRow] {
    (project.text("Tests/SoftLabelsTests/Goldens/goldens.jsonl") ?? "").split(separator: "\n").compactMap { line in
      guard line.contains("\"chapter\""),
        let row = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let chapter = row["chapter"] as? String
      else { return nil }
      return GoldenRow(chapter: chapter, answers: ["truth", "pytorch"].flatMap { numbers(in: row[$0]) })
    }
  }

  private static func numbers(in value: Any?) -> [Decimal] {
    switch value {
    case let text as String: Double(text).map(answer) ?? []
    case let list as [Any]: list.flatMap { numbers(in: $0) }
    case let table as [String: Any]: table.values.flatMap { numbers(in: $0) }
    case let number as NSNumber: answer(number.doubleValue)
    default: []
    }
  }

  /// A number by its shortest text, which rounds as the number itself does.
  private static func answer(_ value: Double) -> [Decimal] { decimals(in: value.magnitude.description).map(\.number) }
}

extension MarkdownPage {
  /// Every number with a decimal point that stands in a sentence and that nothing verifies.
  func numberFindings(known: KnownNumbers, pins: Pins, in project: Project) -> [Finding] {
    let shown = Dictionary(grouping: fences) { section(of: $0.line) }.mapValues { fences in
      fences.flatMap { fence in fence.lines.flatMap { decimals(in: $0).map(\.number) } }
    }
    let recorded = Dictionary(grouping: links) { section(of: $0.line) }.mapValues { links in
      links.compactMap { target(of: $0)?.path }.filter { $0.hasSuffix(".json") }
        .flatMap { project.text($0)?.textLines ?? [] }
    }
    var findings: [Finding] = []
    var before = ""
    for (i, line) in prose.enumerated() {
      let section = section(of: i + 1)
      for (place, number) in decimals(in: line) {
        let words = String((before + "\n" + line[..<place]).suffix(200))
        if let problem = problem(with: number, after: words, shown: shown[section] ?? [], known, pins),
          !isRecorded(number, beside: line, in: recorded[section] ?? [])
        {
          findings.append(finding(i + 1, problem))
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

  /// Whether a line of a recorded file has this number, to its digits, and every word that stands in `code` beside it.
  private func isRecorded(_ number: Decimal, beside line: String, in records: [String]) -> Bool {
    let words = line.matches(of: #/`([^`]+)`/#).map(\.1)
    return !words.isEmpty
      && records.contains { record in
        words.allSatisfy(record.contains) && decimals(in: record).contains { number.isRounding(of: $0.number) }
      }
  }
}

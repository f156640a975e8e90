import Foundation
import Workbook

/// `study.csv`, which `make study` writes: a line for each model of each seed.
struct StudyTable {
  private let values: [String: [[Double]]]

  init() throws {
    let lines = try String(contentsOf: fileBeside("study.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
    var values: [String: [[Double]]] = [:]
    for line in lines {
      let fields = line.split(separator: ",")
      let numbers = fields.dropFirst(6).map { Double($0) ?? .nan }
      // The strength of decay tells two models apart where it was given, and not where it was chosen.
      let named = fields[1].hasPrefix("with") ? fields[1..<5] : fields[1..<6]
      values[named.joined(separator: ","), default: []].append(numbers)
    }
    self.values = values
  }

  /// What was measured of the models with this name, seed by seed.
  func seeds(_ metric: Metric, _ name: String...) -> [Double] {
    guard let rows = values[name.joined(separator: ",")] else { fatalError("the study has no \(name)") }
    return rows.map { metric.scale * $0[metric.column] }
  }
}

/// What the study measures, in the order of its columns.
enum Metric: Int {
  case accuracy, excess, offVotes, offDigits

  var column: Int { rawValue }
  /// Divergences are in nats, the others in per cent.
  var scale: Double { self == .excess ? 1 : 100 }
  var decimals: Int { self == .excess ? 3 : 1 }
}

/// A mean over ten seeds, and half the length of its 95 % interval: 2.262 standard errors, by Student's t with 9 degrees of
/// freedom.
struct Interval {
  let mean, margin: Double

  init(_ values: [Double]) {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    (self.mean, margin) = (mean, 2.262 * (variance / n).squareRoot())
  }

  func text(_ metric: Metric) -> String {
    formatted(mean, decimals: metric.decimals) + " ± " + formatted(margin, decimals: metric.decimals)
  }
}

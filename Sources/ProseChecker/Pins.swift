import Foundation

/// The versions, exercises and equations that prose may name.
struct Pins: Sendable {
  /// The toolchain whose diagnostics the pages quote.
  static let swift = "6.3"

  /// Names as prose writes them, and the version each is pinned to.
  private let versions: [String: String]
  private let exercises: Set<String>
  /// The numbers that stand after `\qquad` at the end of a displayed formula, in parentheses.
  private let equations: Set<String>

  init(_ project: Project) {
    var versions = ["Swift": Pins.swift, "Apache": "2.0", "Apache License": "2.0", "Version": "2.0"]
    let packages = ["torch": "PyTorch", "numpy": "NumPy", "mpmath": "mpmath", "optax": "optax", "scipy": "SciPy"]
    for line in project.text("Tests/SoftLabelsTests/Goldens/requirements.txt")?.textLines ?? [] {
      guard let match = line.firstMatch(of: /^([A-Za-z0-9_-]+)==([0-9.]+)/) else { continue }
      if let name = packages[String(match.1)] { versions[name] = String(match.2) }
    }
    self.versions = versions
    exercises = Set(
      project.chapters.flatMap { chapter in
        let text = project.text(chapter.path + "/Exercises.swift") ?? ""
        return text.matches(of: #/(?m)^\s*///\s*Exercise (\d+\.\d+)\b/#).map { String($0.1) }
      })
    equations = Set(
      project.chapters.flatMap(project.pages).flatMap { page in
        (project.text(page) ?? "").matches(of: #/(?m)\\qquad \((\d+\.\d+)\)$/#).map { String($0.1) }
      })
  }

  /// Whether `number` is the version, the exercise or the equation that the words `before` it make it.
  func judge(_ number: Decimal, before: String) -> Verdict {
    if before.firstMatch(of: Self.exercise) != nil {
      return exercises.contains(number.text) ? .right : .wrong("there is no Exercise \(number.text)")
    }
    if before.hasSuffix("\\qquad (") { return equations.contains(number.text) ? .right : .unnamed }
    if before.firstMatch(of: Self.equation) != nil {
      return equations.contains(number.text) ? .right : .wrong("there is no equation (\(number.text))")
    }
    guard number.decimals <= 2 || number.isVersion else { return .unnamed }
    guard let match = before.firstMatch(of: Self.name) else { return .unnamed }
    let name = String(match.1)
    if name == "PyTorch", versions[name] == nil { return .wrong("nothing pins the version of PyTorch") }
    guard let pinned = versions[name] else { return .unnamed }
    let isPinned = (pinned + ".").hasPrefix(number.text + ".") || (number.text + ".").hasPrefix(pinned + ".")
    return isPinned ? .right : .wrong("\(name) is pinned to \(pinned), not \(number.text)")
  }

  // What stands before a number.
  private static let exercise = Pattern(#/[Ee]xercises?\s+(\d+\.\d+(,\s*|,?\s+and\s+|\s+to\s+))*$/#)
  private static let equation = Pattern(#/[Ee]quations?\s+\((\d+\.\d+\)(,\s*|,?\s+and\s+|\s+to\s+)\()*$/#)
  private static let name = Pattern(#/(Apache License|[A-Za-z]+)[*`_]*,?\s+[*`_]*$/#)

  enum Verdict: Equatable {
    case right
    case wrong(String)
    /// None of these.
    case unnamed
  }
}

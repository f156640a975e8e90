import Foundation
import TestSupport
import Testing

/// Rules about the sources that no compiler checks.
@Suite struct `The package keeps its own rules` {
  static func sources(under folder: String) throws -> [(path: String, text: String)] {
    let base = packageRoot.appending(path: folder)
    let files = try #require(FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil))
    return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
      .map { ($0.path(), try String(contentsOf: $0, encoding: .utf8)) }
  }

  @Test func `the kernel library imports nothing, but for Dispatch in one file`() throws {
    let imports = try Self.sources(under: "Sources/SoftLabels").flatMap { file in
      file.text.split(separator: "\n").filter { $0.hasPrefix("import ") || $0.contains(" import ") }
        .map { (file.path, String($0)) }
    }
    #expect(imports.allSatisfy { $0.1.hasSuffix("import Dispatch") }, "\(imports)")
    #expect(imports.count <= 1, "\(imports)")
  }

  @Test func `the kernel library prints nothing, asks no clock and draws no random numbers`() throws {
    for file in try Self.sources(under: "Sources/SoftLabels") {
      for word in ["print(", "ContinuousClock", "DispatchTime", ".random(", "SystemRandomNumberGenerator"] {
        #expect(!file.text.contains(word), "\(word) in \(file.path)")
      }
    }
  }

  @Test func `no fused multiply-add is asked for`() throws {
    for file in try Self.sources(under: "Sources/SoftLabels") {
      #expect(!file.text.contains("addingProduct") && !file.text.contains("addProduct"), "\(file.path)")
    }
  }

  /// The lines of all files without their comments.
  static func code(under folder: String, besides other: String = "/ /") throws -> [(file: String, line: Substring)] {
    try sources(under: folder).filter { !$0.path.contains(other) }.flatMap { file in
      file.text.split(separator: "\n").map {
        (file.path, $0.prefix(upTo: $0.firstRange(of: "//")?.lowerBound ?? $0.endIndex))
      }
    }
  }

  /// So they compile for machines without a runtime library, too, by the same lines.
  @Test func `reference and evaluation are safe Swift without existentials, conditions and untyped errors`() throws {
    let forbidden = #/\b(unsafe|any|Any|AnyObject|AnyHashable|KeyPath)\b|#if|\bas[?!]|\bthrows(?!\()|\\\.[a-z]/#
    let reference = try Self.code(under: "Sources/SoftLabels", besides: "/Fused/")
    for (file, line) in try reference + Self.code(under: "Sources/Evaluation") {
      #expect(!line.contains(forbidden), "\(line) in \(file)")
      let isImport = line.contains(#/\bimport /#) && (line != "import SoftLabels" || !file.contains("/Evaluation/"))
      #expect(!isImport, "\(line) in \(file)")
    }
  }

  @Test func `the fused kernels are a leaf, whose types nothing in the library names but their door`() throws {
    let declaration = #/^(?:public |package )?(?:struct|enum|protocol|typealias) (\w+)/#
    let types = try Set(
      Self.code(under: "Sources/SoftLabels/Fused").compactMap { $0.line.firstMatch(of: declaration)?.1 })
    #expect(types.contains("FusedLoss"))
    for (file, line) in try Self.code(under: "Sources/SoftLabels", besides: "/Fused/")
    where !file.contains("/Losses/Fused") {
      #expect(types.isDisjoint(with: line.matches(of: #/\w+/#).map(\.output)), "\(line) in \(file)")
    }
  }

  /// An Int may have 32 bits, of which a shift by more leaves nothing.
  @Test func `what is shifted by more than 31 says that it has 64 bits`() throws {
    let wide = #/(\bbits|\bcarry|\.bitPattern|UInt64\([^()]*(\([^()]*\)[^()]*)*\)) $/#
    var count = 0
    for (file, line) in try Self.code(under: "Sources/SoftLabels") where line.contains("<<") || line.contains(">>") {
      for shift in line.matches(of: #/&?(<<|>>)=? (3[2-9]|[4-9][0-9])\b/#) {
        count += 1
        #expect(line[..<shift.range.lowerBound].contains(wide), "\(line) in \(file)")
      }
    }
    #expect(count > 0)
  }

  @Test func `no two files differ by case alone`() throws {
    var seen: [String: String] = [:]
    for folder in ["Sources", "Tests", "Chapters"] {
      for file in try Self.sources(under: folder) {
        let other = seen.updateValue(file.path, forKey: file.path.lowercased())
        #expect(other == nil, "\(other ?? "") and \(file.path)")
      }
    }
  }
}

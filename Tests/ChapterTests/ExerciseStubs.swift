import Foundation
import TestSupport

@testable import ProseChecker
@testable import Workbook

/// The chapters that have exercises, as the book comes.
enum Stubs {
  static let chapters = Project(root: packageRoot.path, binaries: "").chapters.filter {
    !text($0, pristine: true).isEmpty
  }

  /// The reader's file, or the stubs of a chapter: what `make reset-exercises` brings back.
  static func text(_ chapter: ChapterFolder, pristine: Bool) -> String {
    let path = packageRoot.path + "/" + chapter.path + (pristine ? "/.Exercises.swift" : "/Exercises.swift")
    return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Whether nobody has begun to solve anything.
  static let areUntouched = chapters.allSatisfy { text($0, pristine: true) == text($0, pristine: false) }
}

/// What the chapters' programs tell of their exercises, each answered by its solution.
enum Rehearsals {
  static let all: Result<[Rehearsal], any Error> = Result {
    try Stubs.chapters.flatMap { chapter in
      let outcome = try run(try builtPrograms() + "/" + chapter.name, ["--rehearse"])
      return try JSONDecoder().decode([Rehearsal].self, from: Data(outcome.output.utf8))
    }
  }

  static let numbers = ((try? all.get()) ?? []).map(\.number)
}

import Foundation

/// The stubs as the book comes: what `make reset-exercises` brings back.
enum Stubs {
  static let folders = ["01-binary-soft-bce", "02-multiclass-soft-ce", "03-weighted-imbalance"]

  /// The reader's file, or the stubs of a folder.
  static func text(_ folder: String, pristine: Bool) -> String {
    let path = packageRoot + "/Chapters/\(folder)/" + (pristine ? ".Exercises.swift" : "Exercises.swift")
    return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Whether nobody has begun to solve anything.
  static let areUntouched = folders.allSatisfy { text($0, pristine: true) == text($0, pristine: false) }
}

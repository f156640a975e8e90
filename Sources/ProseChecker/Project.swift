import Foundation
import Workbook

/// The project on disk: where its pages, sources and built programs are.
package struct Project: Sendable {
  /// The folder that holds `Package.swift`.
  package let root: String
  /// The folder that holds the built programs.
  package let binaries: String

  /// A project at `root` whose programs were built into `binaries`.
  package init(root: String, binaries: String) {
    self.root = root
    self.binaries = binaries
  }

  /// A chapter's folder.
  package typealias Chapter = ChapterFolder

  /// The chapters, in the order of their numbers: the folders of `Chapters` that hold a program.
  package var chapters: [Chapter] {
    contents(of: "Chapters").map(Chapter.init).filter { exists($0.path + "/main.swift") }
  }

  /// The chapter that a person means by "1", "01", its name or its folder.
  package func chapter(named name: String) -> Chapter? {
    chapters.first { chapter in
      [chapter.folder, chapter.name].contains(name) || (Int(name) != nil && Int(name) == Int(chapter.number))
    }
  }

  func url(_ path: String) -> URL { URL(fileURLWithPath: root).appendingPathComponent(path) }

  func program(_ name: String) -> String? {
    let path = binaries + "/" + name
    return FileManager.default.isExecutableFile(atPath: path) && !isFolder(path) ? path : nil
  }

  /// A file's text with plain line ends, or nil if it cannot be read.
  func text(_ path: String) -> String? {
    // A carriage return and a line feed are a single Character.
    data(path).map { String(decoding: $0, as: UTF8.self).replacing("\r\n", with: "\n") }
  }

  func data(_ path: String) -> Data? { FileManager.default.contents(atPath: url(path).path) }

  /// The names in a folder, sorted; none if there is no such folder.
  func contents(of folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: url(folder).path)) ?? []).sorted()
  }

  func isFolder(_ path: String) -> Bool {
    let url = path.hasPrefix("/") ? URL(fileURLWithPath: path) : url(path)
    return (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory ?? false
  }

  /// Every file below `folder` whose name has the extension, sorted; hidden ones are left out.
  func files(below folder: String, withExtension wanted: String) -> [String] {
    contents(of: folder).filter { !$0.hasPrefix(".") }.flatMap { name -> [String] in
      let path = folder + "/" + name
      if name.hasSuffix("." + wanted) { return [path] }
      return isFolder(path) ? files(below: path, withExtension: wanted) : []
    }
  }

  /// Whether `path` exists with exactly these letters: a link that only differs by case works on some disks.
  func exists(_ path: String) -> Bool {
    var folder = ""
    for component in path.split(separator: "/").map(String.init) {
      guard contents(of: folder).contains(component) else { return false }
      folder += (folder.isEmpty ? "" : "/") + component
    }
    return true
  }
}

extension String {
  /// The lines, without the empty one after a last line end.
  var textLines: [String] {
    var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  var isBlank: Bool { allSatisfy { $0 == " " || $0 == "\t" } }

  var indentation: Substring { prefix { $0 == " " || $0 == "\t" } }
}

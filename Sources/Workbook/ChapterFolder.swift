/// The folder of a chapter, such as `03-weighted-imbalance`, from whose name all others are made.
package struct ChapterFolder: Sendable {
  /// The folder's name.
  package let folder: String

  package init(folder: String) {
    self.folder = folder
  }

  /// The chapter's number as prose writes it, such as "3".
  package var number: String { String(folder.prefix { $0.isNumber }.drop { $0 == "0" }) }
  /// The program's name: the folder's without its number.
  package var name: String { String(folder.drop { $0.isNumber }.drop { $0 == "-" }) }
  /// The folder, relative to the root.
  package var path: String { "Chapters/" + folder }
  /// The page that is its prose, relative to the root.
  package var page: String { path + "/README.md" }
  /// Where its figures are kept, relative to the root.
  package var figures: String { path + "/figures" }
}

import Foundation

/// An array that stands in a file, or has been read from it.
struct StoredArray: Sendable {
  let shape: [Int]
  fileprivate let read: @Sendable (Range<Int>?, Progress?) -> NumericArray

  /// All of it, or some rows along the first axis.
  func array(rows: Range<Int>? = nil, progress: Progress? = nil) -> NumericArray { read(rows, progress) }
}

/// Reads an array from a file or standard input, whatever its format: the first bytes tell.
enum ArrayReader {
  /// - Throws: `CommandFailure` with exit status 66 for a file that cannot be read, 65 for what cannot be understood.
  static func open(_ path: String, in environment: Environment, progress: Progress? = nil) throws -> StoredArray {
    if path == "-" {
      let name = "standard input"
      return try parse(InputFile.drain(environment.input, name: name), name: name, progress: progress)
    }
    let (file, key) = split(path)
    let name = printable(file, limit: 200)
    return try parse(InputFile.bytes(of: file, name: name), name: name, key: key, progress: progress)
  }

  /// `FILE.npz:key`, where no file has that whole name.
  private static func split(_ path: String) -> (file: String, key: String?) {
    let exists = FileManager.default.fileExists(atPath:)
    guard !exists(path), let colon = path.indices.first(where: { path[$0] == ":" && exists(String(path[..<$0])) })
    else {
      return (path, nil)
    }
    return (String(path[..<colon]), String(path[path.index(after: colon)...]))
  }

  static func parse(
    _ bytes: Data, name: String, key: String? = nil, progress: Progress? = nil
  ) throws -> StoredArray {
    guard !bytes.isEmpty else { throw CommandFailure.badData("\(name): the file is empty") }
    var (array, whole) = (bytes, name)
    if bytes.starts(with: NumPyArchive.magic) {
      array = try NumPyArchive(bytes, name: name).array(key)
      if let key { whole += ":\(printable(key, limit: 100))" }
      guard array.starts(with: NumPyFile.magic) else { throw CommandFailure.badData("\(whole): this is no array") }
    } else if let key {
      throw CommandFailure.badData("\(name): no .npz archive: it has no array '\(key)'")
    }
    if array.starts(with: NumPyFile.magic) {
      let file = try NumPyFile(array, name: whole)
      return StoredArray(shape: file.shape, read: file.array)
    }
    if let refusal = Stranger.refusal(bytes, name: name) { throw refusal }
    let table = try TextTable([UInt8](bytes), name: name).array(progress: progress)
    return StoredArray(shape: table.shape) { rows, _ in rows.map(table.rows) ?? table }
  }
}

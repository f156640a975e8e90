import Foundation

/// An array that stands in a file, or has been read from it.
enum StoredArray: Sendable {
  case file(NumPyFile)
  case read(NumericArray)

  var shape: [Int] {
    switch self {
    case .file(let file): file.shape
    case .read(let array): array.shape
    }
  }

  /// All of it, or some rows along the first axis.
  func array(rows: Range<Int>? = nil, progress: Progress? = nil) -> NumericArray {
    switch self {
    case .file(let file): file.array(rows: rows, progress: progress)
    case .read(let array): rows.map(array.rows) ?? array
    }
  }
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
    if bytes.starts(with: NumPyArchive.magic) {
      let array = try NumPyArchive(bytes, name: name).array(key)
      let whole = key.map { "\(name):\(printable($0, limit: 100))" } ?? name
      guard array.starts(with: NumPyFile.magic) else { throw CommandFailure.badData("\(whole): this is no array") }
      return .file(try NumPyFile(array, name: whole))
    }
    if let key { throw CommandFailure.badData("\(name): no .npz archive: it has no array '\(key)'") }
    if bytes.starts(with: NumPyFile.magic) { return .file(try NumPyFile(bytes, name: name)) }
    if let refusal = Stranger.refusal(bytes, name: name) { throw refusal }
    return .read(try TextTable([UInt8](bytes), name: name).array(progress: progress))
  }
}

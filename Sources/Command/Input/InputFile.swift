import Foundation

/// The bytes of a file, a pipe or a device.
enum InputFile {
  /// What cannot be mapped is held in memory: more than this is refused.
  static let largestUnmapped = 1 << 30

  /// A regular file is mapped: its bytes are the system's to keep. Anything else is read to its end.
  ///
  /// - Throws: `CommandFailure` with exit status 66 for what cannot be read, and 65 for what has no end.
  static func bytes(of path: String, name: String) throws -> Data {
    var facts = stat()
    guard unsafe stat(path, &facts) == 0 else { throw CommandFailure.noInput("\(name): \(reason(errno, path))") }
    switch facts.st_mode & S_IFMT {
    case S_IFDIR: throw CommandFailure.noInput("\(name): this is a folder")
    case S_IFREG:
      // What is safe to map is the library's guess, and on Linux nothing is.
      let options = facts.st_size > 0 ? Data.ReadingOptions.alwaysMapped : []
      if let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: options) { return data }
    default:
      if let handle = FileHandle(forReadingAtPath: path) {
        defer { try? handle.close() }
        return try drain(FileSource(handle: handle, name: name), name: name)
      }
    }
    throw CommandFailure.noInput("\(name): cannot be read")
  }

  private static func reason(_ code: Int32, _ path: String) -> String {
    switch code {
    case ENOENT where path.unicodeScalars.contains("\u{fffd}"):
      "no such file, as far as its name is UTF-8: rename it, or give it as standard input"
    case ENOENT: "no such file"
    case ENOTDIR: "no such file: a part of its path is no folder"
    case ELOOP: "a loop of symbolic links"
    case EACCES: "permission denied"
    default: "cannot be read"
    }
  }

  /// Reads to the end, or as far as the limit.
  static func drain(_ source: any ByteSource, name: String, limit: Int = largestUnmapped) throws -> Data {
    var bytes = Data()
    while case let piece = try source.read(), !piece.isEmpty {
      bytes += piece
      // A device of zeros has no end, and is no text.
      guard bytes.count > piece.count || piece[0] != 0 else {
        throw CommandFailure.badData("\(name): byte 0x0 is neither text nor the beginning of an array")
      }
      guard bytes.count <= limit else {
        throw CommandFailure.badData(
          "\(name): more than \(limit) bytes that are no file: write them to one, which need not fit in memory")
      }
    }
    return bytes
  }
}

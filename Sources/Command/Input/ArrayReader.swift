import Foundation

/// Reads an array from a file or standard input, whatever its format: the first bytes tell.
enum ArrayReader {
  /// - Throws: `CommandFailure` with exit status 66 for a file that cannot be read, 65 for what cannot be understood.
  static func read(_ path: String, in environment: Environment, progress: Progress? = nil) throws -> NumericArray {
    let name = path == "-" ? "standard input" : path
    let bytes = path == "-" ? try drain(environment.input, name: name) : try contents(of: path)
    return try parse(bytes, name: name, progress: progress)
  }

  static func parse(_ bytes: [UInt8], name: String, progress: Progress? = nil) throws -> NumericArray {
    guard !bytes.isEmpty else { throw CommandFailure.badData("\(name): the file is empty") }
    if bytes.starts(with: NumPyFile.magic) { return try NumPyFile(bytes, name: name).array(progress: progress) }
    for (magic, what) in strangers where bytes.starts(with: magic) {
      throw CommandFailure.badData("\(name): this is \(what): expected a .npy file or CSV text")
    }
    return try TextTable(bytes, name: name).array(progress: progress)
  }

  /// Formats that somebody may well try.
  private static let strangers: [([UInt8], String)] = [
    (Array("PK".utf8), "a zip archive, such as .npz or a PyTorch file (save one array with np.save)"),
    ([0x1f, 0x8b], "compressed with gzip"),
    ([0x80, 0x02], "a Python pickle"), ([0x80, 0x04], "a Python pickle"), ([0x80, 0x05], "a Python pickle"),
    ([0x89, 0x48, 0x44, 0x46], "an HDF5 file"),
    (Array("PAR1".utf8), "a Parquet file"),
    ([0xff, 0xfe], "UTF-16 text"), ([0xfe, 0xff], "UTF-16 text"),
  ]

  private static func contents(of path: String) throws -> [UInt8] {
    guard FileManager.default.fileExists(atPath: path) else { throw CommandFailure.noInput("\(path): no such file") }
    let facts = try? URL(fileURLWithPath: path).resourceValues(forKeys: [.isDirectoryKey])
    if facts?.isDirectory == true { throw CommandFailure.noInput("\(path): this is a folder") }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw CommandFailure.noInput("\(path): cannot be read")
    }
    defer { try? handle.close() }
    do {
      return [UInt8](try handle.readToEnd() ?? Data())
    } catch {
      throw CommandFailure.noInput("\(path): \(error.localizedDescription)")
    }
  }

  private static func drain(_ source: any ByteSource, name: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      while true {
        let piece = try source.read()
        if piece.isEmpty { return bytes }
        bytes += piece
      }
    } catch {
      throw CommandFailure.noInput("\(name): \(error.localizedDescription)")
    }
  }
}

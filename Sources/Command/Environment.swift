import Foundation

/// What a command reads from and writes to, so that a test can hand it bytes and look at what it said.
struct Environment {
  let input: any ByteSource
  let output: any ByteSink
  let errors: any ByteSink

  /// The process's own streams.
  static var process: Environment {
    Environment(
      input: FileSource(handle: .standardInput, name: "standard input"), output: FileSink(.standardOutput),
      errors: FileSink(.standardError))
  }
}

/// Bytes that arrive in pieces.
protocol ByteSource {
  /// The next piece, as soon as there is one; empty at the end.
  func read() throws -> [UInt8]
}

/// Where bytes go. What is written has left the process on return, unless `isOpen` is false then.
protocol ByteSink: AnyObject {
  func write(_ bytes: [UInt8])
  /// False once nothing can be written any more: there is no point in going on.
  var isOpen: Bool { get }
  /// Why, where a person should know: not if the reader has gone away.
  var failure: String? { get }
  /// True if a person is looking: colour and progress are for them alone.
  var isTerminal: Bool { get }
  /// True if that person has nothing against colour.
  var isColoured: Bool { get }
}

extension ByteSink {
  func write(_ text: String) { write(Array(text.utf8)) }

  var failure: String? { nil }
  var isColoured: Bool { isTerminal }
}

/// What the process was given to read: a file, a pipe or a terminal.
struct FileSource: ByteSource {
  let handle: FileHandle
  let name: String

  /// Waiting for a full piece would keep a caller, who waits for an answer, waiting: it is what there is.
  func read() throws -> [UInt8] {
    let flags = fcntl(handle.fileDescriptor, F_GETFL)
    guard flags >= 0, flags & O_ACCMODE != O_WRONLY else {
      throw CommandFailure.noInput("\(name) is not open for reading")
    }
    if flags & O_NONBLOCK != 0 { _ = fcntl(handle.fileDescriptor, F_SETFL, flags & ~O_NONBLOCK) }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    // Unsafe: the system call fills memory. It is given the array's own, and its length.
    let count = unsafe piece.withUnsafeMutableBytes {
      unsafe Foundation.read(handle.fileDescriptor, $0.baseAddress, $0.count)
    }
    guard count >= 0 else { throw CommandFailure.noInput("\(name) cannot be read") }
    return Array(piece[..<count])
  }
}

/// A file, a pipe or a terminal to write to.
final class FileSink: ByteSink {
  private let handle: FileHandle
  private(set) var isOpen = true
  private(set) var failure: String?
  let isTerminal: Bool
  let isColoured: Bool

  /// - Parameter variables: the environment's; `TERM=dumb` and `NO_COLOR` (no-color.org) count.
  init(_ handle: FileHandle, variables: [String: String] = ProcessInfo.processInfo.environment) {
    self.handle = handle
    isTerminal = isatty(handle.fileDescriptor) == 1 && variables["TERM"] != "dumb"
    isColoured = isTerminal && variables["NO_COLOR", default: ""].isEmpty
  }

  func write(_ bytes: [UInt8]) {
    guard isOpen else { return }
    do {
      try handle.write(contentsOf: bytes)
    } catch {
      isOpen = false
      let code = ((error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError)?.code ?? 0
      if code != Int(EPIPE) {
        failure = code == Int(ENOSPC) ? "no space left on the device" : "it cannot be written (error \(code))"
      }
    }
  }
}

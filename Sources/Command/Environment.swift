import Foundation

/// What a command reads from and writes to, so that a test can hand it bytes and look at what it said.
struct Environment {
  let input: any ByteSource
  let output: any ByteSink
  let errors: any ByteSink

  /// The process's own streams.
  static var process: Environment {
    Environment(
      input: StandardInput(), output: FileSink(.standardOutput), errors: FileSink(.standardError))
  }
}

/// Bytes that arrive in pieces.
protocol ByteSource: AnyObject {
  /// The next piece, as soon as there is one; empty at the end.
  func read() throws -> [UInt8]
}

/// Where bytes go. What is written has left the process on return, unless its reader has gone away.
protocol ByteSink: AnyObject {
  func write(_ bytes: [UInt8])
  /// False once the reader has gone away: there is no point in going on.
  var isOpen: Bool { get }
  /// True if a person is looking: colour and progress are for them alone.
  var isTerminal: Bool { get }
}

extension ByteSink {
  func write(_ text: String) { write(Array(text.utf8)) }
}

/// What the process was given to read: a file, a pipe or a terminal.
final class StandardInput: ByteSource {
  private let handle = FileHandle.standardInput
  /// A regular file is read in pieces of a fixed size. What cannot seek, a pipe or a terminal, gives what it has: waiting
  /// for a full piece would keep a caller, who waits for an answer, waiting.
  private lazy var isSeekable = (try? handle.offset()) != nil

  func read() throws -> [UInt8] {
    do {
      if isSeekable { return [UInt8](try handle.read(upToCount: 1 << 16) ?? Data()) }
    } catch {
      throw CommandFailure.noInput("standard input cannot be read")
    }
    try prepareToRead()
    return [UInt8](handle.availableData)
  }

  /// `availableData` stops the program where it cannot read; what leads there is asked about first.
  private func prepareToRead() throws {
    let flags = fcntl(handle.fileDescriptor, F_GETFL)
    guard flags >= 0, flags & O_ACCMODE != O_WRONLY else {
      throw CommandFailure.noInput("standard input is not open for reading")
    }
    if flags & O_NONBLOCK != 0 { _ = fcntl(handle.fileDescriptor, F_SETFL, flags & ~O_NONBLOCK) }
  }
}

/// A file, a pipe or a terminal to write to.
final class FileSink: ByteSink {
  private let handle: FileHandle
  private(set) var isOpen = true
  let isTerminal: Bool

  init(_ handle: FileHandle) {
    self.handle = handle
    isTerminal = isatty(handle.fileDescriptor) == 1
  }

  func write(_ bytes: [UInt8]) {
    guard isOpen else { return }
    do {
      try handle.write(contentsOf: bytes)
    } catch {
      isOpen = false
    }
  }
}

import Foundation

/// What a program did.
package struct ProcessOutcome: Sendable {
  /// Its exit status, or the number of the signal that ended it.
  package var status: Int32
  /// What it wrote to standard output.
  package var output: String
  /// What it wrote to standard error.
  package var errors: String
  /// How it ended.
  package var ending = Ending.exit

  /// How a program can end.
  package enum Ending: Sendable {
    /// By itself.
    case exit
    /// By a signal: a trap, most likely.
    case signal
    /// It was stopped, since it took too long.
    case timeLimit
    /// It was stopped, since it wrote too much.
    case outputLimit
  }
}

/// Runs a program to its end, with nothing on its standard input; one that takes longer than `seconds`, or writes more
/// than `bytes`, is stopped.
///
/// Output goes through files: a pipe that nobody empties would stop a talkative program.
package func run(
  _ program: String, _ arguments: [String], in folder: String? = nil,
  environment: [String: String] = [:], seconds: Double = 60, bytes: Int = 1 << 30
) throws -> ProcessOutcome {
  try withTemporaryFolder { temporary in
    let files = ["out", "err"].map { temporary + "/" + $0 }
    for file in files { try Data().write(to: URL(fileURLWithPath: file)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: files[0])
    process.standardError = FileHandle(forWritingAtPath: files[1])
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let deadline = DispatchTime.now() + seconds
    try process.run()
    var stopped: ProcessOutcome.Ending?
    while ended.wait(timeout: min(.now() + 0.02, deadline)) == .timedOut {
      if DispatchTime.now() >= deadline {
        stopped = .timeLimit
      } else if files.contains(where: { size(ofFile: $0) > bytes }) {
        stopped = .outputLimit
      }
      if stopped != nil {
        // Not `terminate()`: a child of a thread that blocks SIGTERM, as Dispatch's do, blocks it too.
        kill(process.processIdentifier, SIGKILL)
        ended.wait()
        break
      }
    }
    let texts = files.map { String(decoding: FileManager.default.contents(atPath: $0) ?? Data(), as: UTF8.self) }
    let ending = stopped ?? (process.terminationReason == .uncaughtSignal ? .signal : .exit)
    return ProcessOutcome(status: process.terminationStatus, output: texts[0], errors: texts[1], ending: ending)
  }
}

private func size(ofFile path: String) -> Int {
  let attributes = try? FileManager.default.attributesOfItem(atPath: path)
  return (attributes?[.size] as? NSNumber)?.intValue ?? 0
}

/// A folder that is gone when `body` returns.
package func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("soft-labels-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

import Foundation
import Synchronization

/// What a program did.
struct Outcome: Sendable {
  var status: Int32
  var output: String
  var errors: String
}

/// Runs a program to its end, with nothing on its standard input; one that takes over a minute is ended.
///
/// Output goes through files: a pipe that nobody empties would stop a talkative program.
func run(_ program: String, _ arguments: [String], in folder: String? = nil) throws -> Outcome {
  try withTemporaryFolder { temporary in
    let files = ["out", "err"].map { temporary + "/" + $0 }
    for file in files { try Data().write(to: URL(fileURLWithPath: file)) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: files[0])
    process.standardError = FileHandle(forWritingAtPath: files[1])
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    if ended.wait(timeout: .now() + 60) == .timedOut {
      process.terminate()
      ended.wait()
    }
    let texts = files.map { String(decoding: FileManager.default.contents(atPath: $0) ?? Data(), as: UTF8.self) }
    return Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}

/// A folder that is gone when `body` returns.
func withTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prose-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// `transform` of every element, on all cores, in the elements' order.
func concurrently<Element: Sendable, Result: Sendable>(
  _ elements: [Element], _ transform: @Sendable (Element) -> Result
) -> [Result] {
  let results = Mutex<[Int: Result]>([:])
  DispatchQueue.concurrentPerform(iterations: elements.count) { i in
    let result = transform(elements[i])
    results.withLock { $0[i] = result }
  }
  return results.withLock { results in elements.indices.compactMap { results[$0] } }
}

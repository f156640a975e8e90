import Foundation

/// Makes an executable file of a shell script.
///
/// Another process writes it. A file that this process had open for writing could still be open in a child that another
/// test is starting at that moment, and running it would fail: "text file busy".
func writeProgram(_ script: String, to path: String) throws {
  let source = path + ".source"
  try Data(script.utf8).write(to: URL(fileURLWithPath: source))
  defer { try? FileManager.default.removeItem(atPath: source) }
  let copying = Process()
  copying.executableURL = URL(fileURLWithPath: "/bin/sh")
  copying.arguments = ["-c", "cp \"$0\" \"$1.new\" && chmod 755 \"$1.new\" && mv -f \"$1.new\" \"$1\"", source, path]
  try copying.run()
  copying.waitUntilExit()
  guard copying.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
}

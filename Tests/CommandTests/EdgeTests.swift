import Foundation
import TestSupport
import Testing

@testable import soft_labels

/// Disks that are full, files that are none, and terminals that want no colour.
@Suite struct `At the edges` {
  private static let hasFullDevice = FileManager.default.fileExists(atPath: "/dev/full")

  private func files() throws -> (folder: Folder, arguments: String) {
    let folder = try Folder()
    let p = try folder.write("p.csv", ".2,.8\n.5,.5\n")
    let y = try folder.write("y.csv", ".1,.9\n.4,.6\n")
    return (folder, "--predictions '\(p)' --targets '\(y)'")
  }

  private func program(_ command: String) throws -> (status: Int32, output: String, errors: String) {
    try `The program around evaluate`.program(command)
  }

  @Test(.enabled(if: hasFullDevice)) func `a full disk is an error of every command, and is told`() throws {
    let (folder, given) = try files()
    defer { withExtendedLifetime(folder) {} }
    for command in [
      "--help", "diagnose --help", "explain --help", "evaluate --help", "diagnose \(given)", "explain 1 \(given)",
      "diagnose --format json \(given)",
    ] {
      let (status, _, errors) = try program("soft-labels \(command) > /dev/full")
      #expect(status == 74, "\(command)")
      #expect(errors == "soft-labels: standard output: no space left on the device\n")
    }
    let line = #"echo '{"loss":"sum","dtype":"float32","input":1}' | soft-labels evaluate > /dev/full"#
    #expect(try program(line).status == 74)
    #expect(try program(line).errors == "soft-labels: standard output: no space left on the device\n")
    #expect(try program("soft-labels --help >&-").status == 74)
  }

  @Test func `what has no end is refused`() throws {
    let (folder, given) = try files()
    defer { withExtendedLifetime(folder) {} }
    let (status, _, errors) = try program(
      "soft-labels diagnose --predictions /dev/zero \(given.split(separator: " ").suffix(2).joined(separator: " "))")
    #expect(status == 65)
    #expect(errors.contains("/dev/zero: byte 0x0 is neither text nor"))
    let endless = Endless()
    #expect(throws: CommandFailure.self) { try InputFile.drain(endless, name: "standard input", limit: 1 << 20) }
    // Refused at the limit, not after it.
    #expect(endless.pieces * Endless.size <= (1 << 20) + Endless.size)
    #expect(InputFile.largestUnmapped <= 1 << 30)
  }

  private final class Endless: ByteSource {
    static let size = 1 << 16
    private(set) var pieces = 0

    func read() -> [UInt8] {
      pieces += 1
      return [UInt8](repeating: UInt8(ascii: "1"), count: Self.size)
    }
  }

  @Test func `what is no file is told for what it is`() throws {
    let (folder, given) = try files()
    let path = folder.url.path
    try FileManager.default.createSymbolicLink(atPath: path + "/loop", withDestinationPath: path + "/loop")
    let targets = given.split(separator: " ").suffix(2).joined(separator: " ")
    for (predictions, message) in [
      ("'\(path)'", "\(path): this is a folder"), ("'\(path)/loop'", "/loop: a loop of symbolic links"),
      ("'\(path)/p.csv/x'", "a part of its path is no folder"),
      ("\"$(printf '\\351.csv')\"", "no such file, as far as its name is UTF-8"),
      ("- <&-", "standard input is not open for reading"), ("- < /", "standard input cannot be read"),
      ("\"$(printf '\\033[31mred')\"", "\\u{1b}[31mred: no such file"),
    ] {
      let (status, _, errors) = try program("soft-labels diagnose \(targets) --predictions \(predictions)")
      #expect(status == 66, "\(predictions)")
      #expect(errors.hasPrefix("soft-labels diagnose: ") && errors.contains(message), "\(errors)")
      #expect(!errors.contains("Error"))
    }
  }

  @Test func `a name that would move the cursor reaches no report, and a long argument no message`() throws {
    let folder = try Folder()
    let p = try folder.write("p\u{1b}[2J.csv", "a,b\n1,nan\n2,3\n")
    let y = try folder.write("y.csv", ".1,.9\n.4,.6\n")
    let output = run(["diagnose", "--predictions", p, "--targets", y]).output.text
    #expect(output.contains("p\\u{1b}[2J.csv:2") && !output.contains("\u{1b}"))
    let digits = "0." + String(repeating: "3", count: 1_000_000)
    #expect(run(["explain", digits, "--predictions", y, "--targets", y]).output.text.utf8.count < 10_000)
    for arguments in [
      ["explain", digits + "x", "--predictions", y, "--targets", y], ["diagnose", "--" + digits], [digits],
    ] {
      let errors = run(arguments).errors.text
      #expect(errors.utf8.count < 2_000 && errors.contains("…") && errors.hasSuffix("\n"))
    }
  }

  @Test func `a text from outside is cut in the middle and loses its control characters alone`() {
    #expect(printable("grün, 猫 🦉") == "grün, 猫 🦉")
    #expect(printable("a\u{7}b\nc\u{200b}") == "a\\u{7}b\\u{a}c\\u{200b}")
    #expect(printable("123456789", limit: 9) == "123456789")
    #expect(printable("1234567890", limit: 9) == "123456…890")
  }

  @Test func `colour is for a terminal that wants it`() throws {
    // A terminal without a window: the master's side of one.
    guard let terminal = FileHandle(forUpdatingAtPath: "/dev/ptmx"), isatty(terminal.fileDescriptor) == 1 else {
      return
    }
    let plain = FileSink(terminal, variables: [:])
    #expect(plain.isTerminal && plain.isColoured)
    let uncoloured = FileSink(terminal, variables: ["NO_COLOR": "1", "TERM": "xterm"])
    #expect(uncoloured.isTerminal && !uncoloured.isColoured)
    #expect(FileSink(terminal, variables: ["NO_COLOR": ""]).isColoured)
    let dumb = FileSink(terminal, variables: ["TERM": "dumb"])
    #expect(!dumb.isTerminal && !dumb.isColoured)
    #expect(!FileSink(FileHandle.nullDevice, variables: [:]).isColoured)
  }
}

/// One command of the program: a name, what `--help` says, and a function from arguments to an exit status.
struct Command: Sendable {
  /// What a person types.
  let name: String
  /// One line for the list of commands.
  let summary: String
  /// The whole answer to `--help`, with an example that works; ends with a newline.
  let help: String
  /// Runs the command on the arguments after its name. `--help` never gets here.
  ///
  /// A `CommandFailure` that it throws becomes a line on standard error, with the program's and the command's name
  /// before it, and the exit status.
  let run: @Sendable (_ arguments: [String], _ environment: Environment) throws -> ExitStatus
}

/// How the program ends; numbers from sysexits.h.
enum ExitStatus: Int32 {
  /// All is well.
  case success = 0
  /// It ran, and the answer is no: a case with an error, a number that nothing explains.
  case negative = 1
  /// The command was used wrongly.
  case usage = 64
  /// The input's contents are wrong.
  case badData = 65
  /// An input does not exist or cannot be read.
  case noInput = 66
  /// Reading or writing failed half-way.
  case ioError = 74
}

/// Why a command stopped, for standard error.
struct CommandFailure: Error {
  let status: ExitStatus
  let message: String

  /// The command was used wrongly: exit status 64.
  static func usage(_ message: String) -> CommandFailure { CommandFailure(status: .usage, message: message) }
  /// A word that is none of those expected; the one that was probably meant is named.
  static func unknown(_ kind: String, _ word: String, expected: [String]) -> CommandFailure {
    if let meant = nearest(to: word, among: expected) {
      return usage("unknown \(kind) '\(word)': did you mean \(meant)?")
    }
    return usage(
      "unknown \(kind) '\(word)': expected \(expected.dropLast().joined(separator: ", ")) or \(expected.last ?? "")")
  }

  /// The word that is at most two letters away, or of which this is the beginning; an underscore is a hyphen.
  private static func nearest(to word: String, among words: [String]) -> String? {
    let typed = Array(word.prefix(40).map { $0 == "_" ? "-" : $0 })
    func distance(_ other: [Character]) -> Int {
      var row = Array(0...other.count)
      for (i, letter) in typed.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, otherLetter) in other.enumerated() {
          (diagonal, row[j + 1]) = (
            row[j + 1], min(row[j] + 1, row[j + 1] + 1, diagonal + (letter == otherLetter ? 0 : 1))
          )
        }
      }
      return row[other.count]
    }
    let near = words.map { (word: $0, distance: distance(Array($0))) }.min { $0.distance < $1.distance }
    if let near, near.distance <= 2, near.distance * 2 < typed.count { return near.word }
    return typed.count < 5 ? nil : words.first { $0.hasPrefix(String(typed)) }
  }

  /// The contents of an input are wrong: exit status 65.
  static func badData(_ message: String) -> CommandFailure { CommandFailure(status: .badData, message: message) }
  /// An input does not exist: exit status 66.
  static func noInput(_ message: String) -> CommandFailure { CommandFailure(status: .noInput, message: message) }
}

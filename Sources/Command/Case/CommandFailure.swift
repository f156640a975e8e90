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
  /// A word that is none of those expected; the one that was probably meant is named: what few letters make of it.
  static func unknown(_ kind: String, _ word: String, expected: [String]) -> CommandFailure {
    let typed = Array(word.prefix(40).map { $0 == "_" ? "-" : $0 })
    let distances = expected.map { Array($0).difference(from: typed).count }
    if let least = distances.min(), 2 * least < typed.count, let place = distances.firstIndex(of: least) {
      return usage("unknown \(kind) '\(word)': did you mean \(expected[place])?")
    }
    return usage(
      "unknown \(kind) '\(word)': expected \(expected.dropLast().joined(separator: ", ")) or \(expected.last ?? "")")
  }

  /// The contents of an input are wrong: exit status 65.
  static func badData(_ message: String) -> CommandFailure { CommandFailure(status: .badData, message: message) }
  /// An input does not exist: exit status 66.
  static func noInput(_ message: String) -> CommandFailure { CommandFailure(status: .noInput, message: message) }
}

/// The program `soft-labels`: a table of commands, and what they have in common.
enum Program {
  static let name = "soft-labels"
  static let version = "0.1.0"

  /// Every command, in the order in which `--help` lists them.
  static let commands: [Command] = [.evaluate, .diagnose, .explain]

  /// Runs the command that the arguments name. Never throws, never exits: a failure is a line on standard error and a
  /// status. An answer that did not reach anybody is no success, whatever it was.
  static func run(_ arguments: [String], in environment: Environment) -> ExitStatus {
    let command = commands.first { $0.name == arguments.first }
    func complain(_ message: String) { environment.errors.write(printable(message) + "\n") }
    var status = ExitStatus.success
    do {
      if let command, !arguments.contains("--help"), !arguments.contains("-h") {
        status = try command.run(Array(arguments.dropFirst()), environment)
      } else {
        environment.output.write(try command?.help ?? answer(to: arguments.first))
      }
    } catch {
      let failure = error as? CommandFailure ?? CommandFailure(status: .ioError, message: "\(error)")
      complain("\(name)\(command.map { " \($0.name)" } ?? ""): \(failure.message)")
      status = failure.status
    }
    if environment.output.isOpen { return status }
    if let failure = environment.output.failure { complain("\(name): standard output: \(failure)") }
    return .ioError
  }

  /// What is written where no command is called.
  private static func answer(to argument: String?) throws(CommandFailure) -> String {
    let names = commands.map { $0.name }
    switch argument {
    case nil: throw .usage("which command? \(names.joined(separator: ", ")), or --help")
    case "--help", "-h": return help
    case "--version": return "\(name) \(version)\n"
    case let word?:
      throw .unknown(word.hasPrefix("-") ? "option" : "command", word, expected: names + ["--version", "--help"])
    }
  }

  private static var help: String {
    let width = commands.map(\.name.count).max() ?? 0
    let lines = commands.map { command in
      "  \(command.name)\(String(repeating: " ", count: width - command.name.count))  \(command.summary)\n"
    }
    return """
      Losses with soft labels: the right answer, to the last bit.

      Usage: \(name) COMMAND [OPTIONS]

      \(lines.joined())
      `\(name) COMMAND --help` tells more, with an example that works.

      """
  }
}

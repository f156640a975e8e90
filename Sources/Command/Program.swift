/// The program `soft-labels`: a table of commands, and what they have in common.
enum Program {
  static let name = "soft-labels"
  static let version = "0.1.0"

  /// Every command, in the order in which `--help` lists them.
  static let commands: [Command] = [
    .evaluate, .diagnose, .explain,
  ]

  /// Runs the command that the arguments name. Never throws, never exits: a failure is a line on standard error and a
  /// status. An answer that did not reach anybody is no success, whatever it was.
  static func run(_ arguments: [String], in environment: Environment) -> ExitStatus {
    func complain(_ message: String) { environment.errors.write(printable(message) + "\n") }
    var status: ExitStatus
    do {
      status = try dispatch(arguments, in: environment)
    } catch let failure as CommandFailure {
      complain(failure.message)
      status = failure.status
    } catch {
      complain("\(name): \(error)")
      status = .ioError
    }
    if environment.output.isOpen { return status }
    if let failure = environment.output.failure { complain("\(name): standard output: \(failure)") }
    return .ioError
  }

  private static func dispatch(_ arguments: [String], in environment: Environment) throws -> ExitStatus {
    guard let first = arguments.first else {
      throw CommandFailure.usage("\(name): which command? \(commands.map(\.name).joined(separator: ", ")), or --help")
    }
    if first == "--help" || first == "-h" {
      environment.output.write(help)
      return .success
    }
    if first == "--version" {
      environment.output.write("\(name) \(version)\n")
      return .success
    }
    guard let command = commands.first(where: { $0.name == first }) else {
      let failure = CommandFailure.unknown(
        first.hasPrefix("-") ? "option" : "command", first, expected: commands.map(\.name) + ["--version", "--help"])
      throw CommandFailure.usage("\(name): \(failure.message)")
    }
    let rest = Array(arguments.dropFirst())
    if rest.contains("--help") || rest.contains("-h") {
      environment.output.write(command.help)
      return .success
    }
    do {
      return try command.run(rest, environment)
    } catch let failure as CommandFailure {
      throw CommandFailure(status: failure.status, message: "\(name) \(command.name): \(failure.message)")
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

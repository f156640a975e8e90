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

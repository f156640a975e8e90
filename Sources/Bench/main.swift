/// `bench`: how fast the fused kernels are on this machine, and what share of the memory's bandwidth they reach.
///
///     bench [--json] [--quick]     the table
///     bench --serve                one case at a time, driven over standard input: see `Server`

let arguments = CommandLine.arguments.dropFirst()
if arguments.contains("--serve") {
  Server().run()
} else if let unknown = arguments.first(where: { !["--json", "--quick"].contains($0) }) {
  complain("bench: unknown option \(unknown); usage: bench [--json] [--quick] | bench --serve\n")
  exitWithUsage()
} else {
  Table(isQuick: arguments.contains("--quick"), asJSON: arguments.contains("--json")).print()
}

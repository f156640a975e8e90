import Foundation

/// `bench`: how fast the fused kernels are on this machine. See `Request` for what it can be asked.
do {
  switch try Request(Array(CommandLine.arguments.dropFirst())) {
  case .help:
    print(Request.usage)
  case .serve:
    Server().run()
  case .table(let losses, let dtypes, let isQuick, let asJSON):
    try printTable(of: Case.all(of: losses, isQuick: isQuick), dtypes: dtypes, asJSON: asJSON)
  }
} catch let error as UsageError {
  FileHandle.standardError.write(Data("bench: \(error.message)\n\n\(Request.usage)\n".utf8))
  exit(64)
}

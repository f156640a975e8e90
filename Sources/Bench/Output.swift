#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes to standard error: progress and complaints, so that standard output holds the table alone.
func complain(_ text: String) {
  let bytes = Array(text.utf8)
  _ = unsafe write(2, bytes, bytes.count)
}

/// Ends the program as one that was called wrongly.
func exitWithUsage() -> Never { exit(64) }

// Standard input and output, and memory, by a C library.

@_extern(c, "read") func c_read(_ file: Int32, _ start: UnsafeMutableRawPointer, _ count: Int) -> Int
@_extern(c, "write") func c_write(_ file: Int32, _ start: UnsafeRawPointer, _ count: Int) -> Int

func readInput(_ start: UnsafeMutableRawPointer, _ count: Int) -> Int { c_read(0, start, count) }
func writeOutput(_ start: UnsafeRawPointer, _ count: Int) -> Int { c_write(1, start, count) }

/// Where the C library begins.
@c public func main() -> Int32 {
  answerLines()
  return 0
}

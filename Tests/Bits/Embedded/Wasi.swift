// Standard input and output by WASI preview 1.

@_extern(wasm, module: "wasi_snapshot_preview1", name: "fd_read")
@_extern(c)
func fd_read(_ file: Int32, _ pieces: UnsafeRawPointer, _ count: Int32, _ read: UnsafeMutablePointer<Int32>) -> Int32

@_extern(wasm, module: "wasi_snapshot_preview1", name: "fd_write")
@_extern(c)
func fd_write(_ file: Int32, _ pieces: UnsafeRawPointer, _ count: Int32, _ done: UnsafeMutablePointer<Int32>) -> Int32

func readInput(_ start: UnsafeMutableRawPointer, _ count: Int) -> Int {
  var piece = (UInt32(UInt(bitPattern: start)), UInt32(count))
  var done: Int32 = 0
  return fd_read(0, &piece, 1, &done) == 0 ? Int(done) : -1
}

func writeOutput(_ start: UnsafeRawPointer, _ count: Int) -> Int {
  var piece = (UInt32(UInt(bitPattern: start)), UInt32(count))
  var done: Int32 = 0
  return fd_write(1, &piece, 1, &done) == 0 ? Int(done) : -1
}

/// Where WASI begins.
@c public func _start() { answerLines() }

/// Memory for a request.
@c public func allocate(_ count: Int) -> UnsafeMutablePointer<UInt8> { .allocate(capacity: count) }

/// Gives an answer's memory back.
@c public func release(_ start: UnsafeMutablePointer<UInt8>) { start.deallocate() }

/// Answers a request: fields of bytes, each after its length in four bytes. The answer is text, after its length too; it
/// is the caller's to release, and the request is released here.
@c public func respond(_ start: UnsafeMutablePointer<UInt8>, _ count: Int) -> UnsafeMutablePointer<UInt8> {
  var fields: [[UInt8]] = []
  var bytes = Array(UnsafeBufferPointer(start: start, count: count))[...]
  start.deallocate()
  while bytes.count >= 4 {
    let length = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    fields.append(Array(bytes.dropFirst(4).prefix(length)))
    bytes = bytes.dropFirst(4 + length)
  }
  let answer = Array(answer(to: fields).utf8)
  let result = UnsafeMutablePointer<UInt8>.allocate(capacity: answer.count + 4)
  for place in 0..<4 { result[place] = UInt8(truncatingIfNeeded: answer.count >> (8 * place)) }
  for (place, byte) in answer.enumerated() { result[4 + place] = byte }
  return result
}

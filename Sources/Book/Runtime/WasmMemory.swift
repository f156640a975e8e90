// What Embedded Swift asks of its surroundings, where there is no C library: memory, memcmp, a seed for hashing, and
// routines of the compiler's and of libm.

@_extern(c, "llvm.wasm.memory.grow.i32") func memoryGrow(_ memory: Int32, _ pages: Int32) -> Int32

private typealias Lists = InlineArray<32, UInt>

/// Where fresh memory begins and ends.
nonisolated(unsafe) private var fresh: Range<UInt> = 0..<0
/// For each k a list of the freed blocks of 2^k bytes, each of which holds the address of the next.
nonisolated(unsafe) private var freed = Lists(repeating: 0)

/// A block of 2^k bytes, the first 16 of which hold k. What is handed out is aligned to 16 bytes.
private func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
  let k = max(5, UInt.bitWidth - UInt(size + 15).leadingZeroBitCount)
  if let block = UnsafeMutableRawPointer(bitPattern: freed[k]) {
    freed[k] = (block + 16).load(as: UInt.self)
    return block + 16
  }
  let length = UInt(1) << UInt(k)
  if UInt(fresh.count) < length {
    let pages = max(length + 0xffff, 0x10_0000) >> 16
    let old = memoryGrow(0, Int32(pages))
    if old < 0 { return nil }
    let start = UInt(UInt32(bitPattern: old)) << 16
    fresh = (start == fresh.upperBound ? fresh.lowerBound : start)..<start + pages << 16
  }
  guard let block = UnsafeMutableRawPointer(bitPattern: fresh.lowerBound) else { return nil }
  fresh = fresh.lowerBound + length..<fresh.upperBound
  block.storeBytes(of: k, as: Int.self)
  return block + 16
}

/// C's, for alignments up to 16.
@c public func posix_memalign(
  _ result: UnsafeMutablePointer<UnsafeMutableRawPointer?>, _ alignment: Int, _ size: Int
) -> CInt {
  result.pointee = alignment <= 16 ? allocate(size) : nil
  return result.pointee == nil ? 12 : 0
}

/// The linker calls this where `free` is called: a function of that name the compiler takes for the library's own.
@c(__wrap_free) public func wrapped(free pointer: UnsafeMutableRawPointer?) {
  guard let pointer else { return }
  let block = pointer - 16
  let k = block.load(as: Int.self)
  pointer.storeBytes(of: freed[k], as: UInt.self)
  freed[k] = UInt(bitPattern: block)
}

/// C's.
@c public func memcmp(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> CInt {
  for i in 0..<count {
    let (x, y) = (a.load(fromByteOffset: i, as: UInt8.self), b.load(fromByteOffset: i, as: UInt8.self))
    if x != y { return x < y ? -1 : 1 }
  }
  return 0
}

/// Seeds hashing, on which no answer depends.
@c public func arc4random_buf(_ start: UnsafeMutableRawPointer, _ count: Int) {
  for i in 0..<count { start.storeBytes(of: 0x9e, toByteOffset: i, as: UInt8.self) }
}

/// The low 128 bits of a product, from digits of 32 bits: a wider product would call this again.
@c public func __multi3(
  _ result: UnsafeMutablePointer<UInt64>, _ aLow: UInt64, _ aHigh: UInt64, _ bLow: UInt64, _ bHigh: UInt64
) {
  let (a0, a1) = (aLow & 0xffff_ffff, aLow >> 32)
  let (b0, b1) = (bLow & 0xffff_ffff, bLow >> 32)
  let low = a0 &* b0
  let middle = a1 &* b0 &+ low >> 32
  let rest = a0 &* b1 &+ (middle & 0xffff_ffff)
  result[0] = rest << 32 | (low & 0xffff_ffff)
  result[1] = a1 &* b1 &+ middle >> 32 &+ rest >> 32 &+ aHigh &* bLow &+ aLow &* bHigh
}

/// The standard library's empty array (isa 0, count of references -1, count 0, flags 1) is aligned to a word only: to 4
/// bytes here, and a span of no Doubles traps where the linker puts it at an odd word. The same, aligned to 8.
@_silgen_name("$es23_swiftEmptyArrayStorageSi_S3itvp")
public nonisolated(unsafe) var emptyArrayStorage: (Int64, Int64) = (-0x1_0000_0000, 0x1_0000_0000)

/// C's: halves away from zero. The difference is exact.
@c public func round(_ value: Double) -> Double {
  let whole = value.rounded(.towardZero)
  return (value - whole).magnitude < 0.5 ? whole : whole + Double(signOf: value, magnitudeOf: 1)
}

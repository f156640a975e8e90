import Dispatch

/// What the memory gives: the bound of any kernel that reads its input once.
struct Bandwidth: Encodable {
  let threads: Int
  let readGbPerSecond: Double
  let writeGbPerSecond: Double

  init(threads: Int) {
    self.threads = threads
    readGbPerSecond = Self.measure(threads: threads, writing: false)
    writeGbPerSecond = Self.measure(threads: threads, writing: true)
  }

  /// Gigabytes a second of reading two arrays and writing a third, or of reading two, on so many threads.
  static func measure(threads: Int, writing: Bool) -> Double {
    let count = 1 << 23
    let parts = (0..<threads).map { _ in
      Part(a: [Float](repeating: 1, count: count), b: [Float](repeating: 2, count: count), writing: writing)
    }
    let timing = Timing {
      DispatchQueue.concurrentPerform(iterations: threads) { parts[$0].run() }
    }
    return Double(threads * count * 4 * (writing ? 3 : 2)) / timing.median
  }

  private final class Part: Sendable {
    let a: [Float]
    let b: [Float]
    let writing: Bool
    // Each part is run by one thread at a time.
    nonisolated(unsafe) private var result: [Float]

    init(a: [Float], b: [Float], writing: Bool) {
      self.a = a
      self.b = b
      self.writing = writing
      unsafe result = [Float](repeating: 0, count: writing ? a.count : 16)
    }

    func run() {
      if writing {
        unsafe Self.add(a, b, &result)
      } else {
        unsafe result[0] = Self.sum(a, b)
      }
    }

    @inline(never)
    private static func add(_ x: [Float], _ y: [Float], _ result: inout [Float]) {
      let x = x.span
      let y = y.span
      var result = result.mutableSpan
      precondition(x.count == y.count && x.count == result.count)
      for i in 0..<x.count { result[i] = x[i] + y[i] }
    }

    /// Bits instead of numbers: their sums may be taken in any order, so the loop vectorises.
    @inline(never)
    private static func sum(_ x: [Float], _ y: [Float]) -> Float {
      let x = x.span
      let y = y.span
      precondition(x.count == y.count)
      var sum: UInt32 = 0
      for i in 0..<x.count { sum &+= x[i].bitPattern &+ y[i].bitPattern }
      return Float(bitPattern: sum & 0x3fff_ffff)
    }
  }
}

#if !hasFeature(Embedded)
  import Dispatch
#endif

/// Runs a kernel over blocks of samples, on all cores where there is enough to do.
///
/// Where the blocks begin depends on nothing but the shape, and their sums are added in order: so the result has the same
/// bits whatever the number of threads.
enum FusedBlocks {
  /// Calls `body` for each block with its samples and with its own part of `gradient` and of `losses`, either of which
  /// may be empty, and adds up what it returns. See `FusedKernel.stride` and `Fused.threads`.
  static func run<Scalar>(
    samples: Int, stride: Int, threads: Int?, gradient: inout MutableSpan<Scalar>, losses: inout MutableSpan<Scalar>,
    _ body: @Sendable (Range<Int>, inout MutableSpan<Scalar>, inout MutableSpan<Scalar>) -> FusedSum
  ) -> FusedSum {
    precondition(samples >= 0 && stride >= 1)
    precondition(gradient.isEmpty || gradient.count == samples * stride)
    precondition(losses.isEmpty || losses.count == samples)
    // About 32,768 numbers make a block: 20 to 100 µs of work, beside which starting it costs nothing. A multiple of 16
    // samples, so that no vector of samples is split.
    let length = stride >= 32_768 ? 1 : (32_768 / stride + 15) / 16 * 16
    let count = (samples + length - 1) / length
    if count <= 1 { return body(0..<samples, &gradient, &losses) }
    var sums = [FusedSum](repeating: FusedSum(), count: count)
    // Unsafe: a span cannot be shared with closures that run at once. Every block is given pointers to its own samples
    // alone, which lie within the counts compared above; blocks do not overlap, and all have ended when
    // `concurrentPerform` returns.
    unsafe gradient.withUnsafeMutableBufferPointer { gradient in
      unsafe losses.withUnsafeMutableBufferPointer { losses in
        unsafe sums.withUnsafeMutableBufferPointer { sums in
          nonisolated(unsafe) let (gradient, losses, sums) = unsafe (gradient, losses, sums)
          @Sendable func runBlock(_ block: Int) {
            let range = block * length..<min((block + 1) * length, samples)
            let part = unsafe gradient.isEmpty ? 0..<0 : range.lowerBound * stride..<range.upperBound * stride
            let lossPart = unsafe losses.isEmpty ? 0..<0 : range
            var gradientSpan = unsafe UnsafeMutableBufferPointer(rebasing: gradient[part]).mutableSpan
            var lossSpan = unsafe UnsafeMutableBufferPointer(rebasing: losses[lossPart]).mutableSpan
            unsafe sums[block] = body(range, &gradientSpan, &lossSpan)
          }
          #if !hasFeature(Embedded)
            if threads.map({ $0 > 1 }) ?? true {
              // Whoever is free takes the next block: a thread may be woken late.
              nonisolated(unsafe) var next = 0
              let turn = DispatchSemaphore(value: 1)
              @Sendable func take() -> Int {
                turn.wait()
                defer { turn.signal() }
                unsafe next += 1
                return unsafe next - 1
              }
              DispatchQueue.concurrentPerform(iterations: min(threads ?? count, count)) { _ in
                while case let block = take(), block < count { runBlock(block) }
              }
              return
            }
          #endif
          for block in 0..<count { runBlock(block) }
        }
      }
    }
    var total = FusedSum()
    for block in sums {
      total.sum.add(block.sum)
      total.firstInvalid = total.firstInvalid ?? block.firstInvalid
    }
    return total
  }
}

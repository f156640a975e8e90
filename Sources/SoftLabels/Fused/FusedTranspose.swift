/// Rows to columns and back, in tiles of four by four numbers: each is read as four vectors, turned in registers and
/// written as four vectors. Number by number it takes four times as many instructions.
///
/// Columns are `height` numbers long; the rows are `classes` long. The last tile of a row overlaps the one before it.
enum FusedTranspose<Scalar: FusedScalar> {
  private typealias Four = SIMD4<Scalar>

  /// Writes `rows` rows as columns, which are filled up with the last row; and the largest number of each row to the
  /// first places of `maxima`, where they are wanted.
  @inline(never)
  static func columns<FindsMaxima: FusedChoice>(
    ofRows source: Span<Scalar>, rows: Int, classes: Int, height: Int, into columns: inout [Scalar],
    maxima: inout MutableSpan<Scalar>, _: FindsMaxima.Type
  ) {
    var columns = columns.mutableSpan
    precondition(rows >= 1 && rows <= height && height % 4 == 0 && classes >= 1)
    precondition(source.count == rows * classes && columns.count == height * classes)
    precondition(!FindsMaxima.value || maxima.count >= height)
    if classes < 4 {
      for row in 0..<height {
        var largest = -Scalar.infinity
        for j in 0..<classes {
          let value = source[min(row, rows &- 1) &* classes &+ j]
          columns[j &* height &+ row] = value
          largest = value > largest ? value : largest
        }
        if FindsMaxima.value { maxima[row] = largest }
      }
      return
    }
    for row in stride(from: 0, to: height, by: 4) {
      let first = min(row, rows &- 1) &* classes
      let last = (rows &- 1) &* classes
      let second = min(first &+ classes, last)
      let third = min(second &+ classes, last)
      let fourth = min(third &+ classes, last)
      var largest = Four(repeating: -.infinity)
      var j = 0
      while true {
        // Unsafe: rows and classes are below their numbers, whose products were compared with the counts above.
        let tile = turned(
          unsafe Four.load(source, unchecked: first &+ j), unsafe Four.load(source, unchecked: second &+ j),
          unsafe Four.load(source, unchecked: third &+ j), unsafe Four.load(source, unchecked: fourth &+ j))
        let place = j &* height &+ row
        unsafe tile.0.store(&columns, unchecked: place)
        unsafe tile.1.store(&columns, unchecked: place &+ height)
        unsafe tile.2.store(&columns, unchecked: place &+ 2 &* height)
        unsafe tile.3.store(&columns, unchecked: place &+ 3 &* height)
        if FindsMaxima.value {
          largest = Four.larger(largest, Four.larger(Four.larger(tile.0, tile.1), Four.larger(tile.2, tile.3)))
        }
        if j == classes &- 4 { break }
        j = min(j &+ 4, classes &- 4)
      }
      if FindsMaxima.value { unsafe largest.store(&maxima, unchecked: row) }
    }
  }

  /// Writes columns as `rows` rows, to `offset` and on.
  @inline(never)
  static func rows(
    ofColumns columns: Span<Scalar>, rows: Int, classes: Int, height: Int, into result: inout MutableSpan<Scalar>,
    _ offset: Int
  ) {
    precondition(rows >= 1 && rows <= height && height % 4 == 0 && classes >= 1)
    precondition(columns.count == height * classes)
    precondition(offset >= 0 && offset <= result.count && rows * classes <= result.count - offset)
    let whole = classes < 4 ? 0 : rows / 4 * 4
    for row in stride(from: 0, to: whole, by: 4) {
      let start = offset &+ row &* classes
      var j = 0
      while true {
        // Unsafe: rows and classes are below their numbers here too, and what is after `offset` has room for both.
        let place = j &* height &+ row
        let tile = turned(
          unsafe Four.load(columns, unchecked: place), unsafe Four.load(columns, unchecked: place &+ height),
          unsafe Four.load(columns, unchecked: place &+ 2 &* height),
          unsafe Four.load(columns, unchecked: place &+ 3 &* height))
        unsafe tile.0.store(&result, unchecked: start &+ j)
        unsafe tile.1.store(&result, unchecked: start &+ classes &+ j)
        unsafe tile.2.store(&result, unchecked: start &+ 2 &* classes &+ j)
        unsafe tile.3.store(&result, unchecked: start &+ 3 &* classes &+ j)
        if j == classes &- 4 { break }
        j = min(j &+ 4, classes &- 4)
      }
    }
    for row in whole..<rows {
      for j in 0..<classes { result[offset &+ row &* classes &+ j] = columns[j &* height &+ row] }
    }
  }

  @inline(__always)
  private static func turned(_ a: Four, _ b: Four, _ c: Four, _ d: Four) -> (Four, Four, Four, Four) {
    let (ab, cd) = (Four(a[0], b[0], a[1], b[1]), Four(c[0], d[0], c[1], d[1]))
    let (ef, gh) = (Four(a[2], b[2], a[3], b[3]), Four(c[2], d[2], c[3], d[3]))
    return (
      Four(ab[0], ab[1], cd[0], cd[1]), Four(ab[2], ab[3], cd[2], cd[3]),
      Four(ef[0], ef[1], gh[0], gh[1]), Four(ef[2], ef[3], gh[2], gh[3])
    )
  }
}

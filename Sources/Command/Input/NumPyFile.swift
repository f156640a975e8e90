import Foundation

/// A .npy file: NumPy's format for one array, versions 1, 2 and 3.
///
/// The format is described in numpy/lib/format.py: six bytes of magic, two of version, the length of the header, the
/// header as a Python dictionary, and the numbers.
struct NumPyFile {
  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  private let bytes: Data
  private let name: String
  private let header: NumPyHeader
  /// Where the numbers begin.
  private let dataOffset: Int

  /// Reads the header, and checks that the file holds what it claims.
  init(_ bytes: Data, name: String) throws {
    func fail(_ message: String) -> CommandFailure { .badData("\(name): \(message)") }
    let version = bytes.dropFirst(6).first ?? 1
    let lengthBytes = version == 1 ? 2 : 4
    guard bytes.count >= 8 + lengthBytes else {
      throw fail("truncated in the .npy header, after \(bytes.count) bytes")
    }
    let start = bytes.startIndex
    guard 1...3 ~= version else { throw fail(".npy version \(version).\(bytes[start + 7]): expected 1, 2 or 3") }
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[start + 8 + $1]) << (8 * $1) }
    guard bytes.count >= 8 + lengthBytes + length else {
      throw fail("truncated: a .npy header of \(length) bytes in a file of \(bytes.count)")
    }
    // NumPy itself refuses more than 10,000 bytes; an array's header takes about 128.
    guard length <= 1 << 16 else { throw fail("a .npy header of \(length) bytes: expected at most 65536") }
    dataOffset = 8 + lengthBytes + length
    let text = String(decoding: bytes[start + 8 + lengthBytes..<start + dataOffset], as: UTF8.self)
    header = try NumPyHeader(text, name: name)
    (self.bytes, self.name) = (bytes, name)
    let expected = header.count.multipliedReportingOverflow(by: header.type.size)
    let actual = bytes.count - dataOffset
    guard !expected.overflow, expected.partialValue <= actual else {
      throw fail(
        "truncated: shape \(header.shape) of \(header.descriptor) needs "
          + "\(expected.overflow ? "more than 2^63" : "\(expected.partialValue)") bytes, the file has \(actual)")
    }
    guard expected.partialValue == actual else {
      throw fail("\(actual - expected.partialValue) bytes after the end of an array of shape \(header.shape)")
    }
  }

  var shape: [Int] { header.shape }

  /// The numbers, in row-major order whatever the file's; or those of some rows along the first axis.
  func array(rows: Range<Int>? = nil, progress: Progress? = nil) -> NumericArray {
    let size = header.type.size
    let width = max(shape.dropFirst().reduce(1, *), 1)
    let places = rows.map { $0.lowerBound * width..<$0.upperBound * width } ?? 0..<header.count
    var values = [Double](repeating: 0, count: places.count)
    var integers: [Int]? = header.type.elementType == .integer ? [] : nil
    let isPlain = header.type.elementType == .float32 && !header.isBigEndian && !header.isFortranOrder
    // Unsafe: a mapped file has no safe view that is fast. Every place lies within the numbers, which the initialiser has
    // seen to be there.
    unsafe bytes.withUnsafeBytes { bytes in
      var span = values.mutableSpan
      for first in stride(from: 0, to: places.count, by: 1 << 16) {
        progress?.step("reading \(name)", first, of: places.count)
        let piece = first..<min(first + 1 << 16, places.count)
        // What models are stored as most often, in a loop of vectors.
        if isPlain {
          for i in piece {
            let word = unsafe bytes.loadUnaligned(
              fromByteOffset: dataOffset + (places.lowerBound + i) * 4, as: UInt32.self)
            let value = Float(bitPattern: UInt32(littleEndian: word))
            span[i] = value.isNaN ? .nan : Double(value)
          }
          continue
        }
        for i in piece {
          let place = places.lowerBound + i
          let stored = header.isFortranOrder ? fortranPlace(place) : place
          let word = unsafe word(of: bytes, at: dataOffset + stored * size)
          span[i] = header.type.decode(word)
          integers?.append(header.type.decodeInteger(word))
        }
      }
    }
    return NumericArray(
      source: name, shape: rows.map { [$0.count] + shape[1...] } ?? shape, values: values,
      type: header.type.elementType, integers: integers, firstRow: rows?.lowerBound ?? 0)
  }

  /// The bytes of a number. Put together byte by byte, float64, which NumPy writes unless it is told otherwise, costs
  /// `explain` a twelfth more.
  private func word(of bytes: UnsafeRawBufferPointer, at start: Int) -> UInt64 {
    func load<Word: FixedWidthInteger & BitwiseCopyable>(_: Word.Type) -> UInt64 {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: start, as: Word.self)
      return UInt64(truncatingIfNeeded: header.isBigEndian ? Word(bigEndian: word) : Word(littleEndian: word))
    }
    return switch header.type.size {
    case 8: load(UInt64.self)
    case 4: load(UInt32.self)
    case 2: load(UInt16.self)
    default: load(UInt8.self)
    }
  }

  /// For a place in row-major order, its place in Fortran's, where the first axis varies fastest.
  private func fortranPlace(_ offset: Int) -> Int {
    var (rest, place, step) = (offset, 0, header.count)
    for length in shape.reversed() {
      step /= length
      place += rest % length * step
      rest /= length
    }
    return place
  }
}

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
  /// Where the numbers begin among the bytes, which may be a part of a larger file.
  private let dataStart: Data.Index

  /// Reads the header, and checks that the file holds what it claims.
  init(_ bytes: Data, name: String) throws {
    func fail(_ message: String) -> CommandFailure { .badData("\(name): \(message)") }
    guard bytes.count >= 10 else { throw fail("truncated in the .npy header, after \(bytes.count) bytes") }
    let lengthBytes: Int
    let start = bytes.startIndex
    switch bytes[start + 6] {
    case 1: lengthBytes = 2
    case 2, 3: lengthBytes = 4
    default: throw fail(".npy version \(bytes[start + 6]).\(bytes[start + 7]): expected 1, 2 or 3")
    }
    guard bytes.count >= 8 + lengthBytes else {
      throw fail("truncated in the .npy header, after \(bytes.count) bytes")
    }
    let length = (0..<lengthBytes).reduce(0) { $0 | Int(bytes[start + 8 + $1]) << (8 * $1) }
    guard bytes.count >= 8 + lengthBytes + length else {
      throw fail("truncated: a .npy header of \(length) bytes in a file of \(bytes.count)")
    }
    // NumPy itself refuses more than 10,000 bytes; an array's header takes about 128.
    guard length <= 1 << 16 else { throw fail("a .npy header of \(length) bytes: expected at most 65536") }
    dataStart = start + 8 + lengthBytes + length
    do {
      header = try NumPyHeader([UInt8](bytes[start + 8 + lengthBytes..<dataStart])[...])
    } catch {
      throw fail("the .npy header \(error.message) (byte \(8 + lengthBytes + error.offset))")
    }
    self.bytes = bytes
    self.name = name
    let expected = header.count.multipliedReportingOverflow(by: header.type.size)
    let actual = bytes.endIndex - dataStart
    guard !expected.overflow, expected.partialValue <= actual else {
      throw fail(
        "truncated: shape \(header.shape) of \(header.descriptor) needs "
          + "\(expected.overflow ? "more than 2^63" : "\(expected.partialValue)") bytes, the file has \(actual)")
    }
    guard expected.partialValue == actual else {
      throw fail("\(actual - expected.partialValue) bytes after the end of an array of shape \(header.shape)")
    }
  }

  /// The numbers, in row-major order whatever the file's.
  func array(progress: Progress? = nil) throws -> NumericArray {
    let size = header.type.size
    var values: [Double] = []
    values.reserveCapacity(header.count)
    var integers: [Int]? = header.type.elementType == .integer ? [] : nil
    for place in 0..<header.count {
      if place & 0xffff == 0 { progress?.step("reading \(name)", place, of: header.count) }
      let word = word(at: dataStart + place * size, size: size)
      values.append(header.type.decode(word))
      integers?.append(header.type.decodeInteger(word))
    }
    if header.isFortranOrder {
      let order = rowMajorPlaces()
      values = order.map { values[$0] }
      integers = integers.map { integers in order.map { integers[$0] } }
    }
    return NumericArray(
      source: name, shape: header.shape, values: values, type: header.type.elementType, integers: integers)
  }

  private func word(at start: Int, size: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in 0..<size {
      let byte = UInt64(bytes[start + (header.isBigEndian ? index : size - 1 - index)])
      word = word << 8 | byte
    }
    return word
  }

  /// For each place in row-major order, its place in Fortran's, where the first axis varies fastest.
  private func rowMajorPlaces() -> [Int] {
    let shape = header.shape
    let steps = shape.indices.map { shape[..<$0].reduce(1, *) }
    return (0..<header.count).map { offset in
      var (rest, place) = (offset, 0)
      for axis in shape.indices.reversed() {
        place += rest % shape[axis] * steps[axis]
        rest /= shape[axis]
      }
      return place
    }
  }
}

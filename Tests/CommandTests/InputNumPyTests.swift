import Foundation
import TestSupport
import Testing

@testable import soft_labels

/// Arrays that NumPy wrote, and files that nobody should have written.
@Suite struct `Reading .npy files` {
  private struct Entry: Decodable {
    /// Integers as they are, floats as hexadecimal text.
    enum Value: Decodable {
      case integer(Int)
      case float(Double)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let integer = try? container.decode(Int.self) {
          self = .integer(integer)
        } else {
          let text = try container.decode(String.self)
          self = .float(try #require(Double(text), "\(text)"))
        }
      }
    }

    let file: String
    let shape: [Int]
    let dtype: String
    let values: [Value]
  }

  private static let arrays = packageRoot.appending(path: "Tests/SoftLabelsTests/Goldens/Arrays")

  @Test func `every array that NumPy wrote is read to the bit`() throws {
    let manifest = try Data(contentsOf: Self.arrays.appendingPathComponent("manifest.json"))
    let entries = try JSONDecoder().decode([Entry].self, from: manifest)
    #expect(entries.count >= 20)
    for entry in entries {
      let bytes = [UInt8](try Data(contentsOf: Self.arrays.appendingPathComponent(entry.file)))
      let array = try ArrayReader.parse(bytes, name: entry.file)
      #expect(array.shape == entry.shape, "\(entry.file)")
      #expect(array.values.count == entry.values.count, "\(entry.file)")
      for (index, value) in entry.values.enumerated() {
        switch value {
        case .integer(let integer): #expect(array.integers?[index] == integer, "\(entry.file) \(index)")
        case .float(let float) where float.isNaN: #expect(array.values[index].isNaN, "\(entry.file) \(index)")
        case .float(let float):
          #expect(array.values[index].bitPattern == float.bitPattern, "\(entry.file) \(index)")
        }
      }
    }
  }

  @Test func `every float16 is read as IEEE 754 says`() {
    // Each number is the mean of its neighbours or the step changes by a factor of two: checked from the ends.
    #expect(NumPyType.float16(0x0001) == 0x1p-24)
    #expect(NumPyType.float16(0x03ff) == 0x1p-14 - 0x1p-24)
    #expect(NumPyType.float16(0x0400) == 0x1p-14)
    #expect(NumPyType.float16(0x3c00) == 1)
    #expect(NumPyType.float16(0x3c01) == 1 + 0x1p-10)
    #expect(NumPyType.float16(0x7bff) == 65504)
    #expect(NumPyType.float16(0x7c00) == .infinity)
    #expect(NumPyType.float16(0xfc00) == -.infinity)
    #expect(NumPyType.float16(0x7e00).isNaN)
    #expect(NumPyType.float16(0x8000).sign == .minus)
    for bits in UInt16(0)..<0x7bff { #expect(NumPyType.float16(bits) < NumPyType.float16(bits + 1)) }
  }

  @Test(arguments: [
    // A shape that no memory holds.
    ("(1152921504606846976,)", "<f8", "truncated"),
    ("(1073741824, 1073741824)", "<f8", "truncated"),
    ("(4611686018427387904, 4)", "<f8", "2^63"),
    ("(0, 4611686018427387904, 4)", "<f8", "2^63"),
    ("(99999999999999999999999,)", "<f8", "claims an axis"),
    ("(-1, 2)", "<f8", "not negative"),
    ("(2, -9223372036854775808)", "<f8", "not negative"),
    ("(2 3)", "<f8", "')'"),
    ("3", "<f8", "'('"),
    ("(3,)", "<f8", "truncated"),
    ("(1,)", "<c16", "dtype '<c16'"),
    ("(1,)", "|O", "dtype '|O'"),
    ("(1,)", "<U4", "dtype '<U4'"),
    ("(1,)", "|f8", "dtype '|f8'"),
    ("(1,)", "", "dtype ''"),
    ("(1,)", "<f16", "dtype '<f16'"),
    ("(1,)", "<f4", "after the end"),
  ])
  func `a hostile header is refused at once`(shape: String, descr: String, reason: String) throws {
    let header = "{'descr': '\(descr)', 'fortran_order': False, 'shape': \(shape), }"
    let refused = try #require(refusal(npy(header, [UInt8](repeating: 0, count: 8))))
    #expect(refused.status == .badData)
    #expect(refused.message.contains(reason) && refused.message.hasPrefix("file: "), "\(refused.message)")
    #expect(refused.message.utf8.count < 400)
  }

  @Test(arguments: [
    "", "{", "{}", "[1]", "{'descr': '<f8'}", "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': ()}",
    "{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}", "{'descr': '<f8', 'other': False, 'shape': (1,)}",
    "{'descr': '<f8', 'fortran_order': False, 'shape': (1,)} import os",
    "{'descr': '<f8, 'fortran_order': False, 'shape': (1,)}",
    String(repeating: "(", count: 60_000),
  ])
  func `a malformed header is refused`(header: String) throws {
    let refused = try #require(refusal(npy(header, [UInt8](repeating: 0, count: 8))))
    #expect(refused.status == .badData)
    #expect(refused.message.contains("header"), "\(refused.message)")
  }

  @Test func `a file cut anywhere is refused, and so is one with bytes after its end`() throws {
    let whole = npy([1, 2, 3, 4], shape: [2, 2])
    #expect(refusal(whole) == nil)
    for length in 0..<whole.count {
      let refused = try #require(refusal(Array(whole.prefix(length))), "\(length)")
      #expect(refused.status == .badData)
    }
    #expect(try #require(refusal(whole + [0])).message.contains("1 bytes after the end"))
  }

  @Test func `a header length beyond the file and an unknown version are refused`() throws {
    let claim = NumPyFile.magic + [2, 0, 0xff, 0xff, 0xff, 0xff] + [UInt8](repeating: 0x20, count: 64)
    #expect(try #require(refusal(claim)).message.contains("truncated"))
    let long = npy(
      "{'descr': '<f8', 'fortran_order': False, 'shape': ()}" + String(repeating: " ", count: 70_000), version: 2)
    #expect(try #require(refusal(long)).message.contains("at most"))
    var version = npy([1], shape: [1])
    version[6] = 9
    #expect(try #require(refusal(version)).message.contains("version 9.0"))
  }

  @Test func `other formats are named`() throws {
    for (bytes, name) in [
      (Array("PK\u{3}\u{4}".utf8), "zip"), ([0x1f, 0x8b, 8], "gzip"), ([0x80, 0x04, 0x95], "pickle"),
      ([0xff, 0xfe, 0x31, 0], "UTF-16"),
    ] {
      #expect(try #require(refusal(bytes)).message.contains(name))
    }
  }
}

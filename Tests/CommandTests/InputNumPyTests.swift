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

  @Test func `truth values are 0 and 1, as numbers and as classes`() throws {
    let bytes = npy("{'descr': '|b1', 'fortran_order': False, 'shape': (3,), }", [0, 1, 1])
    let array = try ArrayReader.parse(bytes, name: "mask.npy")
    #expect(array.values == [0, 1, 1] && array.integers == [0, 1, 1])
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
    // What is shown of a type ends somewhere.
    ("(1,)", "<" + String(repeating: "a", count: 100), "dtype '<" + String(repeating: "a", count: 63) + "'"),
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
    // Ten bytes are a header, if an empty one.
    #expect(!(try #require(refusal(NumPyFile.magic + [1, 0, 0, 0])).message.contains("truncated")))
    let long = npy(
      "{'descr': '<f8', 'fortran_order': False, 'shape': ()}" + String(repeating: " ", count: 70_000), version: 2)
    #expect(try #require(refusal(long)).message.contains("at most"))
    var version = npy([1], shape: [1])
    version[6] = 9
    #expect(try #require(refusal(version)).message.contains("version 9.0"))
  }

  @Test(arguments: [
    (Array("PK\u{3}\u{4}".utf8), "zip archive that is truncated", "broken"),
    ([0x1f, 0x8b, 8], "gzip", "gzip.open(\"file\")"), ([0x80, 0x03, 0x7d], "pickle", "pickle.load"),
    ([0x80, 0x04, 0x95], "pickle", "pickle.load"), ([0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc], "PyTorch", "torch.load"),
    ([0x40, 1, 0, 0, 0, 0, 0, 0] + Array("{\"x\":".utf8), "safetensors", "load_file(\"file\")"),
    ([0xff, 0xfe, 0x31, 0], "UTF-16", "expected .npy"),
  ])
  func `other formats are named, with the Python that writes them anew`(bytes: [UInt8], what: String, line: String)
    throws
  {
    let refused = try #require(refusal(bytes))
    #expect(refused.status == .badData)
    #expect(refused.message.contains(what) && refused.message.contains(line), "\(refused.message)")
  }
}

@Suite struct `Reading .npz files` {
  private func read(_ name: String, _ key: String? = nil) throws -> NumericArray {
    try ArrayReader.parse(writtenTable(name), name: name, key: key).array()
  }

  private func message(_ name: String, _ key: String? = nil) -> String {
    do {
      _ = try read(name, key)
      return "read"
    } catch {
      #expect((error as? CommandFailure)?.status == .badData)
      return (error as? CommandFailure)?.message ?? "\(error)"
    }
  }

  @Test func `an array is chosen by its key, and one alone needs none`() throws {
    let labels = try read("two.npz", "labels")
    #expect(labels.source == "two.npz:labels" && labels.type == .float64 && labels.shape == [4, 3])
    #expect(labels.values.prefix(4) == [0.7, 0.2, 0.1, 0.05])
    #expect(try read("two.npz", "logits").type == .float32)
    let only = try read("one.npz")
    #expect(only.source == "one.npz" && only.values.prefix(3) == [2.5, -1.25, 0.1])
    #expect(try read("one.npz", "logits").values == only.values)
  }

  @Test func `what cannot be chosen is told with the keys there are`() throws {
    #expect(message("two.npz") == "two.npz: 2 arrays: choose with FILE:KEY, of logits, labels")
    #expect(message("two.npz", "targets") == "two.npz: no array 'targets': expected logits, labels")
    #expect(message("logits.csv", "labels") == "logits.csv: no .npz archive: it has no array 'labels'")
    let compressed = message("compressed.npz")
    #expect(compressed.contains("compressed") && compressed.contains("numpy.savez('plain.npz', **numpy.load("))
  }

  @Test func `a file whose whole name has a colon comes first`() throws {
    let folder = try Folder()
    let whole = try folder.write("a.npz:labels", npy([1, 2], shape: [1, 2]))
    #expect(try readFile(whole).values == [1, 2])
    let file = try folder.write("b:c.npz", [UInt8](writtenTable("two.npz")))
    #expect(try readFile(file + ":labels").shape == [4, 3])
    #expect(throws: CommandFailure.self) { try readFile(folder.url.path + "/none.npz:labels") }
  }

  private func readFile(_ path: String) throws -> NumericArray {
    let sink = Transcript()
    return try ArrayReader.open(path, in: Environment(input: Pieces(), output: sink, errors: sink)).array()
  }

  @Test func `an archive cut before its directory is refused, and one changed anywhere never traps`() throws {
    let whole = [UInt8](try writtenTable("two.npz"))
    let directory = try #require(whole.indices.first { whole[$0...].starts(with: [0x50, 0x4b, 1, 2]) })
    for length in 1..<directory { #expect(refusal(Array(whole.prefix(length)))?.status == .badData, "\(length)") }
    #expect(try ArrayReader.parse(Data(whole), name: "file", key: "labels").array().values.count == 12)
    var random = SeededRandom(3)
    for _ in 0..<inDebug(500, release: 5_000) {
      var bytes = whole
      for _ in 0..<Int.random(in: 1..<4, using: &random) {
        // Among what stands before the first file, or before the second, or anywhere.
        let start = [0, 30, directory - 260, Int.random(in: 0..<whole.count - 60, using: &random)].randomElement(
          using: &random)
        let place = (start ?? 0) + Int.random(in: 0..<60, using: &random)
        bytes[place] = Bool.random(using: &random) ? 0xff : UInt8.random(in: 0...255, using: &random)
      }
      do {
        _ = try ArrayReader.parse(Data(bytes), name: "file", key: "labels").array()
      } catch {
        #expect((error as? CommandFailure)?.status == .badData)
      }
    }
  }
}

/// A file that pandas or NumPy wrote.
func writtenTable(_ name: String) throws -> Data {
  try Data(contentsOf: packageRoot.appending(path: "Tests/SoftLabelsTests/Goldens/Tables/\(name)"))
}

import Foundation
import TestSupport
import Testing

@testable import soft_labels

@Suite struct `Reading CSV` {
  private func table(_ text: String) throws -> NumericArray {
    try ArrayReader.parse(Array(text.utf8), name: "file")
  }

  @Test(arguments: [
    "1,2\n3,4\n", "1,2\n3,4", "1,2\r\n3,4\r\n", "1;2\n3;4\n", "1\t2\n3\t4\n", "1 2\n3 4\n", "  1   2 \n 3 4\n",
    "\u{feff}1,2\n3,4\n", "a,b\n1,2\n3,4\n", "\"a\",\"b, c\"\n\"1\",\"2\"\n3,4\n", "\n\n1,2\n\n3,4\n\n",
    "# written by np.savetxt\n1,2\n3,4\n", "1.0, 2.0\n3e0, +4\n", ",a,b\n0,1,2\n1,3,4\n", "1,2\r3,4\r",
    "größe,höhe\n1,2\n3,4\n",
  ])
  func `the usual forms of a table are all the same`(text: String) throws {
    let array = try table(text)
    #expect(array.shape == [2, 2])
    #expect(array.values == [1, 2, 3, 4])
  }

  @Test func `a single column, with a header of several words, is a column`() throws {
    let array = try table("the right class\n2\n0\n1\n")
    #expect(array.shape == [3, 1])
    #expect(array.lines == [2, 3, 4])
  }

  @Test func `infinities and NaNs are numbers, as NumPy writes them`() throws {
    let array = try table("inf,-inf,nan\n1,-Infinity,NaN\n")
    #expect(array.values[1] == -.infinity)
    #expect(array.values[5].isNaN)
  }

  @Test(arguments: [
    ("", "file: the file is empty"),
    ("\n\n  \n", "file: no numbers"),
    ("a,b\n", "file: no numbers below the header"),
    ("1,2\n3\n", "file:2:1: 1 column where the lines above have 2"),
    ("1,2\n3,4,5\n", "file:2:5: 3 columns where the lines above have 2"),
    ("a,b\n1,2,3\n", "file:2:5: 3 columns"),
    ("1,2\n3,x\n", "file:2:3: 'x' is not a number"),
    ("1,2\n\n3,  y\n", "file:3:5: 'y' is not a number"),
    ("1,2\n3,\n", "file:2:3: an empty cell"),
    ("1,x\n3,4\n", "file:1:3: 'x' is not a number"),
    ("0,5;0,5\n", "decimal comma"),
    ("1,2\n0x10,3\n", "file:2:1: '0x10' is not a number"),
    ("1,2\nnan(5),3\n", "file:2:1: 'nan(5)'"),
    ("1,2\n1e999,3\n", "file:2:1: '1e999' is beyond the range"),
    ("1,2\n\"3,4\n", "file:2:1: a quotation mark"),
    ("1,2\n3 4,5\n", "file:2:1: '3 4' is not a number"),
    (",.5,.5\n.1,.2,.7\n", "file:1:1: an empty cell"),
    (",1,0\n.1,.2,.7\n", "file:1:1: an empty cell"),
  ])
  func `what is wrong is named with its line and its column`(text: String, message: String) throws {
    let refused = try #require(refusal(Array(text.utf8)), "\(text)")
    #expect(refused.status == .badData)
    #expect(refused.message.contains(message), "\(refused.message)")
  }

  @Test func `what pandas wrote is read as it was meant`() throws {
    let soft = [0.7, 0.2, 0.1, 0.05, 0.15, 0.8, 0.5, 0.5, 0, 1e-5, 0.99999, 0]
    for name in [
      "counted-columns", "counted-columns-float32", "counted-columns-and-index", "named-columns-and-index", "no-header",
    ] {
      let array = try ArrayReader.parse([UInt8](writtenTable(name + ".csv")), name: name)
      #expect(array.shape == [4, 3] && array.values == soft, "\(name)")
      #expect(array.lines.first == (name == "no-header" ? 1 : 2))
    }
    #expect(
      try ArrayReader.parse([UInt8](writtenTable("one-column.csv")), name: "file").values == [0.7, 0.05, 0.5, 1e-5])
  }

  @Test(arguments: [
    // Above whole numbers, 0, 1, 2, … may be numbers themselves.
    "0\n2\n1\n", "0,1\n1,0\n", "0,1\n0.5,0.5\n1,0\n",
    // pandas writes a 0 before the point.
    "0,1\n.5,.5\n", "0\n.5\n",
    // These count nothing, or there is nothing below.
    "1,2\n0.5,0.5\n", "0,1.0\n0.5,0.5\n", "0,1\n",
  ])
  func `a first line of whole numbers is a header only as pandas writes one`(text: String) throws {
    #expect(try table(text).lines.first == 1)
  }

  @Test func `a message is short and harmless whatever a cell holds, and is written in linear time`() throws {
    let marks = String(repeating: "\u{301}", count: 200_000)
    for cell in ["a" + marks, String(repeating: "9", count: 1_000_000), "\u{1b}[2Jx", "x\u{202e}y", "x\u{9b}31m"] {
      let began = ContinuousClock.now
      let refused = try #require(refusal(Array("1,2\n3,\(cell)\n".utf8)))
      #expect(refused.message.hasPrefix("file:2:3: '") && refused.message.utf8.count < 400)
      #expect(!refused.message.unicodeScalars.contains { $0.properties.generalCategory == .control })
      #expect(!refused.message.unicodeScalars.contains("\u{202e}"))
      // Quadratic, it would take the better part of an hour.
      #expect(ContinuousClock.now - began < .seconds(60))
    }
  }

  @Test func `bytes that are not UTF-8 are named with their place`() throws {
    let refused = try #require(refusal(Array("1,2\n3,".utf8) + [0xe9, 0x0a]))
    #expect(refused.status == .badData)
    #expect(refused.message == "file:2:3: byte 0xe9 is not UTF-8 text")
    #expect(try #require(refusal([0xc3])).message.contains("file:1:1: byte 0xc3"))
  }

  private func expectReadOrRefused(_ bytes: [UInt8]) {
    do {
      let array = try ArrayReader.parse(bytes, name: "file")
      #expect(array.shape.reduce(1, *) == array.values.count)
    } catch {
      #expect((error as? CommandFailure)?.status == .badData)
    }
  }

  @Test func `random bytes are read or refused, and never trap`() {
    var random = SeededRandom(1)
    let alphabet: [UInt8] = Array("01.,;-e\n\r\t \"#nanif\u{e9}".utf8) + [0xff, 0x93]
    for _ in 0..<5_000 {
      let bytes = (0..<Int.random(in: 0..<24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      expectReadOrRefused(bytes)
    }
  }

  @Test func `random changes to a .npy file are read or refused, and never trap`() {
    var random = SeededRandom(2)
    let whole = npy([1, 2, 3, 4], shape: [2, 2])
    for _ in 0..<inDebug(500, release: 5_000) {
      var bytes = whole
      for _ in 0..<Int.random(in: 1..<4, using: &random) {
        let place = Int.random(in: 6..<bytes.count, using: &random)
        bytes[place] =
          Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random) : UInt8.random(in: 39...125, using: &random)
      }
      expectReadOrRefused(bytes)
    }
  }
}

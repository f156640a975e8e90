import Foundation

/// An image of 8 x 8 pixels, each from 0 to 1, and the digit that was written.
struct Image {
  let pixels: [Float]
  let digit: Int
}

/// The 1,797 images of `digits.txt`, which Tests/CommandTests/Goldens/digits.py writes.
func readDigits() throws -> [Image] {
  let text = try String(contentsOf: fileBeside("digits.txt"), encoding: .utf8)
  let values = [UInt8]("0123456789abcdefg".utf8)
  return text.utf8.split(separator: UInt8(ascii: "\n")).map { line in
    let numbers = line.map { values.firstIndex(of: $0) ?? 0 }
    return Image(pixels: numbers.prefix(64).map { Float($0) / 16 }, digit: numbers[numbers.count - 1])
  }
}

/// A file of this folder.
func fileBeside(_ name: String) -> URL {
  URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(name)
}

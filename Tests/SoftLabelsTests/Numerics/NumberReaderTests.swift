import SoftLabels
import TestSupport
import Testing

/// The reader for machines without a C library, held against the C library of this one.
@Suite struct `Numbers are read from text without a C library` {
  func check(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(Double(nearestTo: bytes)?.bitPattern == Double(text)?.bitPattern, "\(text)")
    #expect(Float(nearestTo: bytes)?.bitPattern == Float(text)?.bitPattern, "\(text)")
  }

  @Test(arguments: UInt64(1)...10)
  func `decimals of any length and size are rounded to nearest`(seed: UInt64) {
    var random = SeededRandom(seed)
    for i in 0..<200 {
      let digits = (0..<1 + random.index(below: i % 50 == 0 ? 1200 : 25)).map { _ in "\(random.index(below: 10))" }
      let (whole, sign) = (random.index(below: digits.count + 1), random.index(below: 2) == 0 ? "-" : "")
      let size = i % 2 == 0 ? 400 : 50
      let exponent = random.index(below: 2 * size) - size - whole
      check("\(sign)\(digits.prefix(whole).joined()).\(digits.dropFirst(whole).joined())e\(exponent)")
      check("\(sign)0x\(digits.prefix(whole).joined()).\(digits.dropFirst(whole).joined())p\(3 * exponent)")
    }
  }

  @Test(arguments: [24, 53], UInt64(1)...3)
  func `points halfway between two numbers go to the even one, and those beside them to the nearer`(
    bits: Int, seed: UInt64
  ) {
    var random = SeededRandom(seed)
    for k in 0...30 {
      let odd = (UInt64(1) << UInt64(bits)) | random.next() >> UInt64(64 - bits) | 1
      let fives = (0..<k).reduce(UInt128(odd)) { product, _ in product * 5 }
      for zeros in [0, 30, 790] {
        let (tail, hexadecimal) = (String(repeating: "0", count: zeros), String(odd, radix: 16))
        check("\(fives)\(tail)e\(-k - zeros)")
        check("\(fives)\(tail)1e\(-k - zeros - 1)")
        check("\(fives - 1)\(String(repeating: "9", count: zeros + 1))e\(-k - zeros - 1)")
        check("0x\(hexadecimal)\(tail)p\(-k - 4 * zeros)")
        check("0x\(hexadecimal)\(tail)1p\(-k - 4 * zeros - 4)")
      }
    }
  }

  @Test(arguments: [
    "0", "-0", "0e99999999999999999999", "1e99999999999999999999", "-1e-99999999999999999999", "1.", ".5", "+7",
    "0x.8P1", "2.4703282292062327208e-324", "2.4703282292062327209e-324", "7.006492321624085e-46",
    "7.006492321624086e-46",
    "1.7976931348623158e308", "1.7976931348623159e308", "3.4028235677973366e38", "3.4028235677973367e38",
    "2.2250738585072011e-308", "inf", "-Infinity", "NAN", "0x1p-1075", "0x1.8p-1075", "0x1.fffffffffffff8p1023",
    "", "-", "+-1", ".", "e5", "1e", "1e+", "1e5.5", "1.2.3", "0x", "0x.p1", "0x1p", "1_000", "1,5", " 1", "1 ", "infi",
    "0xg",
  ])
  func `the ends of the formats, and what is no number`(text: String) {
    check(text)
  }
}

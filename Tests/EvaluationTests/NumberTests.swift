import Testing

@testable import Evaluation

@Suite struct `Numbers in evaluate` {
  @Test(arguments: [
    ("float32", "0.1", "0.1"), ("float64", "0.1", "0.1"), ("float32", "16777217", "16777216.0"),
    ("float64", "1e23", "1e+23"), ("float64", "5e-324", "5e-324"), ("float32", "1e-45", "1e-45"),
    ("float64", "-1.5E+2", "-150.0"), ("float64", "1e-400", "0.0"), ("float32", "1e-46", "0.0"),
    ("float64", "\"0x1.8p-3\"", "0.1875"), ("float64", "\"-0x1p-1074\"", "-5e-324"), ("float64", "\"0X.8P1\"", nil),
    ("float64", "\"0XA.8P+1\"", "21.0"), ("float64", "\"0x10\"", "16.0"), ("float64", "\"0x1.\"", "1.0"),
    ("float64", "\"inf\"", "\"inf\""), ("float32", "\"-inf\"", "\"-inf\""), ("float64", "\"nan\"", "\"nan\""),
    ("float64", #""\u0069nf""#, "\"inf\""),
  ])
  func `are read from their own digits and written in the shortest form`(
    _ dtype: String, _ text: String, _ expected: String?
  ) throws {
    guard let expected else { return #expect(try code(sum(text, dtype)) == "bad_number") }
    #expect(value(sum(text, dtype)) == expected)
  }

  @Test func `are rounded to float32 once, never through a double`() {
    // Just above the midpoint of 1 and the next Float: a Double rounds to the midpoint, and then to even.
    #expect(value(sum("1.00000005960464477539062500001", "float32")) == "1.0000001")
    #expect(value(sum("\"0x1.0000010000000000000001p0\"", "float32")) == "1.0000001")
    #expect(value(sum("1.000000059604644775390625", "float32")) == "1.0")
    #expect(value(sum("\"0x1.00000000000008000001p0\"")) == "1.0000000000000002")
    // Just below the midpoint of the largest Float and what would be 2^128.
    #expect(value(sum("3.4028235677973366e38", "float32")) == "3.4028235e+38")
  }

  @Test(arguments: [
    "\"0.5\"", "\"Infinity\"", "\"+inf\"", "\"NaN\"", "\"-nan\"", "\"\"", "\"0x\"", "\"0xp1\"", "\"0x1p\"",
    "\"0x1.8p1.5\"",
    "\" 0x1p0\"", "\"+0x1p0\"", "\"0x1p0 \"", "\"0x1..8p0\"", "\"0x1p+-1\"", "\"0x1\\u0000\"", "true", "null", "{}",
    "[1,null]",
    "[[1],[{\"a\":[1]}]]",
    "[\"a\\\"b\"]",
  ])
  func `that are none are refused with bad_number`(_ text: String) throws {
    #expect(try code(sum(text)) == "bad_number")
  }

  @Test(arguments: [
    ("float64", "1e400"), ("float64", "-1e400"), ("float32", "1e39"), ("float32", "3.4028235677973367e38"),
    ("float64", "\"0x1p1024\""), ("float32", "\"-0x1p128\""), ("float64", "1e99999999999999999999"),
  ])
  func `beyond the range of the type are refused, not taken for infinity`(_ dtype: String, _ text: String) throws {
    #expect(try code(sum(text, dtype)) == "bad_number")
    #expect(try message(sum("[0,\(text)]", dtype)).contains("row 0, column 1"))
  }

  @Test func `of any length are read in full`() {
    let zeros = String(repeating: "0", count: 5000)
    #expect(value(sum("1\(zeros)e-5000")) == "1.0")
    #expect(value(sum("0.\(zeros)1e5001")) == "1.0")
  }

  @Test func `survive the way there and back, at every magnitude of both types`() {
    var bits: UInt64 = 0x9e37_79b9_7f4a_7c15
    for _ in 0..<2000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let double = Double(bitPattern: bits)
      let float = Float(bitPattern: UInt32(bits >> 32))
      if double.isFinite, double != 0 { #expect(Double(value(sum("\(double)"))) == double) }
      if float.isFinite, float != 0 { #expect(Float(value(sum("\(float)", "float32"))) == float) }
    }
  }

  @Test func `are never written as a negative zero`() {
    #expect(value(sum("-0.0")) == "0.0")
    #expect(value(sum("-1e-400")) == "0.0")
    #expect(value(#"{"loss":"log_softmax","dtype":"float64","input":[-0.0]}"#) == "[0.0]")
  }
}

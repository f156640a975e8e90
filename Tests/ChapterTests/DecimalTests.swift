import Testing

@testable import ProseChecker

@Suite struct DecimalTests {
  private func texts(_ text: String) -> [String] { decimals(in: text).map(\.number.text) }

  private func number(_ text: String) throws -> Decimal { try #require(decimals(in: text).first).number }

  @Test func `numbers with a decimal point are found, others are not`() {
    #expect(texts("a 0.5, then 12.25; the end 3. And 4") == ["0.5", "12.25"])
    #expect(texts("[.2,.8] and 0.2...0.8") == [".2", ".8", "0.2", "0.8"])
    #expect(texts("1,234.5 and 12,34.5 and 1e-10") == ["1,234.5", "34.5"])
    #expect(texts("0x1.8p-3 main.swift x.5 6.3.1 1.5e-7.") == ["6.3.1", "1.5e-7"])
    #expect(texts("$1.5 \\times 10^{-7}$, 1.5 × 10⁻⁷, 1.5×10^7") == ["1.5 \\times 10^{-7}", "1.5 × 10⁻⁷", "1.5×10^7"])
  }

  @Test func `a power of ten is the same however it is written`() throws {
    let plain = try number("1.5e-7")
    for other in ["1.5 \\times 10^{-7}", "1.5 × 10⁻⁷", "1.5 \\cdot 10^{-7}"] {
      #expect(try plain.isSameToken(as: number(other)))
    }
    #expect(try !plain.isSameToken(as: number("1.5e-8")))
    #expect(try !plain.isSameToken(as: number("1.50e-7")))
  }

  @Test func `a version is no number, and no rounding of one`() throws {
    #expect(try number("6.3.1").isSameToken(as: number("6.3.1")))
    for (one, other) in [("6.3", "6.3.1"), ("6.3.1", "6.3"), ("6.3.1", "6.3.2")] {
      #expect(try !number(one).isSameToken(as: number(other)))
      #expect(try !number(one).isRounding(of: number(other)))
    }
  }

  @Test(arguments: [
    ("2.3677", "2.367674582", true), ("2.3676", "2.367674582", false), ("2.368", "2.3677", true),
    ("2.3677", "2.368", false), ("1.000", "0.99951", true), ("10.000", "9.99999", true), ("0.000", "0.0004", true),
    ("0.001", "0.0005", true), ("0.063", "0.0625", true), ("0.062", "0.0625", true), ("0.500", "0.5", false),
    ("1.235e-10", "1.2345678e-10", true), ("0.000", "1.2345678e-10", true), ("2.3677", "12.3677", false),
    ("23.677", "2.3677", false), ("1234.568", "1,234.5678", true),
  ])
  func `a token verifies only what it is the rounding of`(_ token: String, _ printed: String, _ expected: Bool) throws {
    #expect(try number(token).isRounding(of: number(printed)) == expected)
  }

  @Test func `what follows a word, a bracket or more digits is no number of its own`() {
    #expect(texts("main.5 y_.5 a[1].5 (0.7).5 v1.5 -.5") == ["0.7", "1.5", ".5"])
    #expect(
      texts("1234,567.8 0.5,123.4 1,2345.6 1,234,567.8 1,000.25") == [
        "567.8", "0.5", "123.4", "2345.6", "1,234,567.8", "1,000.25",
      ])
    #expect(texts("0x1.921fb54442d18p+1 0x3f.8 2.5") == ["2.5"])
    #expect(
      texts("1.5 × 12 and 1.5 × 10⁴, 1.5·10⁻⁷, 1.5 \\times 10^{−7}") == [
        "1.5", "1.5 × 10⁴", "1.5·10⁻⁷", "1.5 \\times 10^{−7}",
      ])
  }
}

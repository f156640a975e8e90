import Testing

@testable import Evaluation

@Suite struct `JSON in evaluate` {
  @Test(arguments: [
    "", " ", "not json", "{", "}", "[", "{}}", "{} {}", "nul", "{\"id\":}", "{\"id\" 1}", "{\"id\":1,}", "{,}",
    "{'id':1}",
    "{\"id\":01}", "{\"id\":.5}", "{\"id\":5.}", "{\"id\":1e}", "{\"id\":+1}", "{\"id\":-}", "{\"id\":0x10}",
    "{\"id\":NaN}",
    "{\"id\":[1,]}", "{\"id\":[1 2]}", "{\"id\":[}", "{\"id\":{\"a\"}}", "{\"id\":\"a}", "{\"id\":\"\\x\"}",
    "{\"id\":\"\\u12g4\"}",
    "{\"id\":\"\u{1}\"}", "{\"id\":\"a\tb\"}", "{\"id\":truе}", "\u{feff}{}", "{\"id\":1}\u{0}",
    "[1,2]", "42", "null", "\"loss\"",
  ])
  func `that is broken, or no object, is answered with invalid_json and id null`(_ line: String) throws {
    #expect(try code(line) == "invalid_json")
    #expect(Answer(to: line).json.hasPrefix("{\"id\":null,"))
  }

  @Test(arguments: [
    #"{"id":"\ud800"}"#, #"{"id":"\udc00"}"#, #"{"id":"\udc00\ud800"}"#, #"{"id":"\ud800\u0041"}"#,
    #"{"id":"\ud800x"}"#,
  ])
  func `with half a surrogate pair is refused`(_ line: String) throws {
    #expect(try code(line) == "invalid_json")
  }

  @Test(arguments: [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82], [0xf5, 0x80, 0x80, 0x80]] as [[UInt8]])
  func `that is not UTF-8 is refused, in a string and outside`(_ bytes: [UInt8]) {
    for line in [Array("{\"id\":\"".utf8) + bytes + Array("\"}".utf8), bytes, Array("{\"id\":1} ".utf8) + bytes] {
      let answer = Answer(to: line)
      #expect(answer.isError)
      #expect(answer.json.hasPrefix("{\"id\":null,\"error\":{\"code\":\"invalid_json\""))
    }
  }

  @Test func `in which a name stands twice is refused`() throws {
    #expect(try code(#"{"id":1,"loss":"sum","dtype":"float64","input":1,"input":2}"#) == "invalid_json")
    #expect(try code(#"{"id":1,"loss":"sum","dtype":"float64","input":1,"inpu\u0074":2}"#) == "invalid_json")
  }

  @Test func `that is nested too deeply is refused, however long it is`() throws {
    for text in ["[", "{\"id\":"] {
      #expect(try code("{\"id\":" + String(repeating: text, count: 100_000)) == "invalid_json")
    }
    let deep = String(repeating: "[", count: 500) + "1" + String(repeating: "]", count: 500)
    #expect(value(sum(deep)) == "1.0")
  }

  @Test func `with thousands of members is refused before they cost time`() throws {
    let members = (0..<100_000).map { "\"\($0)\":0" }.joined(separator: ",")
    #expect(try code("{\(members)}") == "invalid_json")
  }

  @Test func `may hold white space wherever JSON lets it`() {
    #expect(
      value("\t{ \"loss\" :\r\"sum\" , \"dtype\":\"float64\", \"input\" : [ 1 ,\t2 , [ ] ] } ").contains("ragged"))
    #expect(value("\t{ \"loss\" :\r\"sum\" , \"dtype\":\"float64\", \"input\" : [ [ 1 ] ,\t[ 2 ] ] } ") == "3.0")
  }

  @Test(arguments: [
    "null", "1e5", "-0.0", "12345678901234567890123456789", "\"é\\u00e9\\n\"", "[1, {\"a\": [true,false]}]", "{ }",
    "\"\"",
  ])
  func `echoes an id of any kind as it was written`(_ id: String) {
    let request = #"{"id": \#(id) ,"loss":"sum","dtype":"float64","input":1}"#
    #expect(Answer(to: request).json == "{\"id\":\(id),\"value\":1.0}")
    #expect(Answer(to: #"{"id": \#(id) ,"loss":"?"}"#).json.hasPrefix("{\"id\":\(id),\"error\":"))
  }

  @Test func `writes control characters as escapes of four digits`() {
    let answer = Answer(to: #"{"\u0001\u001f\u007f\t":1}"#).json
    let name = #"\\u0001\\u001f\\u007f\\t"#
    #expect(answer == #"{"id":null,"error":{"code":"unknown_field","message":"unknown field \"\#(name)\""}}"#)
    // Text that is quoted as it stands may hold one, which JSON lets stand.
    let raw = Answer(to: "{\"loss\":\"\u{7f}\"}").json
    #expect(raw.contains(#""message":"loss \"\u007f\": expected"#))
  }

  @Test func `writes messages that are JSON, whatever they quote`() throws {
    for field in [#"\"\\\n\u0000\u007f\ud83d\ude00é"#, String(repeating: "x", count: 10_000)] {
      #expect(try code("{\"\(field)\":1}") == "unknown_field")
      #expect(try message("{\"\(field)\":1}").count < 200)
    }
  }
}

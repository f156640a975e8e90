import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@testable import Workbook

@Suite struct FormattingTests {
  @Test(arguments: [
    (0.125, 2, "0.12"), (0.375, 2, "0.38"), (2.675, 2, "2.67"), (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"),
    (9.995, 2, "9.99"), (9.9951, 2, "10.00"), (999.9999, 3, "1000.000"), (-1.25, 1, "-1.2"), (-0.001, 2, "0.00"),
    (-0.0, 1, "0.0"), (1e22, 1, "10000000000000000000000.0"), (.infinity, 2, "inf"), (-.infinity, 2, "-inf"),
    (.nan, 2, "nan"), (0.1, 55, "0.1000000000000000055511151231257827021181583404541015625"), (0, 3, "0.000"),
  ])
  func `a double is rounded once, from its exact value, halves to even`(
    _ value: Double, _ decimals: Int, _ text: String
  ) {
    #expect(formatted(value, decimals: decimals) == text)
  }

  @Test func `the smallest and the largest double have all their digits`() {
    let smallest = formatted(Double.leastNonzeroMagnitude, decimals: 1074)
    #expect(smallest.hasPrefix("0." + String(repeating: "0", count: 323) + "4940656458412465441765687928682"))
    #expect(smallest.hasSuffix("625"))
    #expect(Double(smallest) == .leastNonzeroMagnitude)
    let largest = formatted(Double.greatestFiniteMagnitude, decimals: 0)
    #expect(largest.count == 309)
    #expect(largest.hasPrefix("17976931348623157081452742373170435679807"))
  }

  @Test func `the C library agrees on every bit pattern tried`() {
    var state: UInt64 = 20_250_130
    for _ in 0..<500 {
      // Knuth's MMIX generator: any fixed sequence of bits will do.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let magnitude = Double(sign: .plus, exponent: Int(state >> 58) - 40, significand: 1)
      let value = Double(Int64(bitPattern: state)) / 0x1p63 * magnitude
      for decimals in [0, 2, 9, 17] {
        let expected = String(format: "%.\(decimals)f", value)
        let isZero = expected.allSatisfy { "-0.".contains($0) }
        #expect(formatted(value, decimals: decimals) == (isZero ? expected.filter { $0 != "-" } : expected))
      }
    }
  }
}

@Suite struct PageTests {
  @Test func `blocks stand apart by one empty line`() {
    var page = Page()
    page.section("One")
    page.say("A.")
    page.verbatim("  b\n  c")
    page.section("Two")
    #expect(page.text == "## One\n\nA.\n\n  b\n  c\n\n## Two\n")
  }

  @Test func `paragraphs are wrapped between words`() {
    var page = Page()
    page.say(Array(repeating: "word", count: 30).joined(separator: " "))
    #expect(page.lines.map(\.count) == [79, 69])
    page.say("x" + String(repeating: "y", count: 90))
    #expect(page.lines.last?.count == 91)
  }

  @Test func `tables align text left and numbers right, with their decimals`() {
    var page = Page()
    page.table(
      [("a", 1.0, 7), ("bcd", -12.345, 1000)],
      .text("name", \.0), .number("loss", decimals: 2, \.1), .integer("n", \.2), .shortest("bits", \.1))
    #expect(
      page.lines == [
        "name    loss     n     bits",
        "a       1.00     7      1.0",
        "bcd   -12.35  1000  -12.345",
      ])
  }

  @Test func `a table of no rows is its heading`() {
    var page = Page()
    page.table([Double](), .number("loss", decimals: 2) { $0 })
    #expect(page.lines == ["loss"])
  }

  @Test func `values are aligned without a heading`() {
    var page = Page()
    page.values(["loss": 2.367674581, "its floor": -11.1], decimals: 3)
    #expect(page.lines == ["loss         2.368", "its floor  -11.100"])
  }
}

@Suite struct `A chapter as a program` {
  private struct Broken: Error {}

  private let chapter = Chapter(
    about: "A sample.", sections: [Section("One") { $0.say("A.") }, Section("Two") { $0.say("B.") }],
    drawings: [
      Drawing("empty.svg") {
        Figure(title: "t", description: "d", .chart(x: Axis("x", 0...1, every: 1), y: Axis("y", 0...1, every: 1)))
      }
    ],
    next: "run it again", file: "/somewhere/Chapters/01-sample/main.swift")

  @Test func `a plain run prints the sections in order, the page to read and what to try next`() {
    let result = chapter.run(arguments: [])
    #expect(result.status == .success)
    #expect(
      result.output == """
        ## One

        A.

        ## Two

        B.

        Read: Chapters/01-sample/README.md
        Next: run it again

        """)
    #expect(result.errors.isEmpty)
  }

  @Test func `help names every option`() {
    for option in ["--help", "-h"] {
      let result = chapter.run(arguments: [option])
      #expect(result.status == .success)
      #expect(result.output.hasPrefix("A sample.\n\nUsage: swift run sample"))
      #expect(result.output.contains("--figures DIR") && result.output.contains("--help"))
    }
  }

  @Test func `an option of a chapter's own is named by help, and refuses what makes no sense to it`() {
    let double = Option("--double", "N", "print twice a number") { Int($0).map { "\(2 * $0)\n" } }
    let chapter = Chapter(
      about: "A sample.", sections: [], options: [double], next: "run it again",
      file: "/somewhere/Chapters/01-sample/main.swift")
    #expect(chapter.run(arguments: ["--help"]).output.contains("  --double N      print twice a number\n"))
    #expect(chapter.run(arguments: ["--double", "21"]).output == "42\n")
    for arguments in [["--double"], ["--double", "x"], ["--double", "1", "2"]] {
      let result = chapter.run(arguments: arguments)
      #expect(result.status.rawValue == 64)
      #expect(result.errors == "sample: --double needs N; --help lists the options\n")
    }
  }

  @Test(arguments: [["--figure"], ["figures"], ["--figures"], ["--help", "me"], ["--figures", "a", "b"], [""]])
  func `a command line that makes no sense is refused with status 64`(_ arguments: [String]) {
    let result = chapter.run(arguments: arguments)
    #expect(result.status.rawValue == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("sample: ") && result.errors.hasSuffix("\n"))
  }

  @Test func `figures are written where they are wanted, and nowhere else`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("figures-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let result = chapter.run(arguments: ["--figures", folder.path + "/new"])
    #expect(result.status == .success)
    let file = folder.appendingPathComponent("new/empty.svg")
    #expect(result.output == file.path + "\n")
    #expect(try String(contentsOf: file, encoding: .utf8).hasPrefix("<svg "))
    #expect(chapter.run(arguments: ["--figures", file.path]).status == .cannotWrite)
  }

  @Test func `an error in a section ends the run with a message`() {
    let broken = Chapter(about: "", sections: [Section("One") { _ in throw Broken() }], next: "")
    let result = broken.run(arguments: [])
    #expect(result.status.rawValue == 70)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("Broken"))
  }
}

@Suite struct FigureTests {
  private func figure(_ marks: Mark...) -> String {
    Figure(
      title: "A < B", description: "\"A\" & B",
      .chart(x: Axis("x", 0...1, every: 0.25), y: Axis("y", 0...2, every: 1), marks)
    ).svg
  }

  @Test func `a figure is well-formed XML with a title and a description`() throws {
    let svg = figure(
      .line([Point(0, 0), Point(1, 2)], "line <1>"), .points([Point(0.5, 1)], "p", .orange, symbol: .ring),
      .note("a & b", at: Point(0, 1)))
    #expect(svg.contains("<title id=\"title\">A &lt; B</title>"))
    #expect(svg.contains("<desc id=\"desc\">&quot;A&quot; &amp; B</desc>"))
    #expect(svg.contains("prefers-color-scheme:dark"))
    #expect(svg.contains("<rect class=\"paper\" x=\"0\" y=\"0\" width=\"720\""))
    #expect(XMLParser(data: Data(svg.utf8)).parse())
  }

  @Test func `coordinates have two decimals at most`() throws {
    let svg = figure(.line(samples(over: 0...1, count: 7) { 2 * $0 * $0 }, "curve"))
    for match in svg.matches(of: #/[ML ](\d+\.\d+)/#) {
      #expect(match.1.split(separator: ".")[1].count <= 2)
    }
    #expect(coordinate(1.005) == "1" && coordinate(12.5) == "12.5" && coordinate(-0.001) == "0")
  }

  @Test func `a line is broken where a value is not finite`() throws {
    let svg = figure(.line([Point(0, 0), Point(0.25, .infinity), Point(0.5, 1), Point(1, .nan)]))
    let path = try #require(svg.firstMatch(of: #/<path class="line blue" d="([^"]*)"/#)).1
    #expect(path.count { $0 == "M" } == 2)
    #expect(!svg.contains("inf") && !svg.contains("nan"))
  }

  @Test func `ticks show the decimals of their step`() {
    #expect(Axis("x", 0...1, every: 0.25).ticks.map(\.label) == ["0.00", "0.25", "0.50", "0.75", "1.00"])
    #expect(Axis("x", 0...0.3, every: 0.1).ticks.map(\.label) == ["0.0", "0.1", "0.2", "0.3"])
    #expect(Axis("x", -20...20, every: 20).ticks.map(\.label) == ["-20", "0", "20"])
  }

  @Test func `a label appears once in the legend`() {
    let svg = figure(.line([Point(0, 0)], "same"), .line([Point(1, 1)], "same"))
    #expect(svg.ranges(of: ">same<").count == 1)
  }

  @Test func `the legend's keys are drawn as their marks are, 26 wide`() throws {
    let svg = figure(
      .line([Point(0, 0)], "line"),
      .points([Point(0, 0)], "ring", .orange, symbol: .ring), .points([Point(0, 0)], "square", .purple, symbol: .square)
    )
    // Keys begin at the margin, 12, in the middle of the line that ends at 52.
    let key = try #require(svg.firstMatch(of: #/<path class="line blue" d="M(\d+) 47L(\d+) 47"/#))
    #expect(key.1 == "12" && key.2 == "38")
    #expect(svg.ranges(of: "<circle class=\"line mark orange\"").count == 2)
    #expect(svg.ranges(of: "<rect class=\"bar purple\"").count == 2)
  }

  @Test func `a legend goes on below where a line is full`() throws {
    func baselines(_ labels: [String]) -> [String] {
      let marks = labels.map { Mark.line([Point(0, 0)], $0) }
      let svg = Figure(
        title: "t", description: "d", .chart(x: Axis("x", 0...1, every: 1), y: Axis("y", 0...1, every: 1), marks)
      ).svg
      return labels.compactMap { label in
        svg.matches(of: #/y="([0-9.]+)" text-anchor="start">([^<]*)</#).first { $0.2 == label }.map { String($0.1) }
      }
    }
    // A key takes 34, a letter 7, and the space between two entries 22; the margins are 12 wide.
    let long = String(repeating: "m", count: 40)
    #expect(baselines(["a" + long, "bb" + long]) == ["52", "52"])
    #expect(baselines(["aa" + long, "bb" + long]) == ["52", "73"])
  }

  @Test func `corners of the simplex are its pure distributions`() {
    #expect(simplexPoint(1, 0, 0).x == 0 && simplexPoint(1, 0, 0).y == 0)
    #expect(simplexPoint(0, 1, 0).x == 1 && simplexPoint(0, 1, 0).y == 0)
    #expect(simplexPoint(0, 0, 1).x == 0.5 && simplexPoint(0, 0, 1).y == 1)
    let svg = Figure(
      title: "t", description: "d",
      .simplex(corners: ("cat", "dog", "fox"), [.points([simplexPoint(0.2, 0.3, 0.5)], "label")])
    ).svg
    #expect(svg.contains(">cat<") && svg.contains(">dog<") && svg.contains(">fox<"))
  }
}

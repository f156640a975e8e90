import Foundation
import TestSupport
import Testing

@testable import soft_labels

/// How `diagnose` and `explain` behave as commands.
@Suite struct `The manners of diagnose and explain` {
  private func files() throws -> (folder: Folder, arguments: [String]) {
    let folder = try Folder()
    let p = try folder.write("p.csv", ".2,.8\n.5,.5\n")
    let y = try folder.write("y.csv", ".1,.9\n.4,.6\n")
    return (folder, ["--predictions", p, "--targets", y])
  }

  @Test func `wrong usage has exit status 64 and says what is wrong`() throws {
    let (folder, given) = try files()
    defer { withExtendedLifetime(folder) {} }
    for (arguments, message) in [
      (["diagnose"], "--predictions FILE is missing"),
      (["diagnose", "--predictions", "p.csv"], "--targets FILE is missing"),
      (["diagnose"] + given + ["--nonsense", "1"], "unknown option '--nonsense'"),
      (["diagnose"] + given + ["--lables", "1"], "unknown option '--lables'"),
      (
        ["diagnose"] + given + ["--ignore_index", "1"], "unknown option '--ignore_index': did you mean --ignore-index?"
      ),
      (["diagnose"] + given + ["--reduct", "sum"], "unknown option '--reduct': did you mean --reduction?"),
      (["diagnose"] + given + ["--pos-weight", "2"], "add --loss bce"),
      (["diagnose"] + given + ["--loss", "bce", "--ignore-index", "2"], "applies to cross-entropy"),
      (["diagnose"] + given + ["--class-axis", "2"], "--class-axis 2: the predictions have shape [2, 2]"),
      (["diagnose"] + given + ["--class-axis", "x"], "expected a whole number"),
      (["diagnose"] + given + ["--batch-size", "0"], "above 0"),
      (["diagnose"] + given + ["--shape", "2,3"], "has 2 rows"),
      (["diagnose"] + given + ["--shape", "2"], "such as 8,128"),
      (["diagnose"] + given + ["--shape", "\(Int.max),2"], "such as 8,128"),
      (["diagnose"] + given + ["--shape", "\(Int.max),1"], "has 2 rows"),
      (["diagnose"] + given + ["--batch-size", "\(Int.max)0"], "above 0"),
      (["diagnose"] + given + ["extra"], "unexpected argument 'extra'"),
      (["diagnose"] + given + ["--as", "guesses"], "--as 'guesses': expected one of logits, probabilities"),
      (["diagnose"] + given + ["--loss", "mse"], "--loss 'mse'"),
      (["diagnose"] + given + ["--reduction", "none"], "--reduction 'none'"),
      (["diagnose"] + given + ["--reduction", "batchmean"], "batchmean"),
      (["diagnose"] + given + ["--label-smoothing", "2"], "in [0, 1]"),
      (["diagnose"] + given + ["--temperature", "0"], "above 0"),
      (["diagnose"] + given + ["--temperature", "nan"], "above 0"),
      (["diagnose"] + given + ["--epsilon", "-1"], "above 0"),
      (["diagnose"] + given + ["--format"], "--format needs a value"),
      (["diagnose"] + given + ["--format=", "json"], "--format needs a value"),
      (["diagnose"] + given + ["--as", "logits", "--as", "logits"], "given twice"),
      (["diagnose"] + given + ["--loss", "bce", "--temperature", "2"], "applies to cross-entropy"),
      (["diagnose", "--predictions", "-", "--targets", "-"], "standard input"),
      (["explain"] + given, "VALUE is missing"),
      (["explain", "abc"] + given, "'abc' is not a number"),
      (["explain", "1", "2"] + given, "unexpected argument '2'"),
    ] {
      let (status, output, errors) = run(arguments)
      #expect(status == .usage, "\(arguments)")
      #expect(output.text.isEmpty)
      #expect(errors.text.contains(message), "\(errors.text)")
      #expect(errors.text.hasPrefix("soft-labels \(arguments[0]): ") && errors.text.hasSuffix("\n"))
    }
  }

  @Test func `a batch larger than all rows is all rows`() throws {
    let (folder, given) = try files()
    defer { withExtendedLifetime(folder) {} }
    let explained = { run(["explain", "1"] + given + ["--batch-size", $0]).output.text }
    #expect(explained("2").contains("The predictions were taken for"))
    #expect(explained("\(Int.max)") == explained("2"))
  }

  @Test func `a file that is not there has exit status 66`() throws {
    let (folder, given) = try files()
    let missing = folder.url.appendingPathComponent("none.npy").path
    for arguments in [
      ["diagnose", "--predictions", missing] + given.suffix(2),
      ["explain", "1", "--predictions", folder.url.path] + given.suffix(2),
    ] {
      let (status, _, errors) = run(Array(arguments))
      #expect(status == .noInput)
      #expect(errors.text.contains(folder.url.path))
    }
  }

  @Test(arguments: [
    ("1,2\n3\n", ".5,.5\n.5,.5\n", "p.csv:2:1"),
    ("1,2\n3,4\n", ".5,.5\n.5,x\n", "y.csv:2:4"),
    ("1,2\n3,4\n", "0\n2\n", "class index 2 at row 1, column 0"),
    ("1,2\n3,4\n", "0\n255\n", "if it marks rows to be ignored, --ignore-index 255"),
    ("1,2\n3,4\n", "0\n.5\n", "no class index"),
    ("1,2\n3,4\n", "0\n1\n1\n", "targets of shape [3, 1] for predictions of shape [2, 2]"),
    ("1,2\n3,4\n", "", "y.csv: the file is empty"),
  ])
  func `bad data has exit status 65 and a place`(predictions: String, targets: String, message: String) throws {
    let folder = try Folder()
    let arguments = [
      "--predictions", try folder.write("p.csv", predictions), "--targets", try folder.write("y.csv", targets),
    ]
    for command in [["diagnose"], ["explain", "1.5"]] {
      let (status, output, errors) = run(command + arguments)
      #expect(status == .badData)
      #expect(output.text.isEmpty)
      #expect(errors.text.contains(message), "\(errors.text)")
    }
  }

  @Test func `a command that is nearly one is named, and a version is told`() {
    for (word, message) in [
      ("explian", "unknown command 'explian': did you mean explain?"), ("diag", "unknown command 'diag'"),
      ("--versoin", "did you mean --version?"), ("train", "expected evaluate, diagnose, explain, --version or --help"),
    ] {
      let (status, _, errors) = run([word])
      #expect(status == .usage && errors.text.contains(message), "\(errors.text)")
    }
    let (status, output, _) = run(["--version"])
    #expect(status == .success && output.text.hasPrefix("soft-labels "))
  }

  @Test func `the axis of the classes may be any`() throws {
    var random = SeededRandom(29)
    let (x, y) = (random.normals(24), random.softRows(6, 4))
    let last = NumericArray(source: "p", shape: [2, 3, 4], values: x, type: .float64)
    let soft = NumericArray(source: "y", shape: [2, 3, 4], values: y, type: .float64)
    let given = ["--predictions", "p", "--targets", "y"]
    let input = try CaseInput(CaseOptions(given + ["--class-axis", "-1"]), predictions: last, targets: soft)
    #expect(input.data.rows == 6 && input.data.classes == 4 && input.data.sequence == 3)
    #expect(input.data.predictions == x)
    let first = try CaseInput(CaseOptions(given + ["--class-axis=0"]), predictions: last, targets: soft)
    #expect(first.data.classes == 2 && first.data.rows == 12 && Array(first.data.predictions[2..<4]) == [x[1], x[13]])
    let words = NumericArray(source: "y", shape: [2, 3], values: [0, 1, 2, 3, 0, 1], type: .float64)
    #expect(throws: CommandFailure.self) { try CaseInput(CaseOptions(given), predictions: last, targets: words) }
    do {
      _ = try CaseInput(CaseOptions(given), predictions: last, targets: words)
    } catch {
      #expect(
        error.message.hasSuffix("if the classes are on the last axis, --class-axis -1"))
    }
  }

  @Test func `weights that do not fit are refused`() throws {
    let (folder, given) = try files()
    for (weights, message) in [
      ("1,2,3\n", "expected one for each of the 2 classes"), ("1,-2\n", "weight -2.0 at row 0, column 1"),
      ("nan,1\n", "weight nan"),
    ] {
      let (status, _, errors) = run(["diagnose"] + given + ["--weights", try folder.write("w.csv", weights)])
      #expect(status == .badData)
      #expect(errors.text.contains(message), "\(errors.text)")
    }
    // As a column, weights are as good as a row.
    #expect(run(["diagnose"] + given + ["--weights", try folder.write("w.csv", "1\n2\n")]).status == .success)
  }

  @Test func `standard input is either format`() throws {
    let (folder, given) = try files()
    defer { withExtendedLifetime(folder) {} }
    let expected = run(["diagnose"] + given).output.text.replacingOccurrences(of: given[1], with: "standard input")
    let text = run(["diagnose", "--predictions", "-"] + given.suffix(2), input: Pieces(".2,.8\n.", "5,.5\n"))
    #expect(text.output.text == expected)
    let array = run(
      ["diagnose", "--predictions=-"] + given.suffix(2) + ["--format=json"],
      input: Pieces([npy([0.2, 0.8, 0.5, 0.5], shape: [2, 2])]))
    #expect(array.output.text == run(["diagnose"] + given + ["--format", "json"]).output.text)
  }

  @Test(arguments: ["diagnose", "explain"])
  func `the example of --help works`(command: String) throws {
    let help = run([command, "--help"]).output.text
    let lines = help.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let folder = try Folder()
    for line in lines where line.hasPrefix("printf ") {
      let parts = line.split(separator: "'", omittingEmptySubsequences: false).map(String.init)
      let name = try #require(parts[2].split(separator: " ").last.map(String.init))
      _ = try folder.write(name, parts[1].replacingOccurrences(of: "\\n", with: "\n"))
    }
    let line = try #require(lines.first { $0.hasPrefix("soft-labels \(command) ") && $0.contains(".csv") })
    let arguments = line.split(separator: " ").dropFirst().map { word in
      word.hasSuffix(".csv") ? folder.url.appendingPathComponent(String(word)).path : String(word)
    }
    let (status, output, errors) = run(arguments)
    #expect(status == .success, "\(errors.text)")
    #expect(output.text.contains(command == "explain" ? "probabilities_as_logits" : "looks_like_probabilities"))
  }

  @Test func `progress says nothing in the first second, and then what is left, once for each thing in a log`() {
    let errors = Transcript()
    var now = Duration.zero
    let progress = Progress(errors, clock: { now })
    progress.step("reading", 1, of: 4)
    now = .milliseconds(900)
    progress.step("reading", 2, of: 4)
    #expect(errors.text.isEmpty)
    now = .milliseconds(1100)
    progress.step("reading", 3, of: 4)
    now = .milliseconds(1600)
    progress.step("reading", 4, of: 4)
    progress.finish()
    #expect(errors.text == "reading: 75%, 1 s left\n")
  }

  @Test func `higher axes have their classes on axis 1`() throws {
    let options = try CaseOptions(["--predictions", "p", "--targets", "y"])
    var random = SeededRandom(23)
    let x = NumericArray(source: "p", shape: [2, 3, 4], values: random.normals(24), type: .float64)
    let y = NumericArray(
      source: "y", shape: [2, 4], values: (0..<8).map { Double($0 % 3) }, type: .integer,
      integers: (0..<8).map { $0 % 3 })
    let input = try CaseInput(options, predictions: x, targets: y)
    #expect(input.data.rows == 8 && input.data.classes == 3)
    // Row 5 is batch 1, position 1: its classes lie 4 apart.
    #expect(Array(input.data.predictions[15..<18]) == [x.values[13], x.values[17], x.values[21]])
    #expect(input.place(row: 5, column: 2) == "row 1, column 2, position 1")
  }
}

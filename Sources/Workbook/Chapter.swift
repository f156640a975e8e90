import Foundation

/// The program that stands beside a chapter's prose.
///
/// A chapter is functions that fill a ``Page``, functions that draw a ``Figure``, and a `main.swift` that names them in
/// the order in which the prose tells them:
///
///     import Workbook
///
///     Chapter(
///       about: "Binary cross-entropy with soft labels: what the number is, and what it hides.",
///       sections: [
///         Section("The article's number", theArticlesNumber),
///         Section("The floor is the entropy", theFloor),
///       ],
///       drawings: [Drawing("beetles.svg", beetles)],
///       next: "put another label into Article.swift, and run this again"
///     ).main()
///
/// where `func theFloor(_ page: inout Page) throws` says what that section shows and `func beetles() throws -> Figure`
/// returns the picture. Its name and its number are those of the folder that `main.swift` stands in. Global variables of
/// `main.swift` itself belong to the main actor: keep functions and data in files of their own, or in functions.
package struct Chapter {
  let folder: ChapterFolder
  let about: String
  let sections: [Section]
  let drawings: [Drawing]
  let exhibit: Exhibit?
  let exercises: [Exercise]
  let options: [Option]
  let next: String

  /// A chapter with one sentence for `--help` and, for the end of a run, a line on what to try `next`. It lies where the
  /// file that makes it does, and numbers its exercises in their order.
  package init(
    about: String, sections: [Section], drawings: [Drawing] = [], exhibit: Exhibit? = nil,
    exercises: [Exercise] = [], options: [Option] = [], next: String, file: String = #filePath
  ) {
    let folder = ChapterFolder(folder: URL(fileURLWithPath: file).deletingLastPathComponent().lastPathComponent)
    self.folder = folder
    self.about = about
    self.sections = sections
    self.drawings = drawings
    self.exhibit = exhibit
    self.exercises = exercises.enumerated().map { $1.numbered("\(folder.number).\($0 + 1)") }
    self.options = options
    self.next = next
  }

  private var name: String { folder.name }

  /// Runs the chapter with the process's arguments, writes what it says, and ends the process.
  package func main() -> Never {
    let result = run(arguments: Array(CommandLine.arguments.dropFirst()))
    FileHandle.standardOutput.write(Data(result.output.utf8))
    FileHandle.standardError.write(Data(result.errors.utf8))
    exit(result.status.rawValue)
  }

  /// What the program does when it is given `arguments`. Only `--figures` writes files, and only `--exercises` starts
  /// processes: one for each exercise, of the program that calls.
  package func run(arguments: [String]) -> RunResult {
    do {
      return try result(of: arguments)
    } catch let result as RunResult {
      return result
    } catch {
      return failure(.failed, "\(error)")
    }
  }

  private func failure(_ status: RunResult.Status, _ message: String) -> RunResult {
    RunResult(status: status, errors: "\(name): \(message)\n")
  }

  private func misuse(_ message: String) -> RunResult {
    failure(.misuse, message + "; --help lists the options")
  }

  private func result(of arguments: [String]) throws -> RunResult {
    switch (arguments.first, arguments.count) {
    case (nil, _):
      var page = Page()
      for section in sections {
        page.section(section.title)
        try section.fill(&page)
      }
      page.verbatim("Read: \(folder.path)/README.md\nNext: \(next)")
      return RunResult(output: page.text)
    case ("--help", 1), ("-h", 1): return RunResult(output: help)
    case ("--figures", 2): return RunResult(output: try writeFigures(into: arguments[1]))
    case ("--figures", 1): return misuse("--figures needs a folder to write to")
    case ("--exercises", 1): return checkExercises()
    case ("--hint", 2):
      var page = Page()
      page.say(try exercise(arguments[1]).hint)
      return RunResult(output: page.text)
    case ("--hint", 1): return misuse("--hint needs the number of an exercise")
    // Not for people: how the program checks one exercise in a process of its own.
    case ("--run-exercise", 3):
      try checkAlone(exercise(arguments[1]), writingTo: arguments[2])
      return RunResult()
    // Nor this: what a page shows of a state of the exhibit.
    case ("--exhibit", _):
      return RunResult(output: exhibit?.answer(to: arguments.dropFirst().compactMap(Double.init)) ?? "")
    // Nor this: what becomes of our own answers to the exercises.
    case ("--rehearse", 1):
      let rehearsals = try JSONEncoder().encode(exercises.map { try $0.rehearsal() })
      return RunResult(output: String(decoding: rehearsals, as: UTF8.self))
    case ("--help", _), ("-h", _), ("--exercises", _): return misuse("unexpected argument \(arguments[1])")
    case ("--figures", _), ("--hint", _): return misuse("unexpected argument \(arguments[2])")
    case (let name?, let count):
      guard let option = options.first(where: { $0.name == name }) else { return misuse("unknown option \(name)") }
      guard count == 2, let output = try option.run(arguments[1]) else {
        return misuse("\(name) needs \(option.argument)")
      }
      return RunResult(output: output)
    }
  }

  private var help: String {
    """
    \(about)

    Usage: swift run \(name) [option]

      (no option)     print the sections that the chapter's prose quotes
      --figures DIR   write the chapter's figures into the folder DIR, made if it is not there
    \(exercises.isEmpty ? "" : exercisesHelp)\(optionsHelp)  --help          show this

    """
  }

  private var optionsHelp: String {
    options.map { "  \($0.name) \($0.argument)".padding(toLength: 18, withPad: " ", startingAt: 0) + $0.about + "\n" }
      .joined()
  }

  private var exercisesHelp: String {
    """
      --exercises     check your answers in Exercises.swift; the exit status is 0 if none
                      of them is wrong, 1 otherwise
      --hint NUMBER   a hint for one exercise, such as \(exercises[0].number)

    """
  }

  private func exercise(_ number: String) throws(RunResult) -> Exercise {
    if let exercise = exercises.first(where: { $0.number == number }) { return exercise }
    let others = exercises.isEmpty ? "" : ", only " + exercises.map(\.number).joined(separator: ", ")
    throw misuse("there is no exercise \(number)\(others)")
  }

  private func checkExercises() -> RunResult {
    guard let program = Bundle.main.executablePath else {
      return failure(.failed, "it cannot find itself to check the exercises")
    }
    let runner = ExerciseRunner(program: program)
    let results = exercises.map { (exercise: $0, result: runner.check($0.number)) }
    let report = ExerciseReport(chapter: folder, results: results)
    return RunResult(status: report.hasWrongAnswers ? .wrongAnswers : .success, output: report.text)
  }

  private func writeFigures(into directory: String) throws -> String {
    let folder = URL(fileURLWithPath: directory, isDirectory: true)
    var written = ""
    for drawing in drawings {
      let figure = try drawing.draw()
      let file = folder.appendingPathComponent(drawing.file)
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(figure.svg.utf8).write(to: file)
      } catch {
        throw failure(.cannotWrite, "cannot write \(file.path): \(error.localizedDescription)")
      }
      written += file.path + "\n"
    }
    return written
  }
}

/// A part of what a chapter's program prints, under its own heading.
package struct Section {
  let title: String
  let fill: (inout Page) throws -> Void

  /// A section headed `title` whose lines `fill` adds to the page.
  package init(_ title: String, _ fill: @escaping (inout Page) throws -> Void) {
    self.title = title
    self.fill = fill
  }
}

/// A picture that a chapter can draw, and the name of the file it is kept in, beside the prose.
package struct Drawing {
  let file: String
  let draw: () throws -> Figure

  /// A picture that is drawn only when it is asked for; `file` ends in ".svg".
  package init(_ file: String, _ draw: @escaping () throws -> Figure) {
    precondition(file.hasSuffix(".svg") && !file.contains("/"), "not the name of an SVG file: \(file)")
    self.file = file
    self.draw = draw
  }
}

/// Something else that a chapter's program does, when it is told to and given one argument.
package struct Option {
  let name: String
  let argument: String
  let about: String
  let run: (String) throws -> String?

  /// An option such as `--study SEED`, what it does in a few words, and what it prints; nil for an argument that
  /// makes no sense.
  package init(_ name: String, _ argument: String, _ about: String, _ run: @escaping (String) throws -> String?) {
    self.name = name
    self.argument = argument
    self.about = about
    self.run = run
  }
}

/// What one run of a chapter's program came to; thrown where it cannot go on.
package struct RunResult: Error {
  /// How the run ended, as the number that the process exits with.
  package enum Status: Int32, Sendable {
    /// All went well.
    case success = 0
    /// An exercise was answered, and the answer is wrong.
    case wrongAnswers = 1
    /// The command line makes no sense (`EX_USAGE`).
    case misuse = 64
    /// A section or a figure threw an error (`EX_SOFTWARE`).
    case failed = 70
    /// A figure could not be written (`EX_CANTCREAT`).
    case cannotWrite = 73
  }

  /// How the run ended.
  package var status = Status.success
  /// What goes to standard output.
  package var output = ""
  /// What goes to standard error.
  package var errors = ""
}

import Foundation

/// The program that stands beside a chapter's prose.
///
/// A chapter is functions that fill a ``Page``, functions that draw a ``Figure``, and a `main.swift` that names them in
/// the order in which the prose tells them:
///
///     import Workbook
///
///     Chapter(
///       name: "binary-soft-bce",
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
/// returns the picture. Global variables of `main.swift` itself belong to the main actor: keep functions and data in
/// files of their own, or in functions.
public struct Chapter {
  let name: String
  let about: String
  let sections: [Section]
  let drawings: [Drawing]
  let exercises: [Exercise]
  let next: String
  /// Where its page and its sources are, from the root of the package.
  let folder: String

  /// A chapter called `name`, as `swift run` knows it, with one sentence for `--help` and, for the end of a run, a line on
  /// what to try `next`. It lies where the file that makes it does.
  public init(
    name: String, about: String, sections: [Section], drawings: [Drawing] = [], exercises: [Exercise] = [],
    next: String, file: String = #filePath
  ) {
    self.name = name
    self.about = about
    self.sections = sections
    self.drawings = drawings
    self.exercises = exercises
    self.next = next
    folder = file.split(separator: "/").dropLast().suffix(2).joined(separator: "/")
  }

  /// Runs the chapter with the process's arguments, writes what it says, and ends the process.
  public func main() -> Never {
    let result = run(arguments: Array(CommandLine.arguments.dropFirst()))
    FileHandle.standardOutput.write(Data(result.output.utf8))
    FileHandle.standardError.write(Data(result.errors.utf8))
    exit(result.status.rawValue)
  }

  /// What the program does when it is given `arguments`. Only `--figures` writes files, and only `--exercises` starts
  /// processes: one for each exercise, of the program that calls.
  public func run(arguments: [String]) -> RunResult {
    do {
      switch try Request(arguments) {
      case .help: return RunResult(output: help)
      case .sections:
        var page = try page()
        page.verbatim("Read: \(folder)/README.md\nNext: \(next)")
        return RunResult(output: page.text)
      case .figures(let directory): return RunResult(output: try writeFigures(into: directory))
      case .exercises: return checkExercises()
      case .hint(let number):
        var page = Page()
        page.say(try exercise(number).hint)
        return RunResult(output: page.text)
      case .runExercise(let number, let file):
        try checkAlone(exercise(number), writingTo: file)
        return RunResult()
      }
    } catch let failure as Failure {
      return RunResult(status: failure.status, errors: "\(name): \(failure.message)\n")
    } catch {
      return RunResult(status: .failed, errors: "\(name): \(error)\n")
    }
  }

  /// Everything the sections say.
  public func page() throws -> Page {
    var page = Page()
    for section in sections {
      page.section(section.title)
      try section.fill(&page)
    }
    return page
  }

  private var help: String {
    """
    \(about)

    Usage: swift run \(name) [option]

      (no option)     print the sections that the chapter's prose quotes
      --figures DIR   write the chapter's figures into the folder DIR, made if it is not there
    \(exercises.isEmpty ? "" : exercisesHelp)  --help          show this

    """
  }

  private var exercisesHelp: String {
    """
      --exercises     check your answers in Exercises.swift; the exit status is 0 if none
                      of them is wrong, 1 otherwise
      --hint NUMBER   a hint for one exercise, such as \(exercises[0].number)

    """
  }

  private func exercise(_ number: String) throws(Failure) -> Exercise {
    guard let exercise = exercises.first(where: { $0.number == number }) else {
      throw .misuse(
        "there is no exercise \(number)"
          + (exercises.isEmpty ? "" : ", only " + exercises.map(\.number).joined(separator: ", ")))
    }
    return exercise
  }

  private func checkExercises() -> RunResult {
    guard let program = Bundle.main.executablePath else {
      return RunResult(status: .failed, errors: "\(name): it cannot find itself to check the exercises\n")
    }
    let runner = ExerciseRunner(program: program)
    let results = exercises.map { (exercise: $0, result: runner.check($0.number)) }
    let report = ExerciseReport(chapter: name, folder: folder, results: results)
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
        throw Failure(status: .cannotWrite, message: "cannot write \(file.path): \(error.localizedDescription)")
      }
      written += file.path + "\n"
    }
    return written
  }
}

/// A part of what a chapter's program prints, under its own heading.
public struct Section {
  let title: String
  let fill: (inout Page) throws -> Void

  /// A section headed `title` whose lines `fill` adds to the page.
  public init(_ title: String, _ fill: @escaping (inout Page) throws -> Void) {
    self.title = title
    self.fill = fill
  }
}

/// A picture that a chapter can draw, and the name of the file it is kept in, beside the prose.
public struct Drawing {
  let file: String
  let draw: () throws -> Figure

  /// A picture that is drawn only when it is asked for; `file` ends in ".svg".
  public init(_ file: String, _ draw: @escaping () throws -> Figure) {
    precondition(file.hasSuffix(".svg") && !file.contains("/"), "not the name of an SVG file: \(file)")
    self.file = file
    self.draw = draw
  }
}

/// What one run of a chapter's program came to.
public struct RunResult: Sendable {
  /// How the run ended, as the number that the process exits with.
  public enum Status: Int32, Sendable {
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
  public var status = Status.success
  /// What goes to standard output.
  public var output = ""
  /// What goes to standard error.
  public var errors = ""
}

/// What the command line asks for.
private enum Request {
  case sections
  case help
  case figures(directory: String)
  case exercises
  case hint(number: String)
  /// Not for people: how the program checks one exercise in a process of its own.
  case runExercise(number: String, file: String)

  init(_ arguments: [String]) throws(Failure) {
    switch (arguments.first, arguments.count) {
    case (nil, _): self = .sections
    case ("--help", 1), ("-h", 1): self = .help
    case ("--figures", 2): self = .figures(directory: arguments[1])
    case ("--figures", 1): throw .misuse("--figures needs a folder to write to")
    case ("--exercises", 1): self = .exercises
    case ("--hint", 2): self = .hint(number: arguments[1])
    case ("--hint", 1): throw .misuse("--hint needs the number of an exercise")
    case ("--run-exercise", 3): self = .runExercise(number: arguments[1], file: arguments[2])
    case ("--help", _), ("-h", _), ("--exercises", _): throw .misuse("unexpected argument \(arguments[1])")
    case ("--figures", _), ("--hint", _): throw .misuse("unexpected argument \(arguments[2])")
    case (let unknown?, _): throw .misuse("unknown option \(unknown)")
    }
  }
}

/// A run that cannot go on.
private struct Failure: Error {
  let status: RunResult.Status
  let message: String

  static func misuse(_ message: String) -> Failure {
    Failure(status: .misuse, message: message + "; --help lists the options")
  }
}

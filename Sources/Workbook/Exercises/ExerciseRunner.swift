import Foundation

/// Checks each exercise in a process of its own, so that an answer that traps, never returns or prints without end takes
/// nothing away from the others.
struct ExerciseRunner {
  /// The program that checks one exercise when it is called with `--run-exercise NUMBER FILE`, and writes the verdict to
  /// FILE: what the answer itself prints cannot be taken for it.
  let program: String
  /// How long an answer may take over all its inputs.
  var seconds = 5.0
  /// How much it may print.
  var bytes = 1 << 20

  /// A verdict, and what the answer printed on the way.
  struct Result: Sendable {
    let verdict: Verdict
    let printed: String
  }

  /// Lets the program check the exercise of that number.
  func check(_ number: String) -> Result {
    do {
      return try withTemporaryFolder { folder in
        let file = folder + "/verdict"
        let outcome = try run(
          program, ["--run-exercise", number, file], environment: ["SWIFT_BACKTRACE": "enable=no"],
          seconds: seconds, bytes: bytes)
        let written = FileManager.default.contents(atPath: file)
          .flatMap { try? JSONDecoder().decode(Verdict.self, from: $0) }
        return Result(verdict: verdict(written, outcome), printed: outcome.output)
      }
    } catch {
      return Result(verdict: .interrupted(how: "it could not be started: \(error)", input: nil), printed: "")
    }
  }

  private func verdict(_ written: Verdict?, _ outcome: ProcessOutcome) -> Verdict {
    switch written {
    case .trying(let input): .interrupted(how: story(outcome), input: input)
    case nil: .interrupted(how: story(outcome), input: nil)
    case let verdict?: verdict
    }
  }

  private func story(_ outcome: ProcessOutcome) -> String {
    switch outcome.ending {
    case .timeLimit: return "stopped after \(formatted(seconds, decimals: 0)) s"
    case .outputLimit: return "stopped after printing \(bytes >> 20) MB"
    case .exit: return "the program ended with exit status \(outcome.status)"
    case .signal:
      // A release build says nothing; a debug build has much to say, of which this line is for the reader.
      let told = outcome.errors.split(separator: "\n").last { $0.contains("rror: ") }
      guard let told, let end = told.range(of: "rror: ")?.upperBound else {
        return "the program trapped (signal \(outcome.status))"
      }
      let place = told.split(separator: ":").prefix(2).joined(separator: ":").split(separator: "/").last ?? ""
      // Most traps are in the standard library, where nobody can do anything about them.
      return "the program trapped: \(told[end...])" + (place.hasPrefix("Exercises.swift") ? " (\(place))" : "")
    }
  }
}

/// What the program does in the process of its own: checks one exercise, and keeps `file` up to date about it.
///
/// - Parameter seconds: when to give up, should nobody be left to stop the process.
func checkAlone(_ exercise: Exercise, writingTo file: String, seconds: Double = 20) throws {
  DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { exit(RunResult.Status.failed.rawValue) }
  func write(_ verdict: Verdict) {
    guard let data = try? JSONEncoder().encode(verdict) else { return }
    try? data.write(to: URL(fileURLWithPath: file))
  }
  write(try exercise.check(progress: write))
}

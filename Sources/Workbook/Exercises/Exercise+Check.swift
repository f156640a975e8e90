extension Exercise {
  /// Checks the reader's answer.
  ///
  /// - Parameter progress: told what is tried next.
  package func check(progress: (Verdict) -> Void = { _ in }) throws -> Verdict {
    try check(answer, on: trials(), progress: progress)
  }

  /// Checks an answer: `answer` is given the index of each trial.
  func check(
    _ answer: (Int) throws -> any Answer, on trials: [Trial], progress: (Verdict) -> Void = { _ in }
  ) throws -> Verdict {
    var attempts: [Attempt] = []
    for (index, trial) in trials.enumerated() {
      progress(.trying(input: trial.input))
      do {
        attempts.append(Attempt(trial: trial, index: index, result: .success(try answer(index))))
      } catch is Unsolved {
        return .unsolved
      } catch {
        attempts.append(Attempt(trial: trial, index: index, result: .failure(error)))
      }
    }
    let wrong = attempts.filter { !$0.isRight(within: tolerance) }
    // An ordinary input tells more than an extreme one; of several, the one that is written in the fewest characters.
    let ordinary = wrong.filter(\.trial.isOrdinary)
    guard let smallest = (ordinary.isEmpty ? wrong : ordinary).min(by: { $0.trial.input.count < $1.trial.input.count })
    else { return .solved }
    return .wrong(finding(at: smallest, among: attempts))
  }

  /// Checks another answer than the one that the exercise was made with, to inputs of the exercise's own kind.
  func check<Input>(_ answer: (Input) throws -> any Answer) throws -> Verdict {
    let trials = try trials()
    return try check({ try answer(trials[$0].value as! Input) }, on: trials)
  }
}

/// An answer to one trial.
struct Attempt {
  let trial: Exercise.Trial
  let index: Int
  let result: Result<any Answer, any Error>

  /// The numbers of an answer that has as many as it should.
  var numbers: [Double]? {
    guard case .success(let answer) = result, answer.numbers.count == trial.expected.numbers.count else { return nil }
    return answer.numbers
  }

  func isRight(within tolerance: UInt64) -> Bool {
    guard case .success(let answer) = result, answer.layout == trial.expected.layout else { return false }
    return zip(answer.numbers, trial.expected.numbers).allSatisfy { got, expected in
      distanceInULPs(got, expected).map { $0 <= tolerance } ?? false
    }
  }
}

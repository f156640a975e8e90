import Evaluation
import SoftLabels

/// One line of what `bits` is asked: a case of `evaluate`, or, of what that protocol does not reach, a word and a case
/// whose numbers it is about.
enum Line {
  /// Never throws; a line that cannot be read stops the program.
  static func answer(to line: [UInt8]) -> String {
    guard line.first != UInt8(ascii: "{") else { return Answer(to: line).json }
    let word = line.prefix { $0 != UInt8(ascii: " ") }
    guard let object = try? JSONObject(Array(line.dropFirst(word.count + 1))),
      let request = try? Request(RequestFields(object))
    else { fatalError("a line that is no request") }
    do throws(EvaluationError) {
      return switch request.elementType {
      case .float32: try answer(String(decoding: word, as: UTF8.self), Computation<Float>(request))
      case .float64: try answer(String(decoding: word, as: UTF8.self), Computation<Double>(request))
      }
    } catch {
      return Answer(error: error).json
    }
  }

  private static func answer<Scalar>(
    _ word: String, _ computation: Computation<Scalar>
  ) throws(EvaluationError) -> String {
    Answer(
      try answering { () throws(LossError) in
        switch word {
        case "explain": try explained(computation)
        case "distil": try distilled(computation)
        default: fatalError("no such word: \(word)")
        }
      }
    ).json
  }

  /// What explains a cross-entropy.
  private static func explained<Scalar>(
    _ computation: Computation<Scalar>
  ) throws(LossError) -> Answer.Members<Scalar> {
    let loss = try computation.crossEntropy()
    var members: Answer.Members<Scalar> = [
      ("floors", loss.floors), ("divergences", loss.divergences), ("minimisers", loss.minimisers),
      ("divisor", Tensor(loss.divisor)),
    ]
    for reduction in Reduction.allCases {
      members.append(("floor_\(reduction.rawValue)", Tensor(try loss.floor(of: reduction))))
      members.append(("divergence_\(reduction.rawValue)", Tensor(try loss.divergence(of: reduction))))
    }
    if computation.request.loss == .crossEntropy {
      members.append(("targets_gradient", try loss.gradientOfTargets(of: .sum)))
    }
    return members
  }

  /// A distillation at temperature 3 of the input by the targets, and the functions of single logits.
  private static func distilled<Scalar>(
    _ computation: Computation<Scalar>
  ) throws(LossError) -> Answer.Members<Scalar> {
    let (student, teacher) = (try Logits(computation.input), try Logits(computation.targets))
    let loss = try Distillation(student: student, teacher: teacher, temperature: 3)
    return [
      ("losses", loss.losses), ("mean", Tensor(try loss.mean)), ("gradient", try loss.gradient(of: .mean)),
      ("sigmoid", sigmoid(student).tensor), ("log_sigmoid", logSigmoid(student)),
    ]
  }
}

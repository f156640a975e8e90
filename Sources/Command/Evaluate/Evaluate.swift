import Evaluation

extension Command {
  /// `soft-labels evaluate`: JSON Lines in, JSON Lines out.
  static let evaluate = Command(
    name: "evaluate", summary: "answer cases written as JSON, one a line, from standard input", help: evaluateHelp
  ) { arguments, environment in
    if let argument = arguments.first {
      let kind = argument.hasPrefix("-") ? "unknown option" : "unexpected argument"
      throw CommandFailure.usage("\(kind) '\(argument)': cases come from standard input, see --help")
    }
    var lines = LineBuffer()
    var answers: [UInt8] = []
    var status = ExitStatus.success
    func flush() {
      if !answers.isEmpty { environment.output.write(answers) }
      answers.removeAll(keepingCapacity: true)
    }
    func answer(_ line: [UInt8]?) {
      let tooLong = EvaluationError(.invalidJSON, "the line is longer than \(LineBuffer.longestLine) bytes")
      let answer = line.map { Answer(to: $0) } ?? Answer(error: tooLong)
      if answer.isError { status = .negative }
      answers += answer.json.utf8
      answers.append(UInt8(ascii: "\n"))
      if answers.count >= 1 << 16 { flush() }
    }
    while environment.output.isOpen, case let piece = try environment.input.read(), !piece.isEmpty {
      lines.append(piece, answer)
      // Before waiting for more: whoever writes one case and waits for its answer gets it.
      flush()
    }
    lines.finish(answer)
    flush()
    return status
  }
}

private let evaluateHelp = """
  Usage: soft-labels evaluate < CASES

  Reads cases from standard input, one JSON object a line, and writes one JSON object a line, in order:
  the right answer, correctly rounded, or an error. A case is answered before more input is waited for, and
  then forgotten: any number of them takes the same memory.

  The exit status is 0 when every line had a value, 1 when one had an error, 64 for wrong usage, 74 when
  nobody takes the answers any more.

  Example:
    echo '{"id": 1, "loss": "cross_entropy", "dtype": "float64", "input": [[2, 1, 0]],
    "target": [[0.7, 0.2, 0.1]], "gradient": true}' | tr -d '\\n' | soft-labels evaluate

  Fields of a case:
    id               anything; echoed
    loss             cross_entropy, cross_entropy_from_probabilities, nll, binary_cross_entropy,
                     binary_cross_entropy_with_logits, kl_div, kl_div_from_probabilities, softmax,
                     log_softmax, logsumexp, entropy, sum, mean
    dtype            float32 or float64
    input            nested arrays: logits, probabilities, or log-probabilities for nll and kl_div
    target           soft targets, the same shape as input
    class_indices    instead of target: integers, the shape of input without its class axis; for the
                     cross-entropies and nll
    class_axis       an integer, negative from the end: where the classes lie. Axis 1, or axis 0 for a
                     vector, unless given; not for binary losses, sum and mean
    weight           class weights [C] for the cross-entropies and nll; broadcasts to input for binary
                     losses
    sample_weight    the shape of input without its class axis; for the cross-entropies, nll and both
                     divergences
    pos_weight       broadcasts to input; binary_cross_entropy_with_logits only
    label_smoothing  a number in [0, 1]; not for divergences
    ignore_index     an integer; with class_indices only
    log_target       true where the target of kl_div is given as logarithms
    reduction        none, sum, mean (default); batchmean for both divergences
    gradient         true: also the gradient of the reduced value with respect to input
    validation       strict (default), or framework: any finite targets and weights
    kernel           reference (default) or fused

  Numbers are JSON numbers, or the strings "inf", "-inf", "nan" and hexadecimal floats such as "0x1.8p-3".
  Each is rounded once to the dtype; a finite number beyond its range is an error.

  Answers:
    {"id":1,"value":…,"gradient":…}
    {"id":1,"error":{"code":"…","message":"…"}}

  A line that is not JSON, an empty one included, is answered with the code invalid_json and the id null.

  """

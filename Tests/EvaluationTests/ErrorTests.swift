import SoftLabels
import Testing

@testable import Evaluation

/// Every code of the protocol, in the cases that it names.
@Suite struct `Errors of evaluate` {
  /// A request of the given loss in float64.
  static func request(_ loss: String, _ fields: String) -> String {
    #"{"id":1,"loss":"\#(loss)","dtype":"float64",\#(fields)}"#
  }

  static func crossEntropy(_ fields: String) -> String { request("cross_entropy", fields) }

  @Test func `every code is one of the protocol's`() {
    let codes = """
      invalid_json unknown_field missing_field unknown_loss bad_number shape_mismatch invalid_probability not_a_distribution
      invalid_logit invalid_target class_index_out_of_range invalid_weight invalid_option empty_reduction
      """
    let ours = EvaluationError.Code.allCases.map(\.rawValue) + LossError.Code.allCases.map(\.rawValue)
    #expect(ours == codes.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  @Test func `a field that nobody knows is unknown_field`() throws {
    #expect(try code(#"{"id":1,"loss":"sum","dtype":"float64","input":1,"weights":[1]}"#) == "unknown_field")
    #expect(try message(#"{"loss":"sum","weights":[1]}"#).contains("weights"))
  }

  @Test(arguments: [("-Infinity", "-inf"), ("Infinity", "inf"), ("NaN", "nan")])
  func `what Python writes for JSON is told what to write instead`(
    word: String, right: String
  ) throws {
    let line = #"{"id":"a","loss":"sum","dtype":"float64","input":[1,\#(word)]}"#
    let answer = Answer(to: Array(line.utf8)).json
    #expect(answer.hasPrefix(#"{"id":null,"error":{"code":"invalid_json","message":"column "#))
    #expect(answer.contains(#"\#(word) is Python's, not JSON: write \"\#(right)\""#), "\(answer)")
  }

  @Test func `a name without end is cut in the message, and a mark upon a mark is no way around that`() throws {
    for name in [String(repeating: "n", count: 100_000), "n" + String(repeating: "\u{301}", count: 100_000)] {
      #expect(try message(#"{"\#(name)":1}"#).utf8.count < 400)
      #expect(try message(#"{"\#(name)":1,"\#(name)":1}"#).utf8.count < 400)
      #expect(try message(#"{"loss":"\#(name)","dtype":"float64","input":1}"#).utf8.count < 600)
    }
  }

  @Test(arguments: [
    ("[[1,2],[3]]", "an array of length 1 where others have 2, in row 1"),
    ("[[[1,2]],[[3,4],[5,6]]]", "an array of length 2 where others have 1, in row 1"),
    ("[[[1,2],[3,4]],[[5,6],[7]]]", "an array of length 1 where others have 2, at [1, 1]"),
  ])
  func `a ragged array is told with its place`(_ input: String, _ what: String) throws {
    #expect(try message(#"{"loss":"sum","dtype":"float64","input":\#(input)}"#) == "input is ragged: \(what)")
  }

  @Test(arguments: [
    "{}", #"{"id":1}"#, #"{"loss":"sum"}"#, #"{"loss":"sum","input":1}"#, #"{"loss":"sum","dtype":"float64"}"#,
    #"{"dtype":"float64","input":1}"#, request("cross_entropy", #""input":[1,2]"#),
    request("cross_entropy", #""target":[1,0]"#), request("cross_entropy", #""input":[1,2],"ignore_index":0"#),
    request("kl_div", #""input":[-1]"#), request("binary_cross_entropy", #""input":[0.5]"#),
  ])
  func `what is not there is missing_field`(_ request: String) throws {
    #expect(try code(request) == "missing_field")
  }

  @Test(arguments: [#""mse""#, #""CROSS_ENTROPY""#, "3", "null", #"["sum"]"#])
  func `a loss that nobody knows is unknown_loss`(_ loss: String) throws {
    #expect(try code(#"{"loss":\#(loss),"dtype":"float64","input":1}"#) == "unknown_loss")
  }

  @Test(arguments: [
    #"{"loss":"sum","dtype":"float16","input":1}"#, #"{"loss":"sum","dtype":64,"input":1}"#,
    request("sum", #""input":1,"target":1"#), request("mean", #""input":1,"gradient":true"#),
    request("softmax", #""input":[1],"gradient":true"#), request("logsumexp", #""input":[1],"weight":[1]"#),
    request("log_softmax", #""input":[1],"reduction":"mean""#), request("entropy", #""input":[1],"reduction":"sum""#),
    request("kl_div", #""input":[-1],"target":[1],"weight":[1]"#),
    request("kl_div", #""input":[-1],"target":[1],"log_target":1"#),
    request("kl_div", #""input":[-1],"class_indices":[0]"#),
    request("binary_cross_entropy", #""input":[0.5],"target":[1],"pos_weight":[1]"#),
    request("binary_cross_entropy", #""input":[0.5],"target":[1],"label_smoothing":1.5"#),
    request("kl_div", #""input":[-1],"target":[1],"label_smoothing":0.1"#),
    request("binary_cross_entropy", #""input":[0.5],"target":[1],"class_indices":0"#),
    request("binary_cross_entropy_with_logits", #""input":[0.5],"target":[1],"reduction":"batchmean""#),
    request("cross_entropy_from_probabilities", #""input":[0.5],"target":[1],"label_smoothing":-0.1"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"class_indices":0"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"ignore_index":0"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"log_target":false"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"pos_weight":1"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"reduction":"batchmean""#),
    crossEntropy(#""input":[1,2],"target":[1,0],"reduction":"Mean""#),
    crossEntropy(#""input":[1,2],"target":[1,0],"reduction":null"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"gradient":"true""#),
    crossEntropy(#""input":[1,2],"target":[1,0],"validation":"loose""#),
    crossEntropy(#""input":[1,2],"target":[1,0],"kernel":"fast""#),
    crossEntropy(#""input":[1,2],"target":[1,0],"label_smoothing":1.5"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"label_smoothing":-0.1"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"label_smoothing":"nan""#),
  ])
  func `an option that does not apply or has another value is invalid_option`(_ request: String) throws {
    #expect(try code(request) == "invalid_option")
  }

  @Test(arguments: [
    crossEntropy(#""input":[1,2],"class_indices":0.5"#), crossEntropy(#""input":[1,2],"class_indices":1.0"#),
    crossEntropy(#""input":[1,2],"class_indices":"1""#), crossEntropy(#""input":[1,2],"class_indices":1e0"#),
    crossEntropy(#""input":[[1,2]],"class_indices":[true]"#),
    crossEntropy(#""input":[1,2],"class_indices":0,"ignore_index":0.5"#),
    crossEntropy(#""input":[1,2],"class_indices":0,"ignore_index":[0]"#),
    crossEntropy(#""input":[1,2],"class_indices":0,"ignore_index":99999999999999999999"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"label_smoothing":[0.1]"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"label_smoothing":true"#),
    crossEntropy(#""input":[1,2],"target":null"#), crossEntropy(#""input":"x","target":[1,0]"#),
  ])
  func `what is no number, or no integer where one is due, is bad_number`(_ request: String) throws {
    #expect(try code(request) == "bad_number")
  }

  @Test(arguments: [
    sum("[1,[2]]"), sum("[[1],2]"), sum("[[1,2],[3]]"), sum("[[],[1]]"), sum("[[1],[]]"), sum("[[],[[]]]"),
    sum("[[[]],[]]"),
    sum("[[[1],[2]],[[3],[4,5]]]"), request("softmax", #""input":1"#), request("softmax", #""input":[]"#),
    request("entropy", #""input":[[],[]]"#),
    crossEntropy(#""input":[1,2],"target":[1,0,0]"#), crossEntropy(#""input":[[1,2]],"target":[1,0]"#),
    crossEntropy(#""input":[[1,2]],"class_indices":0"#), crossEntropy(#""input":[1,2],"class_indices":[0]"#),
    crossEntropy(#""input":[[1,2]],"class_indices":[0,1],"ignore_index":0"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"weight":[1,1,1]"#),
    crossEntropy(#""input":[1,2],"target":[1,0],"weight":1"#),
    request("binary_cross_entropy", #""input":[0.5,0.5],"target":[1]"#),
    request("binary_cross_entropy", #""input":[0.5,0.5],"target":[1,0],"weight":[1,1,1]"#),
    request("binary_cross_entropy", #""input":[0.5,0.5],"target":[1,0],"weight":[[1,1]]"#),
    request("binary_cross_entropy_with_logits", #""input":[[1,2]],"target":[[1,0]],"pos_weight":[1,2,3]"#),
    request("kl_div", #""input":[-1,-2],"target":[[1,0]]"#),
  ])
  func `shapes that do not fit are shape_mismatch`(_ request: String) throws {
    #expect(try code(request) == "shape_mismatch")
  }

  @Test(arguments: [
    request("binary_cross_entropy", #""input":[[0.5,1.5]],"target":[[1,0]]"#),
    request("binary_cross_entropy", #""input":[[0.5,-0.5]],"target":[[1,0]],"validation":"framework""#),
    request("cross_entropy_from_probabilities", #""input":[[0.5,"nan"]],"target":[[1,0]]"#),
    request("cross_entropy_from_probabilities", #""input":[[0.5,2]],"class_indices":[0]"#),
    request("entropy", #""input":[[0.5,-0.5]]"#), request("entropy", #""input":[[0.5,-0.5]],"validation":"framework""#),
    request("kl_div", #""input":[[-1,0.5]],"target":[[1,0]]"#),
    request("kl_div", #""input":[[-1,"nan"]],"target":[[1,0]],"validation":"framework""#),
  ])
  func `an input that is no probability, or no logarithm of one, is invalid_probability`(_ request: String) throws {
    #expect(try code(request) == "invalid_probability")
    #expect(try message(request).contains("row 0, column 1"))
  }

  @Test(arguments: [
    crossEntropy(#""input":[[1,2]],"target":[[0.5,0.4]]"#), crossEntropy(#""input":[[1,2]],"target":[[1.5,0]]"#),
    crossEntropy(#""input":[[1,2]],"target":[[0.5,0.50000002]]"#),
    request("cross_entropy_from_probabilities", #""input":[[1,1]],"target":[[0,0]]"#),
    request("entropy", #""input":[[0.5,0.4]]"#),
  ])
  func `rows that do not sum to 1 are not_a_distribution`(_ request: String) throws {
    #expect(try code(request) == "not_a_distribution")
    #expect(try message(request).contains("row 0"))
  }

  @Test(arguments: [
    crossEntropy(#""input":[["nan",2]],"target":[[0.5,0.5]]"#),
    crossEntropy(#""input":[[1,"inf"]],"class_indices":[0]"#),
    crossEntropy(#""input":[["-inf","-inf"]],"target":[[0.5,0.5]]"#),
    crossEntropy(#""input":[["-inf","-inf"],[1,2]],"class_indices":[0,1],"ignore_index":1"#),
    crossEntropy(#""input":[["nan",1]],"target":[[0.5,0.5]],"validation":"framework""#),
    request("softmax", #""input":[["-inf","-inf"]]"#), request("log_softmax", #""input":["inf"]"#),
    request("logsumexp", #""input":["nan"]"#), request("logsumexp", #""input":[["-inf","inf"],[1,1]]"#),
    request("logsumexp", #""input":[["nan",1]],"validation":"framework""#),
    request("binary_cross_entropy_with_logits", #""input":["inf"],"target":[1]"#),
  ])
  func `logits that are NaN or +inf, or a row of -inf, are invalid_logit`(_ request: String) throws {
    #expect(try code(request) == "invalid_logit")
    #expect(try message(request).contains("row 0"))
  }

  @Test(arguments: [
    crossEntropy(#""input":[[1,2]],"target":[[1.5,-0.5]]"#), crossEntropy(#""input":[[1,2]],"target":[[0,"nan"]]"#),
    crossEntropy(#""input":[[1,2]],"target":[[0,"inf"]],"validation":"framework""#),
    request("binary_cross_entropy", #""input":[[1,0]],"target":[[0,-1]]"#),
    request("binary_cross_entropy_with_logits", #""input":[[1,0]],"target":[[0,1.5]]"#),
    request("kl_div", #""input":[[-1,0]],"target":[[0,-1]]"#),
    request("kl_div", #""input":[[-1,0]],"target":[[0,-1]],"validation":"framework""#),
    request("kl_div", #""input":[[-1,0]],"target":[[0,0.5]],"log_target":true"#),
    request("kl_div", #""input":[[-1,0]],"target":[[0,"nan"]],"log_target":true,"validation":"framework""#),
    request("cross_entropy_from_probabilities", #""input":[[1,1]],"target":[[0,"nan"]]"#),
  ])
  func `targets that are negative or no number are invalid_target`(_ request: String) throws {
    #expect(try code(request) == "invalid_target")
    #expect(try message(request).contains("row 0, column 1"))
  }

  @Test(arguments: [
    crossEntropy(#""input":[["-inf","-inf",0]],"target":[[1,-1,1]],"validation":"framework""#),
    crossEntropy(
      #""input":[["-inf",0],["-inf",0]],"target":[[1,0],[-1,0]],"validation":"framework","gradient":true"#),
    request(
      "binary_cross_entropy",
      #""input":[0,0],"target":[1,1],"weight":[1,-1],"validation":"framework","reduction":"sum""#),
  ])
  func `a loss that is +inf and -inf at once is an error, never NaN`(_ request: String) throws {
    #expect(try code(request) == "invalid_target")
  }

  @Test(arguments: [
    crossEntropy(#""input":[[1,2]],"class_indices":[2]"#), crossEntropy(#""input":[[1,2]],"class_indices":[-1]"#),
    crossEntropy(#""input":[[1,2]],"class_indices":[-100]"#),
    crossEntropy(#""input":[[1,2]],"class_indices":[5],"ignore_index":-100"#),
    crossEntropy(#""input":[[1,2]],"class_indices":[99999999999999999999]"#),
    request("cross_entropy_from_probabilities", #""input":[[1,0]],"class_indices":[2]"#),
  ])
  func `a class that does not exist is class_index_out_of_range`(_ request: String) throws {
    #expect(try code(request) == "class_index_out_of_range")
    #expect(try message(request).contains("row 0"))
  }

  @Test(arguments: [
    crossEntropy(#""input":[1,2],"target":[1,0],"weight":[1,-1]"#),
    crossEntropy(#""input":[1,2],"class_indices":0,"weight":[1,"inf"]"#),
    crossEntropy(#""input":[1,2],"class_indices":0,"weight":[1,"nan"],"validation":"framework""#),
    request("binary_cross_entropy", #""input":[1,0],"target":[1,0],"weight":[1,-1]"#),
    request("binary_cross_entropy_with_logits", #""input":[1,0],"target":[1,0],"pos_weight":[1,-1]"#),
    request(
      "binary_cross_entropy_with_logits",
      #""input":[1,0],"target":[1,0],"pos_weight":[1,"inf"],"validation":"framework""#),
  ])
  func `weights that are negative or no number are invalid_weight`(_ request: String) throws {
    #expect(try code(request) == "invalid_weight")
    #expect(try message(request).contains("column 1"))
  }

  @Test(arguments: [
    crossEntropy(#""input":[[1,2]],"class_indices":[-1],"ignore_index":-1"#),
    crossEntropy(#""input":[[1,2]],"class_indices":[0],"weight":[0,1]"#),
    crossEntropy(#""input":[[1,2],[1,2]],"class_indices":[0,1],"weight":[-1,1],"validation":"framework""#),
    request("binary_cross_entropy", #""input":[],"target":[]"#),
    crossEntropy(#""input":[],"class_indices":[]"#), crossEntropy(#""input":[],"target":[],"weight":[1,2,3]"#),
    request("cross_entropy_from_probabilities", #""input":[],"target":[]"#),
    request("kl_div", #""input":[],"target":[],"reduction":"batchmean""#), request("mean", #""input":[]"#),
  ])
  func `a mean over nothing is empty_reduction`(_ request: String) throws {
    #expect(try code(request) == "empty_reduction")
  }
}

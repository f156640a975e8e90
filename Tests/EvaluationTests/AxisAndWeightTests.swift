import SoftLabels
import Testing

@testable import Evaluation

/// A request by each kernel, in both types and, where nothing else is said, under both validations: what is refused is
/// refused by all.
private struct Refusal: Sendable, CustomTestStringConvertible {
  let loss: String
  let fields: String
  let code: String
  /// What the message must say.
  let says: String
  var onlyIn: String?

  init(_ loss: String, _ fields: String, _ code: String, _ says: String = "", onlyIn: String? = nil) {
    (self.loss, self.fields, self.code, self.says, self.onlyIn) = (loss, fields, code, says, onlyIn)
  }

  var testDescription: String { "\(loss) \(fields)" }

  func check() throws {
    for validation in onlyIn.map({ [$0] }) ?? ["strict", "framework"] {
      for dtype in ["float32", "float64"] {
        for kernel in ["reference", "fused"] {
          let request =
            #"{"loss":"\#(loss)","dtype":"\#(dtype)","kernel":"\#(kernel)","validation":"\#(validation)",\#(fields)}"#
          let given = try codeOf(request)
          #expect(given == code, "\(request)")
          if given != nil, !says.isEmpty { #expect(try message(request).contains(says), "\(request)") }
        }
      }
    }
  }

  private func codeOf(_ request: String) throws -> String? { try EvaluationTests.code(request) }
}

private let square = #""input":[[0.5,0.5],[0.5,0.5]],"#
private let logs = #""input":[[-1,-1],[-1,-1]],"#
private let soft = #""target":[[0.5,0.5],[0.5,0.5]],"#
private let hard = #""class_indices":[0,1],"#

@Suite struct `Class axes and sample weights of evaluate` {
  @Test(arguments: [
    // Where the classes may lie.
    Refusal(
      "cross_entropy", square + soft + #""class_axis":2"#, "invalid_option", "class axis 2: shape [2, 2] has 2 axes"),
    Refusal("cross_entropy", square + hard + #""class_axis":-3"#, "invalid_option", "class axis -3"),
    Refusal("cross_entropy", square + hard + #""class_axis":2,"ignore_index":1"#, "invalid_option"),
    Refusal("cross_entropy_from_probabilities", square + soft + #""class_axis":5"#, "invalid_option"),
    Refusal("nll", logs + soft + #""class_axis":2"#, "invalid_option"),
    Refusal("nll", logs + hard + #""class_axis":2,"ignore_index":0"#, "invalid_option"),
    Refusal("kl_div", logs + soft + #""class_axis":2"#, "invalid_option"),
    Refusal("kl_div", #""input":-1,"target":1,"class_axis":0"#, "invalid_option"),
    Refusal("kl_div_from_probabilities", square + soft + #""class_axis":-3"#, "invalid_option"),
    Refusal("softmax", #""input":[1,2],"class_axis":1"#, "invalid_option", "class axis 1: shape [2] has 1 axes"),
    Refusal("log_softmax", #""input":[1,2],"class_axis":-2"#, "invalid_option"),
    Refusal("logsumexp", square + #""class_axis":2"#, "invalid_option"),
    Refusal("entropy", square + #""class_axis":2"#, "invalid_option"),
    Refusal("cross_entropy", square + soft + #""class_axis":0.0"#, "bad_number", "class_axis 0.0"),
    Refusal("kl_div", logs + soft + #""class_axis":"1""#, "bad_number"),
    Refusal("softmax", square + #""class_axis":[1]"#, "bad_number"),
    Refusal("nll", logs + soft + #""class_axis":null"#, "bad_number"),
    Refusal(
      "kl_div", logs + soft + #""class_axis":99999999999999999999"#, "invalid_option", "no input has so many axes"),
    Refusal("softmax", square + #""class_axis":-99999999999999999999"#, "invalid_option", "no input has so many axes"),
    Refusal("entropy", square + #""class_axis":-3"#, "invalid_option"),
    Refusal("entropy", #""input":1"#, "shape_mismatch", "no class axis"),
    Refusal("binary_cross_entropy", square + soft + #""class_axis":1"#, "invalid_option", "does not apply"),
    Refusal("binary_cross_entropy_with_logits", square + soft + #""class_axis":1"#, "invalid_option", "does not apply"),
    Refusal("sum", square + #""class_axis":1"#, "invalid_option", "does not apply"),
    Refusal("mean", square + #""class_axis":1"#, "invalid_option", "does not apply"),
    Refusal("cross_entropy", #""input":3,"target":1"#, "shape_mismatch", "no class axis"),
    Refusal("cross_entropy", #""input":3,"target":1,"class_axis":0"#, "invalid_option", "has 0 axes"),
    // What has the input's shape without it.
    Refusal(
      "cross_entropy", #""input":[[0,0,0],[0,0,0]],"class_indices":[0,1],"class_axis":0"#, "shape_mismatch",
      "expected [3]"),
    Refusal(
      "kl_div", #""input":[[-1,-1,-1]],"target":[[1,0,0]],"sample_weight":[1,1,1]"#, "shape_mismatch", "expected [1]"),
    Refusal("nll", #""input":[-1,-1],"class_indices":0,"sample_weight":[1]"#, "shape_mismatch", "expected []"),
    Refusal("kl_div_from_probabilities", square + soft + #""sample_weight":[[1,1],[1,1]]"#, "shape_mismatch"),
    Refusal("kl_div", #""input":-1,"target":1,"sample_weight":1"#, "shape_mismatch", "no class axis"),
    Refusal("cross_entropy", square + soft + #""sample_weight":1"#, "shape_mismatch"),
    Refusal("cross_entropy_from_probabilities", square + hard + #""sample_weight":[1,1,1]"#, "shape_mismatch"),
    // Weights.
    Refusal(
      "cross_entropy", square + soft + #""sample_weight":[1,-1]"#, "invalid_weight", "-1.0 at row 1:", onlyIn: "strict"),
    Refusal("nll", logs + hard + #""sample_weight":[-0.5,1]"#, "invalid_weight", "at row 0:", onlyIn: "strict"),
    Refusal(
      "kl_div", logs + soft + #""class_axis":0,"sample_weight":[1,-1]"#, "invalid_weight", "at column 1:",
      onlyIn: "strict"),
    Refusal("kl_div", logs + soft + #""sample_weight":[1,"nan"]"#, "invalid_weight", "nan at row 1"),
    Refusal("kl_div_from_probabilities", square + soft + #""sample_weight":["inf",1]"#, "invalid_weight", "at row 0"),
    Refusal("cross_entropy_from_probabilities", square + hard + #""sample_weight":[1,"-inf"]"#, "invalid_weight"),
    Refusal(
      "cross_entropy", square + hard + #""ignore_index":0,"sample_weight":[1,"nan"]"#, "invalid_weight", "at row 1"),
    Refusal(
      "cross_entropy", square + hard + #""ignore_index":0,"sample_weight":["inf","nan"]"#, "invalid_weight", "at row 1"),
    Refusal(
      "nll", #""input":[[[-1,-1],[-1,-1]]],"class_axis":-1,"class_indices":[[0,1]],"sample_weight":[[1,"nan"]]"#,
      "invalid_weight", "at row 0, column 1:"),
    Refusal("binary_cross_entropy", square + soft + #""sample_weight":[1,1]"#, "invalid_option", "does not apply"),
    Refusal("binary_cross_entropy_with_logits", square + soft + #""sample_weight":[1,1]"#, "invalid_option"),
    Refusal("softmax", square + #""sample_weight":[1,1]"#, "invalid_option"),
    Refusal("entropy", square + #""sample_weight":[1,1]"#, "invalid_option"),
    Refusal("cross_entropy", square + hard + #""sample_weight":[0,0]"#, "empty_reduction"),
    Refusal("nll", logs + #""class_indices":[0,1],"ignore_index":0,"sample_weight":[1,0]"#, "empty_reduction"),
    Refusal("cross_entropy", square + soft + #""sample_weight":["x",1]"#, "bad_number"),
    Refusal("cross_entropy", square + soft + #""sample_weight":[[1],1]"#, "shape_mismatch", "ragged"),
  ])
  fileprivate func `what does not fit is refused`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: [
    Refusal(
      "cross_entropy", #""input":[[[0,0],["-inf","-inf"]]],"class_axis":2,"class_indices":[[0,0]]"#, "invalid_logit",
      "row 0, column 1 of the logits is -inf in every class"),
    Refusal(
      "softmax", #""input":[[0,"-inf"],[0,"-inf"]],"class_axis":0"#, "invalid_logit",
      "column 1 of the logits is -inf in every class"),
    Refusal(
      "softmax", #""input":[[[0,0],[0,0]],[["-inf",0],["-inf",0]]]"#, "invalid_logit",
      "row 1, position [0] of the logits is -inf in every column"),
    Refusal(
      "entropy", #""input":[[0.5,0.5],[0.5,0.6]],"class_axis":0"#, "not_a_distribution", "column 1 sums to 1.1",
      onlyIn: "strict"),
    Refusal(
      "nll", #""input":[[[-1,-1]],[[-1,-1]]],"class_axis":-1,"target":[[[1,0]],[[0,0]]]"#, "not_a_distribution",
      "row 1, column 0 sums to 0.0", onlyIn: "strict"),
    Refusal(
      "cross_entropy", #""input":[[[0,0],[0,0]]],"class_axis":-1,"class_indices":[[0,2]]"#, "class_index_out_of_range",
      "class index 2 at row 0, column 1: expected 0 to 1"),
    Refusal(
      "cross_entropy", #""input":[[[[0],[0]]]],"class_axis":-1,"class_indices":[[[0,1]]]"#, "class_index_out_of_range",
      "class index 1 at row 0, column 0, position [1]: expected 0 to 0"),
    Refusal(
      "nll", #""input":[[-1,-1],[-1,-1]],"class_axis":0,"class_indices":[0,9]"#, "class_index_out_of_range",
      "class index 9 at column 1:"),
    Refusal(
      "nll", #""input":[[[-1,-1]]],"class_axis":-1,"class_indices":[[0.5]]"#, "bad_number",
      "class index 0.5 at row 0, column 0"),
    Refusal(
      "nll", #""input":[[[-1,-1]]],"class_indices":[[0.5]]"#, "bad_number", "class index 0.5 at row 0, position [0]"),
    Refusal(
      "nll", #""input":[[-1,-1]],"class_axis":-2,"class_indices":[0,99999999999999999999]"#, "class_index_out_of_range",
      "at column 1"),
    Refusal("nll", #""input":[-1,-1],"class_indices":0.5"#, "bad_number", "class index 0.5 at row 0"),
  ])
  fileprivate func `errors name places along the input's own axes`(_ refusal: Refusal) throws { try refusal.check() }

  @Test(arguments: [
    Refusal(
      "nll", #""input":[[-1,0.5]],"class_indices":[0]"#, "invalid_probability",
      "log-probability 0.5 at row 0, column 1", onlyIn: "strict"),
    Refusal(
      "nll", #""input":[[-1,"nan"]],"target":[[1,0]]"#, "invalid_probability", "log-probability nan at row 0, column 1"),
    Refusal(
      "nll", #""input":[["inf",-1],[-1,"nan"]],"class_indices":[7,0],"ignore_index":7"#, "invalid_probability",
      "row 1, column 1"),
    Refusal("nll", logs + #""target":[[1,0],[0.5,0.4]]"#, "not_a_distribution", "row 1", onlyIn: "strict"),
    Refusal("nll", logs + #""target":[[1,0],[1.5,-0.5]]"#, "invalid_target", "row 1, column 1", onlyIn: "strict"),
    Refusal("nll", logs + #""target":[[1,0],["inf",0]]"#, "invalid_target", "row 1, column 0"),
    Refusal("nll", logs + #""class_indices":[0,2]"#, "class_index_out_of_range", "row 1"),
    Refusal("nll", logs + hard + #""weight":[1,-1]"#, "invalid_weight", onlyIn: "strict"),
    Refusal("nll", logs + hard + #""weight":[1]"#, "shape_mismatch"),
    Refusal("nll", logs + hard + #""label_smoothing":1.5"#, "invalid_option"),
    Refusal("nll", logs + hard + #""reduction":"batchmean""#, "invalid_option"),
    Refusal("nll", logs + hard + #""log_target":true"#, "invalid_option"),
    Refusal("nll", logs + hard + #""pos_weight":1"#, "invalid_option"),
    Refusal("nll", logs + #""gradient":true"#, "missing_field", "\"target\" or \"class_indices\""),
    Refusal("nll", #""input":[],"class_indices":[]"#, "empty_reduction"),
    Refusal("nll", #""input":[["-inf","inf"]],"target":[[1,1]]"#, "invalid_target", "+inf", onlyIn: "framework"),
    Refusal(
      "kl_div_from_probabilities", #""input":[[0.5,1.5]],"target":[[1,0]]"#, "invalid_probability",
      "1.5 at row 0, column 1", onlyIn: "strict"),
    Refusal(
      "kl_div_from_probabilities", #""input":[[0.5,-0.5]],"target":[[1,0]]"#, "invalid_probability",
      "-0.5 at row 0, column 1"),
    Refusal(
      "kl_div_from_probabilities", #""input":[["nan",1]],"target":[[1,0]]"#, "invalid_probability", "row 0, column 0"),
    Refusal(
      "kl_div_from_probabilities", #""input":[["inf",1]],"target":[[1,0]]"#, "invalid_probability", "row 0, column 0"),
    Refusal(
      "kl_div_from_probabilities", #""input":[[1,1]],"target":[[1,1.5]]"#, "invalid_target", "1.5 at row 0, column 1",
      onlyIn: "strict"),
    Refusal(
      "kl_div_from_probabilities", #""input":[[1,1]],"target":[[1,-0.5]]"#, "invalid_target", "-0.5 at row 0, column 1"),
    Refusal("kl_div_from_probabilities", #""input":[[1,1]],"target":[["inf",1]]"#, "invalid_target", "row 0, column 0"),
    Refusal("kl_div_from_probabilities", #""input":[[1,1]],"target":[["nan",1]]"#, "invalid_target", "row 0, column 0"),
    Refusal("kl_div_from_probabilities", #""input":[[1,1]],"target":[1,0]"#, "shape_mismatch"),
    Refusal("kl_div_from_probabilities", square + soft + #""log_target":true"#, "invalid_option"),
    Refusal("kl_div_from_probabilities", square + hard + #""gradient":true"#, "invalid_option"),
    Refusal("kl_div_from_probabilities", square + soft + #""weight":[1,1]"#, "invalid_option"),
    Refusal("kl_div_from_probabilities", square + soft + #""label_smoothing":0"#, "invalid_option"),
    Refusal("kl_div_from_probabilities", square + #""gradient":true"#, "missing_field", "missing field \"target\""),
    Refusal("kl_div_from_probabilities", #""input":[],"target":[]"#, "empty_reduction"),
    Refusal("kl_div_from_probabilities", #""input":[],"target":[],"reduction":"batchmean""#, "empty_reduction"),
    Refusal(
      "binary_cross_entropy", #""input":[0.5],"target":[1],"label_smoothing":1.5"#, "invalid_option",
      "label smoothing 1.5"),
    Refusal(
      "binary_cross_entropy_with_logits", #""input":[0.5],"target":[1],"label_smoothing":-0.5"#, "invalid_option"),
    Refusal(
      "binary_cross_entropy_with_logits", #""input":[0.5],"target":[1],"label_smoothing":"nan""#, "invalid_option"),
    Refusal("binary_cross_entropy", #""input":[0.5],"target":[1],"label_smoothing":[0.1]"#, "bad_number"),
    Refusal("cross_entropy_from_probabilities", square + hard + #""label_smoothing":1.01"#, "invalid_option"),
    Refusal("logsumexp", #""input":[["nan",1]]"#, "invalid_logit", "row 0, column 0"),
    Refusal("logsumexp", #""input":[["inf",1]]"#, "invalid_logit", "row 0, column 0", onlyIn: "strict"),
  ])
  fileprivate func `the losses of probabilities and of their logarithms refuse what is none`(_ refusal: Refusal) throws
  {
    try refusal.check()
  }

  /// In float64 by each kernel.
  private func values(_ loss: String, _ fields: String) -> [String] {
    ["reference", "fused"].map { kernel in
      value(#"{"loss":"\#(loss)","dtype":"float64","kernel":"\#(kernel)",\#(fields)}"#)
    }
  }

  @Test func `classes lie along the axis that is named, from the front or from the end`() {
    let two = "0.6931471805599453"
    let columns = #""input":[[0,1],[0,1],[0,1]],"reduction":"none","class_axis":"#
    let three = "1.0986122886681098"
    for axis in ["0", "-2"] {
      #expect(Set(values("cross_entropy", columns + axis + #","class_indices":[2,0]"#)) == ["[\(three),\(three)]"])
    }
    for axis in ["2", "-1"] {
      let words = #""input":[[[0,0],[0,0],[0,0]]],"class_indices":[[0,1,1]],"reduction":"none","class_axis":"# + axis
      #expect(Set(values("cross_entropy", words)) == ["[[\(two),\(two),\(two)]]"])
    }
    for axis in ["0", "-1"] {
      #expect(Set(values("nll", #""input":[-1,-2],"class_indices":1,"class_axis":"# + axis)) == ["2.0"])
    }
    #expect(Set(values("logsumexp", #""input":[[0,1],[0,1]],"class_axis":0"#)).count == 1)
    #expect(values("entropy", #""input":[[1,0.5],[0,0.5]],"class_axis":0"#)[0] == "[0.0,\(two)]")
  }

  @Test func `batchmean divides by the first axis, whichever holds the classes`() {
    let rest = #""input":[[-1,-2],[-3,-4],[-5,-6]],"target":[[1,1],[1,1],[1,1]],"reduction":"batchmean""#
    for axis in ["0", "1", "-1"] {
      #expect(Set(values("kl_div", rest + #","class_axis":"# + axis)) == ["7.0"])
    }
    #expect(Set(values("kl_div", rest + #","class_axis":0,"sample_weight":[1,0]"#)) == ["3.0"])
    #expect(Set(values("kl_div", rest + #","sample_weight":[1,0,2]"#)) == ["8.333333333333334"])
  }

  @Test func `a sample weight multiplies a loss, and counts in the divisor of class indices alone`() {
    let rest = #""input":[[-1,-2],[-3,-4]],"sample_weight":[3,1],"reduction":"#
    #expect(Set(values("nll", rest + #""none","class_indices":[0,1]"#)) == ["[3.0,4.0]"])
    #expect(Set(values("nll", rest + #""mean","class_indices":[0,1]"#)) == ["1.75"])
    #expect(Set(values("nll", rest + #""mean","target":[[1,0],[0,1]]"#)) == ["3.5"])
    #expect(Set(values("nll", rest + #""mean","class_indices":[0,1],"weight":[1,5]"#)) == ["2.875"])
    #expect(Set(values("nll", rest + #""mean","class_indices":[0,1],"ignore_index":1"#)) == ["1.0"])
    #expect(Set(values("kl_div", rest + #""mean","target":[[1,1],[1,1]]"#)) == ["4.0"])
  }

  @Test func `a weight of 0 drops a row whose loss is infinite, and that of an ignored row may be anything`() {
    let rest = #""gradient":true,"sample_weight":[1,0],"reduction":"sum","#
    #expect(
      Set(values("cross_entropy", rest + #""input":[[0],["-inf"]],"class_indices":[0,0],"class_axis":0"#)).count == 1)
    let dropped = rest + #""input":[[-1,-1],["-inf",-1]],"#
    #expect(Set(values("nll", dropped + #""class_indices":[0,0]"#)) == [#"1.0,"gradient":[[-1.0,0.0],[0.0,0.0]]"#])
    #expect(
      Set(values("kl_div", dropped + #""target":[[1,0],[1,0]]"#)) == [#"1.0,"gradient":[[-1.0,0.0],[0.0,0.0]]"#])
    let zero = rest + #""input":[[1,1],[0,1]],"target":[[1,0],[1,0]]"#
    for loss in ["kl_div_from_probabilities", "cross_entropy_from_probabilities"] {
      #expect(Set(values(loss, zero)) == [#"0.0,"gradient":[[-1.0,0.0],[0.0,0.0]]"#])
    }
    let ignored = #""class_indices":[0,7],"ignore_index":7,"sample_weight":[1,"nan"],"gradient":true,"#
    #expect(
      Set(values("nll", ignored + #""input":[[-1,-1],["nan","inf"]]"#)) == [#"1.0,"gradient":[[-1.0,0.0],[0.0,0.0]]"#])
    #expect(
      Set(values("cross_entropy_from_probabilities", ignored + #""input":[[1,1],[0,0]]"#))
        == [#"0.0,"gradient":[[-1.0,0.0],[0.0,0.0]]"#])
    #expect(
      Set(values("cross_entropy", ignored + #""input":[[0,0],["nan","-inf"]]"#))
        == [#"0.6931471805599453,"gradient":[[-0.5,0.5],[0.0,0.0]]"#])
  }

  @Test func `an empty batch of rows may have sample weights`() {
    for loss in ["cross_entropy", "nll", "kl_div", "kl_div_from_probabilities"] {
      let rest = #""input":[],"target":[],"sample_weight":[],"reduction":"sum","gradient":true"#
      #expect(Set(values(loss, rest)) == [#"0.0,"gradient":[]"#])
    }
  }

  @Test func `a divergence from probabilities tells a step between them`() {
    let rest = #""input":[0.5,0,1],"target":[0.5000000000000001,0,0.5],"reduction":"none","gradient":true"#
    #expect(
      Set(values("kl_div_from_probabilities", rest))
        == [#"[1.1102230246251565e-16,0.0,-0.34657359027997264],"gradient":[-1.0000000000000002,0.0,-0.5]"#])
    let above = #""input":[2],"target":[4],"validation":"framework","reduction":"batchmean""#
    #expect(Set(values("kl_div_from_probabilities", above)) == ["2.772588722239781"])
    let impossible = #""input":[0],"target":[0.5],"gradient":true"#
    #expect(Set(values("kl_div_from_probabilities", impossible)) == [#""inf","gradient":["-inf"]"#])
  }

  @Test func `smoothed labels of binary losses move half of ε to each answer`() {
    for (loss, input) in [("binary_cross_entropy", "[0.25,0.5]"), ("binary_cross_entropy_with_logits", "[3,-1]")] {
      let smoothed = values(loss, #""input":\#(input),"target":[1,0.5],"label_smoothing":0.5,"gradient":true"#)
      let soft = value(#"{"loss":"\#(loss)","dtype":"float64","input":\#(input),"target":[0.75,0.5],"gradient":true}"#)
      #expect(Set(smoothed) == [soft])
    }
    #expect(
      Set(values("binary_cross_entropy", #""input":[0,1],"target":[0,1],"label_smoothing":0.5,"gradient":true"#))
        == [#""inf","gradient":["-inf","inf"]"#])
    #expect(
      Set(values("binary_cross_entropy_with_logits", #""input":["-inf"],"target":[0],"label_smoothing":0.5"#))
        == [#""inf""#])
  }

  @Test func `smoothed labels beside probabilities are those of cross-entropy`() {
    let rest = #""input":[[0.25,0.75]],"label_smoothing":0.5,"#
    let loss = "cross_entropy_from_probabilities"
    let soft = values(loss, #""input":[[0.25,0.75]],"target":[[0.75,0.25]]"#)
    #expect(values(loss, rest + #""class_indices":[0]"#) == soft)
    #expect(values(loss, rest + #""target":[[1,0]]"#) == soft)
    #expect(values("nll", #""input":[[-1,-3]],"label_smoothing":0.5,"class_indices":[0]"#) == ["1.5", "1.5"])
  }

  @Test func `the sum of no exponentials is 0, and its logarithm -inf`() {
    #expect(Set(values("logsumexp", #""input":[["-inf","-inf"],[0,"-inf"]]"#)) == [#"["-inf",0.0]"#])
    let infinite = #""input":[["inf",1],["-inf","inf"],["-inf","-inf"]],"validation":"framework""#
    #expect(Set(values("logsumexp", infinite)) == [#"["inf","inf","-inf"]"#])
  }

  @Test func `log-probabilities of framework may be any numbers`() {
    let rest = #""validation":"framework","reduction":"none","#
    #expect(Set(values("nll", rest + #""input":[[2,"inf"]],"class_indices":[0]"#)) == ["[-2.0]"])
    #expect(Set(values("nll", rest + #""input":[[2,"inf"]],"class_indices":[1]"#)) == [#"["-inf"]"#])
    #expect(Set(values("nll", rest + #""input":[[2,"-inf"]],"target":[[1,-1]]"#)) == [#"["-inf"]"#])
    #expect(Set(values("nll", rest + #""input":[[2,1]],"target":[[-1,3]],"sample_weight":[-2]"#)) == ["[2.0]"])
  }
}

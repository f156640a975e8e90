import Testing

@testable import Evaluation

/// What each field does, on numbers that a person can check. The golden rows hold the values to the last bit.
@Suite struct `Fields of evaluate` {
  static func request(_ loss: String, _ fields: String, dtype: String = "float64") -> String {
    #"{"loss":"\#(loss)","dtype":"\#(dtype)",\#(fields)}"#
  }

  static let uniform = #""input":[[0,0],[0,0]],"#

  @Test func `reduction leaves losses, a sum, or the mean, which is the default`() {
    let rest = Self.uniform + #""target":[[1,0],[0.5,0.5]]"#
    #expect(value(Self.request("cross_entropy", rest)) == "0.6931471805599453")
    #expect(value(Self.request("cross_entropy", rest + #","reduction":"mean""#)) == "0.6931471805599453")
    #expect(value(Self.request("cross_entropy", rest + #","reduction":"sum""#)) == "1.3862943611198906")
    #expect(
      value(Self.request("cross_entropy", rest + #","reduction":"none""#)) == "[0.6931471805599453,0.6931471805599453]")
  }

  @Test func `dtype is the type of the answer`() {
    let rest = #""input":[0,0],"class_indices":0"#
    #expect(value(Self.request("cross_entropy", rest, dtype: "float32")) == "0.6931472")
    #expect(value(Self.request("cross_entropy", rest, dtype: "float64")) == "0.6931471805599453")
  }

  @Test func `gradient is that of the reduced value, and of the sum for none`() {
    let rest = Self.uniform + #""class_indices":[0,1],"gradient":true,"reduction":"#
    let ofSum = #""gradient":[[-0.5,0.5],[0.5,-0.5]]"#
    #expect(value(Self.request("cross_entropy", rest + #""none""#)).hasSuffix(ofSum))
    #expect(value(Self.request("cross_entropy", rest + #""sum""#)).hasSuffix(ofSum))
    #expect(
      value(Self.request("cross_entropy", rest + #""mean""#)).hasSuffix(#""gradient":[[-0.25,0.25],[0.25,-0.25]]"#))
    #expect(
      !value(Self.request("cross_entropy", Self.uniform + #""class_indices":[0,1],"gradient":false"#)).contains("g"))
  }

  @Test func `class_indices divide by the weights of their targets, soft targets by the batch`() {
    let weight = #","weight":[1,3]"#
    let hard = Self.request("cross_entropy", Self.uniform + #""class_indices":[0,1]"# + weight)
    let soft = Self.request("cross_entropy", Self.uniform + #""target":[[1,0],[0,1]]"# + weight)
    #expect(value(hard) == "0.6931471805599453")
    #expect(value(soft) == "1.3862943611198906")
  }

  @Test func `the class axis is axis 1, and the only axis of a vector, which is one sample`() {
    #expect(
      value(Self.request("cross_entropy", #""input":[0,0],"target":[1,0],"reduction":"none""#)) == "0.6931471805599453")
    #expect(value(Self.request("cross_entropy", #""input":[0,0],"class_indices":1"#)) == "0.6931471805599453")
    let spatial = Self.request(
      "cross_entropy", #""input":[[[0,9],[0,9]]],"class_indices":[[0,1]],"reduction":"none""#)
    #expect(value(spatial) == "[[0.6931471805599453,0.6931471805599453]]")
  }

  @Test func `ignore_index leaves out rows, which may hold anything and have no gradient`() {
    for loss in ["cross_entropy", "cross_entropy_from_probabilities"] {
      let rest =
        #""input":[["nan","inf"],[0.5,0.5],["-inf","-inf"]],"class_indices":[-100,1,-100],"ignore_index":-100,"#
      #expect(value(Self.request(loss, rest + #""reduction":"none""#)) == "[0.0,0.6931471805599453,0.0]")
      let mean = value(Self.request(loss, rest + #""gradient":true"#))
      #expect(mean.hasPrefix("0.6931471805599453,"))
      #expect(mean.contains("[[0.0,0.0],[") && mean.hasSuffix("],[0.0,0.0]]"))
    }
  }

  @Test func `label_smoothing moves target mass to all classes`() {
    let smoothed = Self.request("cross_entropy", #""input":[[1,-1]],"target":[[1,0]],"label_smoothing":0.5"#)
    let soft = Self.request("cross_entropy", #""input":[[1,-1]],"target":[[0.75,0.25]]"#)
    #expect(value(smoothed) == value(soft))
  }

  @Test func `weight and pos_weight broadcast over binary losses`() {
    let rest = #""input":[[0,0],[0,0]],"target":[[1,0],[1,0]],"reduction":"none","#
    let (one, two) = ("0.6931471805599453", "1.3862943611198906")
    let loss = "binary_cross_entropy_with_logits"
    #expect(value(Self.request(loss, rest + #""weight":[1,2]"#)) == "[[\(one),\(two)],[\(one),\(two)]]")
    #expect(value(Self.request(loss, rest + #""weight":[[1],[2]]"#)) == "[[\(one),\(one)],[\(two),\(two)]]")
    #expect(value(Self.request(loss, rest + #""weight":2"#)) == "[[\(two),\(two)],[\(two),\(two)]]")
    #expect(value(Self.request(loss, rest + #""pos_weight":2"#)) == "[[\(two),\(one)],[\(two),\(one)]]")
    let halves = #""input":[[0.5,0.5]],"target":[[1,0]],"weight":[1,2],"reduction":"none""#
    #expect(value(Self.request("binary_cross_entropy", halves)) == "[[\(one),\(two)]]")
  }

  @Test func `kl_div takes targets or their logarithms, and batchmean divides by the first axis`() {
    let rest = #""input":[[-1,-2],[-3,-4]],"target":[[0,0],[0,0]],"log_target":true,"#
    #expect(value(Self.request("kl_div", rest + #""reduction":"none""#)) == "[[1.0,2.0],[3.0,4.0]]")
    #expect(value(Self.request("kl_div", rest + #""reduction":"sum""#)) == "10.0")
    #expect(value(Self.request("kl_div", rest + #""reduction":"mean""#)) == "2.5")
    #expect(
      value(Self.request("kl_div", rest + #""reduction":"batchmean","gradient":true"#))
        == #"5.0,"gradient":[[-0.5,-0.5],[-0.5,-0.5]]"#)
    #expect(value(Self.request("kl_div", #""input":[-1,-2],"target":[1,1],"reduction":"batchmean""#)) == "1.5")
    #expect(
      value(Self.request("kl_div", #""input":[-1,-2],"target":[1,1],"log_target":false,"reduction":"sum""#)) == "3.0")
  }

  @Test func `framework takes targets of any sum and weights of any sign`() {
    let framework = #","validation":"framework","reduction":"sum""#
    #expect(
      value(Self.request("cross_entropy", #""input":[[0,0]],"target":[[3,-1]]"# + framework)) == "1.3862943611198906")
    #expect(
      value(Self.request("cross_entropy", #""input":[[0,0]],"target":[[1,0]],"weight":[-2,1]"# + framework))
        == "-1.3862943611198906")
    #expect(
      value(Self.request("binary_cross_entropy", #""input":[0.5],"target":[3],"weight":-1"# + framework))
        == "-0.6931471805599453")
    #expect(
      value(Self.request("binary_cross_entropy_with_logits", #""input":[0],"target":[1],"pos_weight":-1"# + framework))
        == "-0.6931471805599453")
    #expect(value(Self.request("kl_div", #""input":[2],"target":[1]"# + framework)) == "-2.0")
    #expect(value(Self.request("kl_div", #""input":["inf"],"target":[2]"# + framework)) == "\"-inf\"")
    #expect(value(Self.request("kl_div", #""input":["inf"],"target":[0]"# + framework)) == "0.0")
    #expect(value(Self.request("entropy", #""input":[2,0],"validation":"framework""#)) == "-1.3862943611198906")
  }

  @Test func `terms with a zero coefficient are dropped, and nothing is clamped`() {
    #expect(value(Self.request("cross_entropy", #""input":[["-inf",0]],"target":[[0,1]]"#)) == "0.0")
    #expect(value(Self.request("cross_entropy", #""input":[["-inf",0]],"target":[[1,0]]"#)) == "\"inf\"")
    #expect(value(Self.request("binary_cross_entropy", #""input":[1e-300],"target":[1]"#)) == "690.7755278982137")
    #expect(
      value(Self.request("binary_cross_entropy", #""input":[0,1],"target":[0,1],"gradient":true,"reduction":"sum""#))
        == #"0.0,"gradient":[1.0,-1.0]"#)
  }

  @Test func `a divisor that is negative turns the sign of an infinite loss, too`() {
    let fields = #""input":[[0,1]],"class_indices":[0],"weight":[-2,1],"validation":"framework","gradient":true,"#
    let loss = "cross_entropy_from_probabilities"
    #expect(value(Self.request(loss, fields + #""reduction":"sum""#)) == #""-inf","gradient":[["inf",0.0]]"#)
    #expect(value(Self.request(loss, fields + #""reduction":"mean""#)) == #""inf","gradient":[["-inf",0.0]]"#)
  }

  @Test func `the fused kernel is taken where there is one, and the reference elsewhere`() {
    let rest = Self.uniform + #""class_indices":[0,1],"kernel":"#
    #expect(value(Self.request("cross_entropy", rest + #""fused""#)) == "0.6931471805599453")
    #expect(value(Self.request("cross_entropy", rest + #""reference""#)) == "0.6931471805599453")
    #expect(value(Self.request("sum", #""input":[1,2],"kernel":"fused""#)) == "3.0")
  }

  @Test func `what is not a loss acts along the class axis or reduces it`() {
    let rest = #""input":[[0,0],["-inf",5]]"#
    #expect(value(Self.request("softmax", rest)) == "[[0.5,0.5],[0.0,1.0]]")
    #expect(value(Self.request("log_softmax", rest)) == #"[[-0.6931471805599453,-0.6931471805599453],["-inf",0.0]]"#)
    #expect(value(Self.request("logsumexp", rest)) == "[0.6931471805599453,5.0]")
    #expect(value(Self.request("logsumexp", #""input":["-inf",2],"reduction":"none""#)) == "2.0")
    #expect(value(Self.request("entropy", #""input":[[0.5,0.5],[0,1]]"#)) == "[0.6931471805599453,0.0]")
    #expect(value(Self.request("sum", #""input":[[1e308,1e308],[-1e308,1]]"#)) == "1e+308")
    #expect(value(Self.request("mean", #""input":[1e308,1e308]"#)) == "1e+308")
    #expect(value(Self.request("sum", #""input":["inf","-inf"]"#)) == "\"nan\"")
    #expect(value(Self.request("mean", #""input":["nan",1]"#)) == "\"nan\"")
  }

  @Test func `empty arrays keep their shape`() {
    let fields = #""input":[[],[]],"target":[[],[]],"reduction":"none","gradient":true"#
    #expect(value(Self.request("binary_cross_entropy", fields)) == #"[[],[]],"gradient":[[],[]]"#)
    #expect(value(Self.request("sum", #""input":[]"#)) == "0.0")
    let batch = #""input":[],"class_indices":[],"weight":[1,2],"reduction":"sum","gradient":true"#
    #expect(value(Self.request("cross_entropy", batch)) == #"0.0,"gradient":[]"#)
  }
}

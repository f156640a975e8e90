import Foundation
import TestSupport
import Testing

@testable import soft_labels

/// Numbers that PyTorch, Keras and scikit-learn printed, typed in as a user would: `Goldens/scenarios.py`.
@Suite struct `What frameworks print` {
  struct Scenario: Decodable, CustomTestStringConvertible, Sendable {
    let name: String
    let value: String
    /// The code and the reduction that have to come first; nil where there is no answer.
    let story: String?
    let predictions: String
    let targets: String
    let options: [String]
    var weights: String?
    /// What is solved for.
    var parameter: Double?
    /// The option that the answer has to name.
    var option: String?

    var testDescription: String { name }
  }

  struct Array: Decodable, Sendable {
    let shape: [Int]
    let values: [Double]
  }

  struct File: Decodable, Sendable {
    let arrays: [String: Array]
    let scenarios: [Scenario]
  }

  static let file: File = {
    do {
      let url = packageRoot.appending(path: "Tests/CommandTests/Goldens/scenarios.json")
      return try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
    } catch {
      fatalError("scenarios.json: \(error)")
    }
  }()

  @Test(arguments: file.scenarios)
  func `a number is explained rightly, or not at all`(scenario: Scenario) throws {
    let folder = try Folder()
    var arguments = ["explain", scenario.value] + scenario.options
    for (option, name) in [
      ("--predictions", scenario.predictions), ("--targets", scenario.targets), ("--weights", scenario.weights),
    ] {
      guard let name else { continue }
      let array = try #require(Self.file.arrays[name], "\(name)")
      arguments += [option, try folder.write(option + ".npy", npy(floats: array.values, shape: array.shape))]
    }
    let (status, output, errors) = run(arguments + ["--format", "json"])
    try #require(status == .success || status == .negative, "\(errors.text)")
    let json = try #require(JSONSerialization.jsonObject(with: Data(output.text.utf8)) as? [String: Any])
    let matches = try #require(json["matches"] as? [[String: Any]])
    let stories = matches.map { "\($0["code"] ?? "") \($0["reduction"] ?? "")" }
    #expect(stories.first == scenario.story, "\(scenario.value): \(output.text)")
    #expect(status == (scenario.story == nil ? .negative : .success))
    #expect((json["read"] as? [String: Any])?["option"] as? String == scenario.option)
    if let parameter = scenario.parameter {
      let solved = try #require(matches.first?["parameter"] as? Double)
      #expect((solved / parameter - 1).magnitude < 1e-3)
    }
  }
}

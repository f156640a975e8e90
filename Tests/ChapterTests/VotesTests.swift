import Foundation
import TestSupport
import Testing

@testable import annotator_votes

@Suite struct VotesTests {
  @Test func `the votes of chapter 5 are those of the file beside it`() throws {
    let path = packageRoot.path + "/Chapters/05-annotator-votes/fleiss-1971.csv"
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",")
    }
    #expect(lines.first?.map(String.init) == Votes.diagnoses)
    #expect(lines.dropFirst().map { $0.compactMap { Double($0) } } == Votes.counts)
  }
}

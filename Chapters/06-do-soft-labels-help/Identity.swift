import SoftLabels
import Workbook

/// Five rows with one vote each, and one row with the shares of the same five votes.
func fiveRowsAndOne(_ page: inout Page) throws {
  var random = SeededRandom(6)
  var largest = 0.0
  var different = 0
  for trial in 0..<100 {
    let logits = (0..<10).map { _ in 6 * random.unit() - 3 }
    let votes = (0..<5).map { _ in random.index(below: 10) }
    let hard = try CrossEntropy(logits: Logits(rows: votes.map { _ in logits }), targets: ClassIndices(votes))
    let shares = (0..<10).map { digit in Double(votes.count { $0 == digit }) / 5 }
    let soft = try CrossEntropy(logits: Logits(rows: [logits]), targets: Distributions(rows: [shares]))
    let slopes = try hard.gradient(of: .mean)
    let one = try soft.gradient(of: .mean)
    let five = (0..<10).map { j in (0..<5).reduce(0) { $0 + slopes[$1, j] } }
    for j in 0..<10 where five[j] != one[0, j] {
      different += 1
      largest = max(largest, (five[j] - one[0, j]).magnitude)
    }
    if trial == 0 {
      page.say("Votes \(votes), and the slopes of three logits:")
      page.table(
        votes.prefix(3), .integer("digit") { $0 }, .shortest("five rows") { five[$0] },
        .shortest("one row") { one[0, $0] })
    }
  }
  page.say("In 100 such trials, 1000 slopes:")
  page.verbatim("not the same bits    \(different)\nlargest difference   \(largest)")
}

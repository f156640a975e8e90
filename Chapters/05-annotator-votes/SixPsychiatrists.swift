import SoftLabels
import Workbook

func sixPsychiatrists(_ page: inout Page) throws {
  let floors = try entropy(Votes.labels)
  page.say("The votes on the first nine patients, and what their shares cost at the least:")
  page.table(
    0..<9, .integer("patient") { $0 + 1 }, votes("depression", 0), votes("personality", 1), votes("schizophrenia", 2),
    votes("neurosis", 3), votes("other", 4), .number("floor", decimals: 3) { floors[$0] })

  page.say("Over all thirty:")
  page.values(
    [
      "floor of the vote shares": try floors.mean,
      "floor of one prediction for everybody": try entropy(Distributions(rows: [shares(of: Votes.totals)])).mean,
    ], decimals: 6)
}

private func votes(_ heading: String, _ diagnosis: Int) -> Column<Int> {
  .integer(heading) { Int(Votes.counts[$0][diagnosis]) }
}

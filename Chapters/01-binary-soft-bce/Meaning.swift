import SoftLabels
import Workbook

func whatASoftLabelMeans(_ page: inout Page) throws {
  let votes: [Double] = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0]
  let ofEachVote = try votes.map { try loss(prediction: 0.8, label: $0) }
  page.say("A prediction of 0.8 against seven votes of yes and three of no:")
  page.values(
    [
      "ten hard votes, averaged": ofEachVote.reduce(0, +) / 10,
      "one soft label, 0.7": try loss(prediction: 0.8, label: 0.7),
    ], decimals: 6)

  let (y, p) = (0.0, 0.99)
  page.say("A label of 0 against a prediction of 0.99:")
  page.values(
    [
      "-y log p, the only term": -y * (try logarithm(p)),
      "both terms": try loss(prediction: p, label: y),
    ], decimals: 6)
}

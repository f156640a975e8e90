import SoftLabels
import Workbook

func whatASoftLabelMeans(_ page: inout Page) throws {
  let votes: [Double] = [1, 1, 1, 1, 1, 1, 1, 0, 0, 0]
  let likelihood = votes.reduce(1) { $0 * ($1 == 1 ? 0.8 : 1 - 0.8) }
  page.say("Ten votes, seven of them yes, and a prediction of 0.8:")
  page.values(
    [
      "likelihood of the votes": likelihood,
      "minus its logarithm": -(try logarithm(likelihood)),
      "a tenth of that": -(try logarithm(likelihood)) / 10,
      "loss of one soft label, 0.7": try loss(prediction: 0.8, label: 0.7),
    ], decimals: 6)

  let (y, p) = (0.0, 0.99)
  page.say("A label of 0 against a prediction of 0.99:")
  page.values(
    [
      "-y log p, the only term": -y * (try logarithm(p)),
      "both terms": try loss(prediction: p, label: y),
    ], decimals: 6)
}

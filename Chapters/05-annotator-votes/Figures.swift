import SoftLabels
import Workbook

/// All votes as dots, patients on whom the psychiatrists agree at the left.
func allVotes() throws -> Figure {
  let floors = try entropy(Votes.labels).scalars
  let order = floors.indices.sorted { (floors[$0], $0) < (floors[$1], $1) }
  var dots: [(point: Point, isAlone: Bool)] = []
  for (place, patient) in order.enumerated() {
    for (diagnosis, count) in Votes.counts[patient].enumerated() {
      for vote in 0..<Int(count) {
        dots.append((Point(Double(place + 1), Double(5 - diagnosis) + Double(vote) * 0.15), count == 1))
      }
    }
  }
  return Figure(
    title: "A hundred and eighty votes",
    description: """
      Thirty columns, one for each patient, of five rows, one for each diagnosis, with a dot for each vote. On five patients \
      all six votes stand in one row. The further right, the more they are spread. Eighteen dots are alone in their place.
      """,
    height: 480,
    .chart(
      x: Axis(
        "patients, the most agreed upon first", 0.5...30.5, ticks: [1, 10, 20, 30].map { Axis.Tick($0, "\(Int($0))") }),
      y: Axis(
        "diagnosis", 0.8...5.9,
        ticks: Votes.diagnoses.enumerated().map { Axis.Tick(Double(5 - $0), $1) }),
      .points(dots.filter { !$0.isAlone }.map(\.point), "in company", .blue),
      .points(dots.filter(\.isAlone).map(\.point), "alone", .orange, symbol: .diamond)))
}

/// The loss of a hidden vote over the strength of the pseudo-votes, for four numbers of known votes.
func strengthOfPseudoVotes() throws -> Figure {
  let nothing = try lossOfVotes { _ in Prior.even }
  var lines: [Mark] = [.line([Point(0, nothing), Point(4, nothing)], "none known", .muted, dashed: true)]
  var (best, fixed): ([Point], [Point]) = ([], [])
  for (known, hue) in [(1, Hue.purple), (2, .green), (3, .orange), (5, .blue)] {
    let votes = HiddenVotes(known: known)
    func point(_ strength: Double) throws -> Point { Point(strength, try votes.loss(strength: strength)) }
    lines.append(.line(try samples(over: 0.01...4, count: 200, votes.loss), "\(known) known", hue))
    best.append(try point(least(votes.loss)))
    fixed.append(try point(strength(smoothing: 0.1, votes: Double(known))))
  }
  return Figure(
    title: "Few votes or many, about one pseudo-vote",
    description: """
      The loss of a hidden vote over the number of pseudo-votes, for one, two, three and five known votes. Each curve falls \
      steeply from the left and rises slowly after its lowest point, at 1.25, 1.15, 1.08 and 1.02. Label smoothing of 0.1 \
      lies to the left of it on all four, and for one known vote above the dashed line of those who know none.
      """,
    height: 440,
    .chart(
      x: Axis("pseudo-votes m", 0...4, every: 0.5), y: Axis("loss of a hidden vote, nats", 0.8...2, every: 0.2),
      lines + [
        .points(best, "least loss", .muted), .points(fixed, "label smoothing 0.1", .muted, symbol: .diamond),
      ]))
}

/// Three rules over the prediction.
func threeRules() throws -> Figure {
  let label = 2.0 / 3
  func curve(_ score: (Scores) -> Double) throws -> [Point] {
    try samples(over: 0...1, count: 251) { score(try Scores($0, label: label)) }
  }
  let (honest, certain) = (try Scores(label, label: label), try Scores(1, label: label))
  return Figure(
    title: "Three rules for a label of two thirds",
    description: """
      Scores over the prediction from 0 to 1. The logarithmic score and the Brier score are least at two thirds, the label. \
      One less the probability of the vote is a straight line, least at 1.
      """,
    .chart(
      x: Axis("prediction", 0...1, every: 0.25), y: Axis("mean score", 0...1.5, every: 0.5),
      .line(try curve(\.log), "-log p", .blue), .line(try curve(\.brier), "Brier", .green),
      .line(try curve(\.linear), "1 - p", .orange, dashed: true),
      .points(
        [Point(label, honest.log), Point(label, honest.brier), Point(1, certain.linear)], "least score", .muted)))
}

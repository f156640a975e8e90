import SoftLabels
import Workbook

func theAnnotators(_ page: inout Page) throws {
  let images = try readDigits()
  page.say("1797 images; five votes on each:")
  let kinds = try Annotators.allCases.map { annotators in
    let sample = try Sample(seed: 1, annotators, of: images)
    let right = zip(sample.images, sample.votes).reduce(0.0) { $0 + Double(Form.majority.label($1.1)[$1.0.digit]) }
    let own = zip(sample.images, sample.voting).reduce(0) { $0 + $1.1[$1.0.digit] }
    let count = Double(images.count)
    return (
      name: annotators.rawValue, votes: 100 * own / count, majorities: 100 * right / count,
      floor: mean(try entropy(Distributions(rows: sample.voting)).scalars)
    )
  }
  page.table(
    kinds, .text("annotators") { $0.name }, .number("votes right, %", decimals: 1) { $0.votes },
    .number("majorities right, %", decimals: 1) { $0.majorities },
    .number("floor of a vote, nats", decimals: 3) { $0.floor })
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

func oneCell(_ page: inout Page) throws {
  let sample = try Sample(seed: 1, .confusing, of: readDigits())
  page.say("Confusing annotators, 200 images with five votes each, a linear model, 100 steps:")
  let cells = try Supply.all.suffix(2).map { supply in
    (supply.name, try sample.measures(of: supply.learned(.linear, sample, Recipe(steps: 100))))
  }
  page.table(
    cells, .text("images x votes") { $0.0 }, .number("accuracy, %", decimals: 1) { 100 * $0.1.accuracy },
    .number("cost of a vote above its floor", decimals: 6) { $0.1.excess })
}

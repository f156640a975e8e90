import Workbook

/// The four ways to learn, and the columns of most tables.
private let columns = Model.allCases.flatMap { model in
  ["without decay", "with decay"].map { (model: model.rawValue, part: $0) }
}

/// Means and intervals of one metric: a row for each kind of annotators and of labels, a column for each way to learn.
private func show(_ metric: Metric, _ supplies: [String], on page: inout Page) throws {
  let table = try StudyTable()
  let rows = Annotators.allCases.flatMap { annotators in supplies.map { (annotators.rawValue, $0) } }
  func cell(_ row: (annotators: String, labels: String), _ column: Int) -> String {
    Interval(table.seeds(metric, columns[column].part, row.annotators, columns[column].model, row.labels)).text(metric)
  }
  page.table(
    rows, .text("annotators") { $0.0 }, .text("images x votes") { $0.1 },
    .text("linear") { cell($0, 0) }, .text("with decay") { cell($0, 1) },
    .text("network") { cell($0, 2) }, .text("with decay") { cell($0, 3) })
}

private let manyImages = ["1000 x 5 soft", "1000 x 5 majority", "1000 x 1"]
private let equalVotes = ["1000 x 1", "200 x 5 soft", "200 x 5 majority"]

func accuracies(_ page: inout Page) throws {
  page.say("Accuracy on fresh images, per cent, ten seeds:")
  try show(.accuracy, manyImages, on: &page)
}

func excesses(_ page: inout Page) throws {
  page.say("What a fresh vote costs above its floor, nats:")
  try show(.excess, manyImages, on: &page)
}

func calibrations(_ page: inout Page) throws {
  page.say("How far the probability of the most probable digit is from the share of the votes for it, per cent:")
  try show(.offVotes, manyImages, on: &page)
  page.say("and from how often it is the digit that was written:")
  try show(.offDigits, manyImages, on: &page)
}

func equalNumbersOfVotes(_ page: inout Page) throws {
  page.say("Accuracy, per cent:")
  try show(.accuracy, equalVotes, on: &page)
  page.say("What a fresh vote costs above its floor, nats:")
  try show(.excess, equalVotes, on: &page)
}

/// Soft labels less the majority of the same votes, in models that differ in nothing else.
func difference(_ table: StudyTable, _ metric: Metric, _ annotators: Annotators, _ column: Int) -> Interval {
  let (model, part) = columns[column]
  func seeds(_ labels: String) -> [Double] { table.seeds(metric, part, annotators.rawValue, model, labels) }
  return Interval(zip(seeds("1000 x 5 soft"), seeds("1000 x 5 majority")).map { $0 - $1 })
}

func softLessMajority(_ page: inout Page) throws {
  let table = try StudyTable()
  for (words, metric) in [("accuracy, points", Metric.accuracy), ("cost of a fresh vote, nats", .excess)] {
    page.say("Soft labels less the majority of the same votes, \(words):")
    func cell(_ annotators: Annotators, _ column: Int) -> String {
      difference(table, metric, annotators, column).text(metric)
    }
    page.table(
      Annotators.allCases, .text("annotators") { $0.rawValue },
      .text("linear") { cell($0, 0) }, .text("with decay") { cell($0, 1) },
      .text("network") { cell($0, 2) }, .text("with decay") { cell($0, 3) })
  }
}

func classWeights(_ page: inout Page) throws {
  let table = try StudyTable()
  let rows = Model.allCases.flatMap { model in
    ["0.001", "0.01"].flatMap { decay in
      ["no weights", "weights in the loss", "weights afterwards"].map { (model.rawValue, decay, $0) }
    }
  }
  func cell(_ row: (String, String, String), _ metric: Metric, _ mix: String) -> String {
    Interval(table.seeds(metric, mix, "hesitant", row.0, row.2, row.1)).text(metric)
  }
  page.say(
    "Digits 5 to 9 a tenth as frequent as the others; accuracy where all digits are as frequent, and three numbers where they are as in training:"
  )
  page.table(
    rows, .text("model") { $0.0 }, .text("decay") { $0.1 }, .text("") { $0.2 },
    .text("all alike") { cell($0, .accuracy, "all alike") }, .text("as trained") { cell($0, .accuracy, "rare digits") },
    .text("cost of a vote") { cell($0, .excess, "rare digits") }, .text("off, %") { cell($0, .offVotes, "rare digits") }
  )
}

func aTeacher(_ page: inout Page) throws {
  let table = try StudyTable()
  let rows = [
    ("network", "the teacher"), ("linear", "votes alone"), ("linear", "votes and teacher at T = 1"),
    ("linear", "votes and teacher at T = 4"), ("linear", "votes and teacher at T = 4 without T²"),
    ("linear", "teacher alone at T = 4"),
  ]
  page.table(
    rows, .text("model") { $0.0 }, .text("learned from") { $0.1 },
    .text("accuracy, %") {
      Interval(table.seeds(.accuracy, "teacher", "hesitant", $0.0, $0.1, "0.001")).text(.accuracy)
    },
    .text("cost of a vote") { Interval(table.seeds(.excess, "teacher", "hesitant", $0.0, $0.1, "0.001")).text(.excess) }
  )
}

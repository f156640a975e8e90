import Workbook

Chapter(
  about: "Class weights with soft labels: one that does nothing, and what a real one does besides balancing.",
  sections: [
    Section("The article's number", theArticlesNumber),
    Section("The weight that does nothing", theWeightThatDoesNothing),
    Section("The batch that is not imbalanced", theBatchThatIsNotImbalanced),
    Section("Weights that do something", weightsThatDoSomething),
    Section("What mean divides by", whatMeanDividesBy),
    Section("Means of batches, mixtures of labels", whereAveragesPart),
    Section("The forgotten total", theForgottenTotal),
    Section("Where the optimum goes", whereTheOptimumGoes),
    Section("Where the article's batch would go", whereTheBatchWouldGo),
    Section("A positive weight at a soft label", positiveWeightAtASoftLabel),
    Section("Weighing rows, and undoing weights", waysOut),
  ],
  drawings: [
    Drawing("two-losses.svg", twoLosses),
    Drawing("moving-minimum.svg", movingMinimum),
  ],
  exercises: exercises,
  next: "swift run weighted-imbalance --exercises"
).main()

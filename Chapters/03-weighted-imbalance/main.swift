import Workbook

Chapter(
  about: "Class weights with soft labels: one that does nothing, and what a real one does besides balancing.",
  sections: [
    Section("The article's number", theArticlesNumber),
    Section("The weight that does nothing", theWeightThatDoesNothing),
    Section("The batch that is not imbalanced", theBatchThatIsNotImbalanced),
    Section("Weights that do something", weightsThatDoSomething),
    Section("What a mean divides by", whatAMeanDividesBy),
    Section("Where the optimum goes", whereTheOptimumGoes),
    Section("Where the article's batch would go", whereTheBatchWouldGo),
    Section("Undoing the weights", undoingTheWeights),
    Section("Weighing rows", weighingRows),
    Section("The forgotten total", theForgottenTotal),
  ],
  drawings: [
    Drawing("two-losses.svg", twoLosses),
    Drawing("moving-minimum.svg", movingMinimum),
  ],
  exhibit: exhibit,
  exercises: exercises,
  next: "swift run weighted-imbalance --exercises"
).main()

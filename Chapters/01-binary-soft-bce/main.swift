import Workbook

Chapter(
  about: "Binary cross-entropy with soft labels: what the article's number is, and what it hides.",
  sections: [
    Section("The article's number", theArticlesNumber),
    Section("What a soft label means", whatASoftLabelMeans),
    Section("Every sample was counted twice", countedTwice),
    Section("The floor is not zero", theFloor),
    Section("What a wrong prediction costs", whatAWrongPredictionCosts),
    Section("The definition, typed in", theDefinitionTypedIn),
    Section("The stable kernel", theStableKernel),
    Section("The gradient", theGradient),
    Section("Bliss's beetles", blisssBeetles),
    Section("Is the fit good?", howGoodIsTheFit),
  ],
  drawings: [
    Drawing("floor.svg", lossesAndTheirFloor),
    Drawing("valley.svg", valleyAndBowl),
    Drawing("beetles.svg", beetlesAndTheirCurves),
  ],
  exhibit: exhibit,
  exercises: exercises,
  next: "change a label in Article.swift and run again; then add --exercises"
).main()

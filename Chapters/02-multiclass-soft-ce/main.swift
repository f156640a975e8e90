import Workbook

Chapter(
  about: "Cross-entropy with soft labels over several classes, and what a second softmax does to it.",
  sections: [
    Section("The article's number", theArticlesNumber),
    Section("The floor", theFloor),
    Section("Two formulas part", twoFormulasPart),
    Section("The second softmax", theSecondSoftmax),
    Section("The floor of a second softmax", floorOfASecondSoftmax),
    Section("Where it leads", whereItLeads),
    Section("Confident rows", confidentRows),
    Section("Masks and offsets", masksAndOffsets),
    Section("The gradient", theGradient),
    Section("What + 1e-10 does", whatEpsilonDoes),
  ],
  drawings: [
    Drawing("what-the-loss-sees.svg", whatTheLossSees),
    Drawing("second-softmax.svg", pathsOnTheSimplex),
    Drawing("epsilon.svg", lossAndPullUnderEpsilon),
  ],
  exhibit: exhibit,
  exercises: exercises,
  next: "swift run multiclass-soft-ce --exercises"
).main()

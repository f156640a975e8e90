import Workbook

Chapter(
  about: "How far from the truth a loss can be, and what it takes to be right to the last bit.",
  sections: [
    Section("One subtraction", oneSubtraction),
    Section("A loss that vanishes", aLossThatVanishes),
    Section("A gradient that vanishes", aGradientThatVanishes),
    Section("Many small numbers", manySmallNumbers),
    Section("The largest errors, regime by regime", largestErrorsRegimeByRegime),
    Section("The largest errors, loss by loss", largestErrorsLossByLoss),
  ],
  drawings: [
    Drawing("correct-bits.svg") { try correctBits() },
    Drawing("midpoint.svg", intervalsAroundAMidpoint),
  ],
  exhibit: exhibit,
  exercises: exercises,
  next: "put another gap into Vanishing.swift and run again; then add --exercises"
).main()

import Workbook

Chapter(
  about: "Whether soft labels help, measured on handwritten digits and simulated annotators.",
  sections: [
    Section("Five rows and one", fiveRowsAndOne),
    Section("The annotators", theAnnotators),
    Section("One cell", oneCell),
    Section("Accuracy", accuracies),
    Section("Soft labels less the majority", softLessMajority),
    Section("The cost of a fresh vote", excesses),
    Section("Calibration", calibrations),
    Section("Equal numbers of votes", equalNumbersOfVotes),
    Section("Class weights", classWeights),
    Section("The slopes of a teacher", slopesOfATeacher),
    Section("A teacher", aTeacher),
  ],
  drawings: [
    Drawing("soft-less-majority.svg", differences),
    Drawing("temperature.svg", slopesOverTemperature),
  ],
  exercises: exercises,
  options: [
    Option("--study", "SEED", "train the models of one seed, and print their lines of study.csv") {
      try UInt64($0).map(study(seed:))
    }
  ],
  next: "change the annotators in Annotators.swift and run again; then add --exercises"
).main()

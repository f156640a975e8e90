import Workbook

Chapter(
  about: "Where soft labels come from: votes, what they say of one another, and what a pseudo-vote is worth.",
  sections: [
    Section("Six psychiatrists", sixPsychiatrists),
    Section("A vote that predicts itself", aVoteThatPredictsItself),
    Section("One more vote", oneMoreVote),
    Section("How strong", howStrong),
    Section("This is label smoothing", thisIsLabelSmoothing),
    Section("Fewer votes", fewerVotes),
    Section("Agreement is a ratio of floors", agreementAsARatio),
    Section("Kappa", kappa),
    Section("Proper scores", properScores),
  ],
  drawings: [
    Drawing("votes.svg", allVotes),
    Drawing("strength.svg", strengthOfPseudoVotes),
    Drawing("rules.svg", threeRules),
  ],
  exercises: exercises,
  next: "move a vote in Votes.swift and run again; then add --exercises"
).main()

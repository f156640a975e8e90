extension Command {
  /// `soft-labels evaluate`: JSON Lines in, JSON Lines out.
  static let evaluate = Command(
    name: "evaluate", summary: "answer cases written as JSON, one a line, on standard input",
    help: "Usage: soft-labels evaluate < CASES\n"
  ) { _, _ in
    .success
  }
}

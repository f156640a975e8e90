/// What every entry of the table makes of a case, added up block by block. Blocks may be added to tallies of their own,
/// on as many threads as there are, and these to each other: a tally holds sums and what they are divided by.
package struct Tally: Sendable {
  /// One way to read the case: all options, or all but one.
  struct Version: Sendable {
    let leavesOut: Explanation.Option?
    /// For each entry of the table.
    var outcomes: [[Outcome]]
  }

  let origins: [Origin]
  private(set) var versions: [Version] = []
  /// True where the last digits of the sums are not known.
  private(set) var isFused = false

  package init(_ origins: [Origin] = Origin.all) { self.origins = origins }

  /// Adds some rows: whole sequences, and whole batches where the mean is over these.
  ///
  /// - Parameter block: `whole` must be set, unless these are all rows.
  package mutating func add(_ block: LossCase, progress: ((_ done: Int, _ total: Int) -> Void)? = nil) {
    var other = Tally(origins)
    other.isFused = block.isFused
    let cases: [(LossCase, Explanation.Option?)] =
      [(block, nil)] + Explanation.Option.allCases.compactMap { option in option.left(out: block).map { ($0, option) } }
    for (number, (block, leavesOut)) in cases.enumerated() {
      let readings = Readings(block)
      let outcomes = origins.enumerated().map { place, origin -> [Outcome] in
        // Weights are often left out along with a mistake; the others are then one thing too many.
        if leavesOut != nil && leavesOut != .weights && !origin.isConvention { return [] }
        progress?(number * origins.count + place, cases.count * origins.count)
        return origin.outcomes(in: readings)
      }
      other.versions.append(Version(leavesOut: leavesOut, outcomes: outcomes))
    }
    add(other)
  }

  /// Adds what other rows of the same case came to.
  package mutating func add(_ other: Tally) {
    isFused = isFused || other.isFused
    if versions.isEmpty {
      versions = other.versions
      return
    }
    for (version, added) in other.versions.enumerated() {
      for (place, outcomes) in added.outcomes.enumerated() {
        for (form, outcome) in outcomes.enumerated() { versions[version].outcomes[place][form].add(outcome) }
      }
    }
  }
}

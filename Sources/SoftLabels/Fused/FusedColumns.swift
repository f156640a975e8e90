/// Softmax cross-entropy for few classes: a row in each lane, so that numbers of one class stand side by side, and nothing
/// is ever added up across a vector. Up to 40 rows are a group, turned to columns in the first-level cache.
///
/// The formulas are those of `FusedRow`. A lane cannot skip its peak, so the exclusive sums are masked: what stands at
/// the maximum is added up apart from the rest.
struct FusedColumns<Scalar: FusedScalar>: ~Copyable {
  private let classes: Int
  private var logits: [Scalar]
  /// Columns, like all three: `group.height` numbers for each class.
  var targets: [Scalar]
  /// The exponentials, then the gradient.
  private var results: [Scalar]
  var group: FusedGroup<Scalar>
  private let checksTargets: Bool

  /// Room for groups out of so many rows.
  init(classes: Int, rows: Int, checksTargets: Bool) {
    self.classes = classes
    self.checksTargets = checksTargets
    group = FusedGroup(rows: rows)
    logits = [Scalar](repeating: 0, count: classes * group.height)
    targets = logits
    results = logits
  }

  /// Takes the logits of a group of rows, and their soft targets where there are any.
  mutating func load(_ x: Span<Scalar>, _ t: Span<Scalar>, rows: Int) {
    let height = group.height
    var maxima = group.maximum.mutableSpan
    FusedTranspose.columns(
      ofRows: x, rows: rows, classes: classes, height: height, into: &logits, maxima: &maxima, Yes.self)
    if t.isEmpty { return }
    FusedTranspose.columns(
      ofRows: t, rows: rows, classes: classes, height: height, into: &targets, maxima: &maxima, No.self)
  }

  /// Gives every row the same targets; 0 for none.
  mutating func shareTargets(_ shared: Span<Scalar>) {
    let (classes, height) = (classes, group.height)
    var columns = targets.mutableSpan
    for j in 0..<classes {
      let target = shared.isEmpty ? 0 : shared[j]
      for row in 0..<height { columns[j &* height &+ row] = target }
    }
  }

  /// Computes the losses of the rows that were loaded, and what their gradients over `divisor` are computed with, where
  /// that is wanted.
  ///
  /// Returns the sum of the losses; false where a logit may be infinite or no number; and whether all rows went well, for
  /// otherwise something overflowed or underflowed in those that are not good, and they have to be done again.
  mutating func addUp(forGradient: Bool, divisor: Double) -> (sum: Double, isOrdinary: Bool, isGood: Bool) {
    group.setConstants()
    group.addExponentials(of: logits, &results)
    switch (forGradient, checksTargets) {
    case (false, false): group.addTargets(targets, logits, No.self, No.self)
    case (false, true): group.addTargets(targets, logits, No.self, Yes.self)
    case (true, false): group.addTargets(targets, logits, Yes.self, No.self)
    case (true, true): group.addTargets(targets, logits, Yes.self, Yes.self)
    }
    if forGradient { group.setFactors(divisor) }
    group.setLosses()
    let (sum, isFinite, isSafe) = group.sumOfLosses()
    if isSafe, !forGradient || group.factorsAreNormal() { return (sum, isFinite, true) }
    return (group.setFaults(forGradient), isFinite, false)
  }

  /// Writes the gradients of the rows that were loaded and added up for them.
  mutating func writeGradient(rows: Int, _ gradient: inout MutableSpan<Scalar>, _ offset: Int) {
    group.scale(&results, logits, targets)
    FusedTranspose.rows(
      ofColumns: results.span, rows: rows, classes: classes, height: group.height, into: &gradient, offset)
  }
}

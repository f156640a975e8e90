/// Where the numbers stand that a row of `FusedColumns` has besides its logits and targets: `wide[at(.rest, row)]`.
///
/// Those of one name stand side by side, one for each row of the group, so that loops over the rows vectorise.
struct FusedColumnPlaces {
  /// Numbers of a row in Double.
  enum Wide: Int, CaseIterable {
    /// e_k, scaled; how many classes share the maximum; r without any of them, scaled.
    case peak, ties, rest
    /// T, and T without the peaks.
    case total, restOfTargets
    case distance
    /// What the row's loss and gradient are multiplied by; 0 in lanes without a row.
    case weight
    case loss
    /// Where there are faults: 0 where something overflowed or underflowed and the row has to be done again.
    case isGood
  }

  /// Numbers of a row in the element type.
  enum Narrow: Int, CaseIterable {
    /// The first, where they are written as the rows are turned to columns.
    case maximum
    /// The constants of `FusedRow`.
    case shift, least
    /// A gradient is e_j a - t_j b, and at the peak c - t_k d.
    case a, b, c, d
  }

  /// How many rows there is room for.
  let height: Int

  var wideCount: Int { Wide.allCases.count * height }
  var narrowCount: Int { Narrow.allCases.count * height }

  @inline(__always)
  func callAsFunction(_ number: Wide, _ row: Int) -> Int { number.rawValue &* height &+ row }

  @inline(__always)
  func callAsFunction(_ number: Narrow, _ row: Int) -> Int { number.rawValue &* height &+ row }

  /// Stops where the storage is not as long as loops without checks of their own take it to be.
  @inline(__always)
  func check(narrow: Int? = nil, wide: Int) {
    precondition(height >= 0 && (narrow ?? narrowCount) == narrowCount && wide == wideCount)
  }
}

import Foundation

/// One good answer to each exercise of chapter 4, and why it is one.
enum Solutions {
  /// Exercise 4.1. The sum is the gap plus the loss, which is at most half the distance from the gap to the next number.
  ///
  /// That distance is 2^(e + 1 - bits), where 2^e is the power of two at or below the gap: 2⁻²⁰ from 8 to 16 in a Float.
  /// Half of it is 4.8e-7, between e⁻¹⁴ and e⁻¹⁵, so the answer for a Float is 15. A Double has 29 bits more, 20 nats, and
  /// its numbers at 32 lie four times as far apart as those at 8.
  static func gapOfNoLoss(bits: Int, others: Int) -> Double {
    var gap = 1.0
    while log1p(Double(others) * exp(-gap)) > 0x1p-1 * gap.binade * exp2(Double(1 - bits)) { gap += 1 }
    return gap
  }

  /// Exercise 4.2. Knuth's difference: recover what the result has taken of each operand, and see what is left of both.
  ///
  /// `(a - difference) - b` would do where a is the larger in size. Here `partOfB` is what was really subtracted; what it
  /// misses of b, and what the rest misses of a, are both found without rounding, and so is their sum.
  static func lostBySubtracting(_ b: Double, from a: Double) -> Double {
    let difference = a - b
    let partOfB = a - difference
    let partOfA = difference + partOfB
    return (a - partOfA) + (partOfB - b)
  }

  /// Exercise 4.3. One number further out on either side, and the rounding of the ends no longer matters.
  ///
  /// `value - error` is rounded to the nearest Double, so the true end lies above the Double before. The price is that a
  /// bound that just misses a middle may be called undecided, and then a wider computation decides.
  static func roundedEnds(value: Double, error: Double) -> [Double] {
    if error == 0 { return [Double(Float(value)), Double(Float(value))] }
    return [Double(Float((value - error).nextDown)), Double(Float((value + error).nextUp))]
  }
}

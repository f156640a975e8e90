/// A generator of our own (SplitMix64, Steele, Lea and Flood 2014): the same numbers on every platform and in every run.
package struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  /// The sequence that belongs to `seed`.
  package init(_ seed: UInt64) { state = seed }

  /// Any 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// In [0, 1).
  package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// In 0..<count.
  package mutating func index(below count: Int) -> Int { Int(next() % UInt64(count)) }

  /// Puts the elements in an order drawn at random (Fisher and Yates).
  package mutating func shuffle<Element>(_ elements: inout [Element]) {
    for i in stride(from: elements.count - 1, to: 0, by: -1) { elements.swapAt(i, index(below: i + 1)) }
  }
}

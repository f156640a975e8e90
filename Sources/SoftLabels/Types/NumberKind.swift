/// What a number from outside stands for, and so the interval in which it has to lie.
package enum NumberKind: Sendable {
  case logit
  case probability
  case logProbability
  case weight

  /// The least and the greatest number allowed; NaN lies in no interval.
  @inline(__always)
  func bounds<Scalar: BinaryFloatingPoint>(in _: Scalar.Type) -> (least: Scalar, greatest: Scalar) {
    switch self {
    case .logit: (-.infinity, .greatestFiniteMagnitude)
    case .probability: (0, 1)
    case .logProbability: (-.infinity, 0)
    case .weight: (0, .greatestFiniteMagnitude)
    }
  }

  /// True where all numbers are allowed: a pass that vectorises, where the type of the numbers is known.
  @inline(__always)
  func allows<Scalar: BinaryFloatingPoint>(_ numbers: Span<Scalar>) -> Bool {
    let (least, greatest) = bounds(in: Scalar.self)
    var outside: UInt32 = 0
    for i in 0..<numbers.count {
      let number = numbers[i]
      outside |= (number >= least ? 0 : 1) | (number <= greatest ? 0 : 1)
    }
    return outside == 0
  }

  /// The place of the first number that is not allowed. The numbers are read once from memory: a piece is looked at twice
  /// where it has such a number in it.
  @inline(__always)
  func firstForbidden<Scalar: BinaryFloatingPoint>(in numbers: Span<Scalar>) -> Int? {
    var start = 0
    while start < numbers.count {
      let end = min(start + 4096, numbers.count)
      if !allows(numbers.extracting(start..<end)) {
        for i in start..<end where !allows(numbers.extracting(i..<i + 1)) { return i }
      }
      start = end
    }
    return nil
  }

  /// What is wrong with a number that is not allowed.
  func error<Scalar: LossScalar>(_ number: Scalar, at place: String) -> LossError {
    let (code, noun, expected): (LossError.Code, String, String) =
      switch self {
      case .logit: (.invalidLogit, "logit", "a finite number or -inf")
      case .probability: (.invalidProbability, "probability", "a number in [0, 1]")
      case .logProbability: (.invalidProbability, "log-probability", "a number that is not above 0")
      case .weight: (.invalidWeight, "weight", "a finite number that is not negative")
      }
    return LossError(code, "\(noun) \(number) at \(place): expected \(expected)")
  }

  /// What is wrong with a range of the numbers of a tensor of this shape; nil where they are all allowed.
  func error<Scalar: LossScalar>(in numbers: Span<Scalar>, _ range: Range<Int>, shape: [Int]) -> LossError? {
    guard let place = firstForbidden(in: numbers.extracting(range)) else { return nil }
    return error(numbers[range.lowerBound + place], at: SoftLabels.place(range.lowerBound + place, in: shape))
  }
}

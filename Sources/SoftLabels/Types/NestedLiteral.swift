/// A number or a list of such literals: what lets a tensor of any rank be written as nested brackets.
public indirect enum NestedLiteral<Scalar: LossScalar>: Sendable, ExpressibleByArrayLiteral,
  ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral
{
  /// A single number.
  case number(Scalar)
  /// Literals of one shape, along a new first axis.
  case list([NestedLiteral])

  /// A list in brackets.
  public init(arrayLiteral elements: NestedLiteral...) { self = .list(elements) }
  /// A number with a decimal point.
  public init(floatLiteral value: Double) { self = .number(Scalar(value)) }
  /// A number without one.
  public init(integerLiteral value: Int) { self = .number(Scalar(value)) }

  /// A negative number or a negated list.
  public static prefix func - (literal: NestedLiteral) -> NestedLiteral {
    switch literal {
    case .number(let value): .number(-value)
    case .list(let elements): .list(elements.map { -$0 })
    }
  }

  /// Infinity, for a masked class: `-.infinity`.
  public static var infinity: NestedLiteral { .number(.infinity) }

  /// The tensor that the literal writes down.
  ///
  /// - Throws: `shapeMismatch` where lists on one level differ in shape, naming the place.
  public func tensor() throws(LossError) -> Tensor<Scalar> {
    let shape = leadingShape
    var scalars: [Scalar] = []
    try append(to: &scalars, shape: shape[...], path: [])
    return Tensor(uncheckedShape: shape, scalars: scalars)
  }

  private var leadingShape: [Int] {
    switch self {
    case .number: []
    case .list(let elements): [elements.count] + (elements.first?.leadingShape ?? [])
    }
  }

  private func append(to scalars: inout [Scalar], shape: ArraySlice<Int>, path: [Int]) throws(LossError) {
    switch self {
    case .number(let value) where shape.isEmpty:
      scalars.append(value)
    case .list(let elements) where elements.count == shape.first:
      for (index, element) in elements.enumerated() {
        try element.append(to: &scalars, shape: shape.dropFirst(), path: path + [index])
      }
    case .number:
      throw LossError(.shapeMismatch, "ragged literal: a number at \(path) where others hold a list")
    case .list(let elements):
      let expected = shape.first.map { "\($0)" } ?? "no list"
      let place = path.count == 1 ? "row \(path[0])" : "the list at \(path)"
      throw LossError(.shapeMismatch, "ragged literal: \(place) has \(elements.count) columns, expected \(expected)")
    }
  }
}

/// What an exercise may ask for: a number, or lists of numbers to any depth.
package protocol Answer {
  /// All numbers, in order.
  var numbers: [Double] { get }
  /// How they are grouped.
  var layout: Layout { get }
  /// The numbers as Swift writes them.
  var text: String { get }
}

/// How an answer's numbers are grouped, to be compared, and to be told.
package indirect enum Layout: Equatable, CustomStringConvertible {
  case number
  case list([Layout])

  /// The count, and the layout of the elements, or of each if they differ.
  package var description: String {
    guard case .list(let elements) = self else { return "a number" }
    guard let first = elements.first, first != .number else { return "a list of \(elements.count)" }
    return elements.allSatisfy { $0 == first }
      ? "\(elements.count) × \(first)" : "a list of " + elements.map { "(\($0))" }.joined(separator: ", ")
  }
}

extension Double: Answer {
  /// Itself.
  package var numbers: [Double] { [self] }
  /// The same for every number.
  package var layout: Layout { .number }
  /// A NaN has a sign bit, which processors set as they please and no text shows.
  package var text: String { isNaN ? "nan" : description }
}

extension Array: Answer where Element: Answer {
  /// Those of all elements.
  package var numbers: [Double] { flatMap(\.numbers) }

  /// A list of the elements' layouts.
  package var layout: Layout { .list(map(\.layout)) }
  /// In brackets.
  package var text: String { "[" + map(\.text).joined(separator: ", ") + "]" }
}

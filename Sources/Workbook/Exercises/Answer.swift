/// What an exercise may ask for: a number, or lists of numbers to any depth.
package protocol Answer {
  /// All numbers, in order.
  var numbers: [Double] { get }
  /// How they are grouped, as text that two answers share if and only if they have the same shape.
  var layout: String { get }
  /// The numbers as Swift writes them.
  var text: String { get }
}

extension Double: Answer {
  /// Itself.
  package var numbers: [Double] { [self] }
  /// The same for every number.
  package var layout: String { "a number" }
  /// A NaN has a sign bit, which processors set as they please and no text shows.
  package var text: String { isNaN ? "nan" : description }
}

extension Array: Answer where Element: Answer {
  /// Those of all elements.
  package var numbers: [Double] { flatMap(\.numbers) }

  /// The count, and the layout of the elements, or of each if they differ.
  package var layout: String {
    let inner = map(\.layout)
    guard let first = inner.first, first != "a number" else { return "a list of \(count)" }
    return inner.allSatisfy { $0 == first }
      ? "\(count) × \(first)" : "a list of " + inner.map { "(\($0))" }.joined(separator: ", ")
  }

  /// In brackets.
  package var text: String { "[" + map(\.text).joined(separator: ", ") + "]" }
}

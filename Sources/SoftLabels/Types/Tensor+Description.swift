extension Tensor: CustomStringConvertible {
  /// The numbers in nested brackets, a bracket for each axis, as the literal of this tensor is written:
  /// `[[0.7, 0.2, 0.1], [0.1, 0.8, 0.1]]`.
  ///
  /// Each number is in the shortest form that reads back to the same bits. A tensor of rank 0 is its number alone. Of more
  /// than 1,000 numbers, an axis longer than 6 shows its first three places and its last three with `…` between them, as
  /// in NumPy. What follows an axis of length 0 cannot be seen; `shape` says it.
  public var description: String { text(axis: 0, start: 0, count: count) }

  /// The part of so many numbers from `start` on that an axis and those after it span.
  private func text(axis: Int, start: Int, count: Int) -> String {
    guard axis < rank else { return scalars[start].description }
    let length = shape[axis]
    guard length > 0 else { return "[]" }
    let part = count / length
    let isAbbreviated = scalars.count > 1000 && length > 6
    let shown = isAbbreviated ? [0..<3, (length - 3)..<length] : [0..<length]
    let texts = shown.map { places in
      places.map { text(axis: axis + 1, start: start + $0 * part, count: part) }.joined(separator: ", ")
    }
    return "[" + texts.joined(separator: ", …, ") + "]"
  }
}

/// Something that a panel shows: a line, points or a note.
///
/// Marks with a label appear in the figure's legend, once for each label.
package struct Mark {
  enum Kind {
    case line(isDashed: Bool)
    case points(Symbol)
    case note(String, Anchor)
  }

  let kind: Kind
  let points: [Point]
  let label: String?
  let hue: Hue

  /// A line through the points in their order, broken where one is not finite.
  package static func line(
    _ points: [Point], _ label: String? = nil, _ hue: Hue = .blue, dashed: Bool = false
  ) -> Mark {
    Mark(kind: .line(isDashed: dashed), points: points, label: label, hue: hue)
  }

  /// A symbol at each point.
  package static func points(
    _ points: [Point], _ label: String? = nil, _ hue: Hue = .blue, symbol: Symbol = .circle
  ) -> Mark {
    Mark(kind: .points(symbol), points: points, label: label, hue: hue)
  }

  /// Words at a point.
  package static func note(_ text: String, at point: Point, anchor: Anchor = .start) -> Mark {
    Mark(kind: .note(text, anchor), points: [point], label: nil, hue: .muted)
  }

  /// What stands at a point; a shape as well as a colour tells two series apart.
  package enum Symbol: Sendable {
    /// A filled circle.
    case circle
    /// An open circle.
    case ring
    /// A filled square.
    case square
    /// A filled diamond.
    case diamond
  }

  /// Draws the mark; `place` turns the data's units into the canvas's.
  func draw(on canvas: inout Canvas, place: (Point) -> Point) {
    switch kind {
    case .line(let isDashed):
      canvas.path(points.map(place), class: "line \(hue.rawValue)" + (isDashed ? " dashed" : ""))
    case .points(let symbol):
      for point in points where point.isFinite { draw(symbol, at: place(point), on: &canvas) }
    case .note(let text, let anchor):
      for point in points { canvas.text(text, at: place(point), anchor: anchor) }
    }
  }

  /// Draws what the legend shows beside the label, 26 wide and centred at the height of `left`.
  func drawKey(on canvas: inout Canvas, at left: Point) {
    switch kind {
    case .line(let isDashed):
      let ends = [left, Point(left.x + 26, left.y)]
      canvas.path(ends, class: "line \(hue.rawValue)" + (isDashed ? " dashed" : ""))
    case .points(let symbol): draw(symbol, at: Point(left.x + 13, left.y), on: &canvas)
    case .note: break
    }
  }

  private func draw(_ symbol: Symbol, at centre: Point, on canvas: inout Canvas) {
    func offset(_ x: Double, _ y: Double) -> Point { Point(centre.x + x, centre.y + y) }
    let filled = "bar \(hue.rawValue)"
    let open = "line mark \(hue.rawValue)"
    switch symbol {
    case .circle: canvas.circle(centre, radius: 4.5, class: filled)
    case .ring: canvas.circle(centre, radius: 4.5, class: open)
    case .square:
      let square = Frame(left: centre.x - 4, top: centre.y - 4, right: centre.x + 4, bottom: centre.y + 4)
      canvas.rectangle(square, class: filled)
    case .diamond:
      canvas.path([offset(0, -6), offset(6, 0), offset(0, 6), offset(-6, 0)], class: filled, closed: true)
    }
  }
}

/// The points of a curve: `value` at `count` evenly spaced places of `range`, both ends included.
package func samples<Failure: Error>(
  over range: ClosedRange<Double>, count: Int = 121, _ value: (Double) throws(Failure) -> Double
) throws(Failure) -> [Point] {
  precondition(count >= 2, "a curve needs two points or more, not \(count)")
  return try (0..<count).map { (i) throws(Failure) in
    let x = range.lowerBound + (range.upperBound - range.lowerBound) * Double(i) / Double(count - 1)
    return Point(x, try value(x))
  }
}

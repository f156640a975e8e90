extension Panel {
  /// A panel for distributions over three classes: every one is a point of a triangle, nearer to the corner of the class
  /// that it gives more to. The corners are the first class (left), the second (right) and the third (top).
  ///
  ///     .simplex(
  ///       corners: ("cat", "dog", "fox"),
  ///       [
  ///         .line(path.map { simplexPoint($0[0], $0[1], $0[2]) }, "descent", .blue),
  ///         .points([simplexPoint(0.7, 0.2, 0.1)], "the labels", .orange, symbol: .diamond),
  ///       ])
  package static func simplex(
    _ title: String? = nil, corners: (String, String, String), _ marks: [Mark]
  ) -> Panel {
    Panel(marks: marks) {
      drawSimplex(title, corners, marks, on: &$0, in: $1)
    } data: { point, frame in
      let triangle = Triangle(title, in: frame)
      return Point(
        (point.x - triangle.left) / triangle.side, (triangle.bottom - point.y) / (triangle.side * Triangle.height))
    }
  }
}

/// Where the distribution (first, second, third) lies in a ``Panel/simplex(_:corners:_:)``.
package func simplexPoint(_ first: Double, _ second: Double, _ third: Double) -> Point {
  let sum = first + second + third
  return Point((second + third / 2) / sum, third / sum)
}

/// Where the triangle lies in its frame, as large as it can be.
private struct Triangle {
  /// The height of an equilateral triangle of side 1: half the square root of 3.
  static let height = 0.8660254037844386

  let left, top, bottom, side: Double

  init(_ title: String?, in frame: Frame) {
    let (from, to) = (frame.left + 16, frame.right - 16)
    top = frame.top + (title == nil ? 28 : 54)
    side = min(to - from, (frame.bottom - 26 - top) / Self.height)
    left = (from + to - side) / 2
    bottom = top + side * Self.height
  }
}

/// Draws the triangle, a grid at every quarter, the corners' names and the marks.
private func drawSimplex(
  _ title: String?, _ corners: (String, String, String), _ marks: [Mark], on canvas: inout Canvas, in frame: Frame
) {
  if let title {
    canvas.text(title, at: Point((frame.left + frame.right) / 2, frame.top + 16), anchor: .middle, class: "panel")
  }
  let shape = Triangle(title, in: frame)
  func place(_ point: Point) -> Point {
    Point(shape.left + shape.side * point.x, shape.bottom - shape.side * Triangle.height * point.y)
  }

  for quarter in [0.25, 0.5, 0.75] {
    let rest = 1 - quarter
    let lines = [
      (simplexPoint(quarter, rest, 0), simplexPoint(quarter, 0, rest)),
      (simplexPoint(rest, quarter, 0), simplexPoint(0, quarter, rest)),
      (simplexPoint(rest, 0, quarter), simplexPoint(0, rest, quarter)),
    ]
    for (start, end) in lines { canvas.line(from: place(start), to: place(end), class: "grid") }
  }
  let triangle = [simplexPoint(1, 0, 0), simplexPoint(0, 1, 0), simplexPoint(0, 0, 1)].map(place)
  canvas.path(triangle, class: "axis", closed: true)
  canvas.text(corners.0, at: Point(triangle[0].x, shape.bottom + 20), anchor: .middle)
  canvas.text(corners.1, at: Point(triangle[1].x, shape.bottom + 20), anchor: .middle)
  canvas.text(corners.2, at: Point(triangle[2].x, shape.top - 10), anchor: .middle)
  for mark in marks { mark.draw(on: &canvas, place: place) }
}

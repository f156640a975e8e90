/// A place in the data's own units, or on the canvas.
package struct Point: Sendable {
  /// To the right.
  package var x: Double
  /// Upwards in data, downwards on the canvas.
  package var y: Double

  /// The point (x, y).
  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var isFinite: Bool { x.isFinite && y.isFinite }
}

/// Where a piece of text lies relative to its point.
package enum Anchor: String, Sendable {
  /// The text begins at the point.
  case start
  /// The text's middle is at the point.
  case middle
  /// The text ends at the point.
  case end
}

/// A rectangle on the canvas.
struct Frame {
  var left, top, right, bottom: Double
}

/// The SVG elements of a figure, in the order in which they are painted.
struct Canvas {
  var elements: [String] = []
  /// What the names in it begin with.
  var prefix = ""
  private var clips = 0

  init(prefix: String = "") { self.prefix = prefix }

  mutating func text(_ text: String, at point: Point, anchor: Anchor = .start, class name: String = "") {
    let classes = name.isEmpty ? "ink" : "ink \(name)"
    elements.append(
      "<text class=\"\(classes)\" \(attributes(("x", point.x), ("y", point.y))) text-anchor=\"\(anchor.rawValue)\">"
        + escaped(text) + "</text>")
  }

  mutating func line(from start: Point, to end: Point, class name: String) {
    let ends = attributes(("x1", start.x), ("y1", start.y), ("x2", end.x), ("y2", end.y))
    elements.append("<line class=\"\(name)\" \(ends)/>")
  }

  /// A line through the points, broken where one is not finite.
  mutating func path(_ points: [Point], class name: String, closed: Bool = false) {
    var commands = ""
    var isDown = false
    for point in points {
      if point.isFinite { commands += "\(isDown ? "L" : "M")\(coordinate(point.x)) \(coordinate(point.y))" }
      isDown = point.isFinite
    }
    elements.append("<path class=\"\(name)\" d=\"\(commands)\(closed ? "Z" : "")\"/>")
  }

  mutating func circle(_ centre: Point, radius: Double, class name: String) {
    elements.append("<circle class=\"\(name)\" \(attributes(("cx", centre.x), ("cy", centre.y), ("r", radius)))/>")
  }

  mutating func rectangle(_ frame: Frame, class name: String) {
    let (width, height) = (frame.right - frame.left, frame.bottom - frame.top)
    let sides = attributes(("x", frame.left), ("y", frame.top), ("width", width), ("height", height))
    elements.append("<rect class=\"\(name)\" \(sides)/>")
  }

  /// Draws with nothing showing outside `frame`.
  mutating func clipped(to frame: Frame, _ draw: (inout Canvas) -> Void) {
    clips += 1
    elements.append("<clipPath id=\"\(prefix)clip\(clips)\">")
    rectangle(frame, class: "clip")
    elements.append("</clipPath>")
    elements.append("<g clip-path=\"url(#\(prefix)clip\(clips))\">")
    draw(&self)
    elements.append("</g>")
  }
}

private func attributes(_ pairs: (String, Double)...) -> String {
  pairs.map { "\($0)=\"\(coordinate($1))\"" }.joined(separator: " ")
}

/// A coordinate rounded to two decimals, without zeros at the end.
func coordinate(_ value: Double) -> String {
  var text = formatted(value, decimals: 2)
  while text.last == "0" { text.removeLast() }
  if text.last == "." { text.removeLast() }
  return text
}

/// Text as XML takes it.
func escaped(_ text: String) -> String {
  text.map { character in
    switch character {
    case "&": "&amp;"
    case "<": "&lt;"
    case ">": "&gt;"
    case "\"": "&quot;"
    default: String(character)
    }
  }.joined()
}

/// About how wide a label is: nobody knows the reader's font, and sans-serif letters at 14 pixels average 7.
func textWidth(_ text: String) -> Double { 7 * Double(text.unicodeScalars.count) }

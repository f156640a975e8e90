/// One axis of a chart: what it measures, from where to where, and where its ticks stand.
package struct Axis {
  let label: String
  let range: ClosedRange<Double>
  let ticks: [Tick]

  /// A named place on an axis.
  package struct Tick {
    let value: Double
    let label: String

    /// A tick at `value` that reads `label`: for categories, and for axes whose values are logarithms.
    package init(_ value: Double, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  /// An axis with a tick at every `step` from the range's lower end; ticks show the decimals that the step has.
  package init(_ label: String, _ range: ClosedRange<Double>, every step: Double) {
    precondition(step > 0, "an axis needs a positive step")
    let decimals = max(decimalsOf(step), decimalsOf(range.lowerBound))
    // Half a step of slack: a last tick that rounding has put a hair beyond the end is still a tick.
    let count = Int((range.upperBound - range.lowerBound) / step + 1e-6)
    let values = (0...count).map { range.lowerBound + Double($0) * step }
    self.init(label, range, ticks: values.map { Tick($0, formatted($0, decimals: decimals)) })
  }

  /// An axis with ticks of the caller's choice.
  package init(_ label: String, _ range: ClosedRange<Double>, ticks: [Tick]) {
    precondition(range.upperBound > range.lowerBound, "an axis needs a range")
    self.label = label
    self.range = range
    self.ticks = ticks
  }

  /// How far along the axis a value lies: 0 at the lower end, 1 at the upper.
  func fraction(of value: Double) -> Double {
    (value - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// The value that far along the axis.
  func value(at fraction: Double) -> Double {
    range.lowerBound + fraction * (range.upperBound - range.lowerBound)
  }
}

/// How many decimals the shortest text of a value has.
private func decimalsOf(_ value: Double) -> Int {
  let parts = value.description.split(separator: ".")
  guard parts.count == 2, parts[1] != "0", !parts[1].contains("e") else { return 0 }
  return parts[1].count
}

extension Panel {
  /// A panel with a horizontal and a vertical axis; the title is for charts that share a figure.
  package static func chart(_ title: String? = nil, x: Axis, y: Axis, _ marks: Mark...) -> Panel {
    chart(title, x: x, y: y, marks)
  }

  /// A panel with a horizontal and a vertical axis; the title is for charts that share a figure.
  package static func chart(_ title: String? = nil, x: Axis, y: Axis, _ marks: [Mark]) -> Panel {
    Panel(marks: marks) {
      drawChart(title, x, y, marks, on: &$0, in: $1)
    } data: { point, frame in
      let plot = plot(title, x, y, in: frame)
      return Point(
        x.value(at: (point.x - plot.left) / (plot.right - plot.left)),
        y.value(at: (plot.bottom - point.y) / (plot.bottom - plot.top)))
    }
  }
}

/// Where the marks lie: within the titles, the axes and what is written beside them.
private func plot(_ title: String?, _ x: Axis, _ y: Axis, in frame: Frame) -> Frame {
  let tickWidth = y.ticks.map { textWidth($0.label) }.max() ?? 0
  let lastTick = x.ticks.last.map { textWidth($0.label) / 2 } ?? 0
  return Frame(
    left: frame.left + tickWidth + 12, top: frame.top + (title == nil ? 32 : 58), right: frame.right - max(lastTick, 8),
    bottom: frame.bottom - 44)
}

private func drawChart(
  _ title: String?, _ x: Axis, _ y: Axis, _ marks: [Mark], on canvas: inout Canvas, in frame: Frame
) {
  let plot = plot(title, x, y, in: frame)
  if let title { canvas.text(title, at: Point(frame.left, frame.top + 16), class: "panel") }
  // The vertical axis is named above itself: words that stand upright are read first.
  canvas.text(y.label, at: Point(frame.left, plot.top - 16))
  func place(_ point: Point) -> Point {
    Point(
      plot.left + x.fraction(of: point.x) * (plot.right - plot.left),
      plot.bottom - y.fraction(of: point.y) * (plot.bottom - plot.top))
  }
  for tick in y.ticks {
    let height = place(Point(x.range.lowerBound, tick.value)).y
    canvas.line(from: Point(plot.left, height), to: Point(plot.right, height), class: "grid")
    canvas.text(tick.label, at: Point(plot.left - 8, height + 5), anchor: .end)
  }
  for tick in x.ticks {
    let across = place(Point(tick.value, y.range.lowerBound)).x
    canvas.line(from: Point(across, plot.bottom), to: Point(across, plot.bottom + 5), class: "axis")
    canvas.text(tick.label, at: Point(across, plot.bottom + 20), anchor: .middle)
  }
  canvas.line(from: Point(plot.left, plot.bottom), to: Point(plot.right, plot.bottom), class: "axis")
  canvas.text(x.label, at: Point((plot.left + plot.right) / 2, plot.bottom + 40), anchor: .middle)
  // Symbols on the border of the plot stay whole.
  let border = Frame(left: plot.left - 7, top: plot.top - 7, right: plot.right + 7, bottom: plot.bottom + 1)
  canvas.clipped(to: border) { canvas in
    for mark in marks { mark.draw(on: &canvas, place: place) }
  }
}

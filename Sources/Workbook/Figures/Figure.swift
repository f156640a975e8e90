/// A picture for a chapter's page: one panel, or several side by side, under a title and a legend.
///
/// Its SVG is text that never changes by itself: coordinates are computed with plain arithmetic and rounded to two
/// decimals. It has two sets of colours, and paints its own background: a viewer may follow the system's theme where the
/// page around the picture follows another. `description` is what someone who cannot see the picture should know.
///
///     Figure(
///       title: "What one soft label costs",
///       description: "The loss over the prediction falls to the entropy at p = 0.7 and rises on both sides.",
///       .chart(
///         x: Axis("prediction p", 0...1, every: 0.25), y: Axis("loss, nats", 0...4, every: 1),
///         .line(samples(over: 0.01...0.99) { loss($0, 0.7) }, "y = 0.7", .blue),
///         .points([Point(0.7, 0.61)], "the floor", .orange)))
package struct Figure {
  let title: String
  let description: String
  let height: Double
  let panels: [Panel]

  /// The width of every figure, which a page shows at its natural size.
  static let width = 720.0

  /// A figure of `panels`, left to right.
  package init(title: String, description: String, height: Double = 400, _ panels: Panel...) {
    self.title = title
    self.description = description
    self.height = height
    self.panels = panels
  }

  /// The whole file.
  package var svg: String { svg(within: nil) }

  /// The same for a page that has colours of its own and other drawings, among which this one has a name.
  func svg(within page: String?) -> String {
    let prefix = page.map { $0 + "-" } ?? ""
    var canvas = Canvas(prefix: prefix)
    canvas.rectangle(Frame(left: 0, top: 0, right: Figure.width, bottom: height), class: "paper")
    canvas.text(title, at: Point(margin, 26), class: "title")
    let frames = frames(on: &canvas)
    for (panel, frame) in zip(panels, frames) { panel.draw(&canvas, frame) }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(coordinate(Figure.width)) \(coordinate(height))" \
      width="\(coordinate(Figure.width))" height="\(coordinate(height))" role="img" \
      aria-labelledby="\(prefix)title \(prefix)desc">
      <title id="\(prefix)title">\(escaped(title))</title>
      <desc id="\(prefix)desc">\(escaped(description))</desc>
      \(page == nil ? "<style>\n\(Hue.styleSheet)\n</style>\n" : "")\(canvas.elements.joined(separator: "\n"))
      </svg>

      """
  }

  /// The place in the data that a place on the canvas shows, where it lies in a panel.
  func data(at point: Point) -> Point? {
    var canvas = Canvas()
    let frames = frames(on: &canvas)
    let index = frames.firstIndex { point.x <= $0.right + 10 }
    return index.map { panels[$0].data(point, frames[$0]) }
  }

  /// Draws the legend, and returns where the panels lie below it.
  private func frames(on canvas: inout Canvas) -> [Frame] {
    let top = drawLegend(on: &canvas, top: 52)
    let gap = 20.0
    let width = (Figure.width - 2 * margin - gap * Double(panels.count - 1)) / Double(panels.count)
    return panels.indices.map { index in
      let left = margin + Double(index) * (width + gap)
      return Frame(left: left, top: top, right: left + width, bottom: height - 10)
    }
  }

  private var margin: Double { 12 }

  /// Draws one entry for each label, in rows, and returns where the panels can begin.
  private func drawLegend(on canvas: inout Canvas, top: Double) -> Double {
    var marks: [Mark] = []
    for mark in panels.flatMap({ $0.marks }) where mark.label != nil {
      if !marks.contains(where: { $0.label == mark.label }) { marks.append(mark) }
    }
    guard !marks.isEmpty else { return top - 12 }
    var (left, baseline) = (margin, top)
    for mark in marks {
      let label = mark.label ?? ""
      let width = 34 + textWidth(label) + 22
      if left > margin, left + width > Figure.width - margin { (left, baseline) = (margin, baseline + 21) }
      mark.drawKey(on: &canvas, at: Point(left, baseline - 5))
      canvas.text(label, at: Point(left + 34, baseline))
      left += width
    }
    return baseline + 14
  }
}

/// A part of a figure: a ``chart(_:x:y:_:)`` or a ``simplex(_:corners:_:)``.
package struct Panel {
  /// What is shown, the first at the back.
  let marks: [Mark]
  let draw: (_ canvas: inout Canvas, _ frame: Frame) -> Void
  /// The place in the data that a place in the frame shows.
  let data: (_ point: Point, _ frame: Frame) -> Point
}

/// The colours of a figure, told apart by lightness as well as by hue.
package enum Hue: String, CaseIterable {
  /// The colour of what matters most.
  case blue
  /// The colour of what is set against it.
  case orange
  /// A third colour.
  case green
  /// A fourth colour.
  case purple
  /// For what is only there to compare with.
  case muted

  /// For light and for dark paper.
  private var colours: (light: String, dark: String) {
    switch self {
    case .blue: ("#1f6fd6", "#58a6ff")
    case .orange: ("#c75300", "#f0883e")
    case .green: ("#1a8a43", "#4ac26b")
    case .purple: ("#9a45c9", "#c38cf0")
    case .muted: ("#7d8590", "#848d97")
    }
  }

  fileprivate static var styleSheet: String {
    func rules(paper: String, ink: String, grid: String, _ colour: (Hue) -> String) -> String {
      let hues = allCases.map { ".\($0.rawValue){fill:\(colour($0));stroke:\(colour($0))}" }
      let page = [".paper{fill:\(paper)}", ".ink{fill:\(ink)}", ".axis{stroke:\(ink)}", ".grid{stroke:\(grid)}"]
      return (page + hues).joined(separator: "\n")
    }
    return """
      text{font:14px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif;stroke:none}
      .title{font-size:17px;font-weight:600}
      .panel{font-weight:600}
      .axis,.grid,.line{fill:none}
      .grid,.axis{stroke-width:1}
      .line{stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round}
      .dashed{stroke-dasharray:6 5}
      .bar{stroke:none}
      .mark{stroke-width:2}
      \(rules(paper: "#ffffff", ink: "#4d5560", grid: "#8c959f40") { $0.colours.light })
      @media (prefers-color-scheme:dark){
      \(rules(paper: "#0d1117", ink: "#a6aeb8", grid: "#8c959f40") { $0.colours.dark })
      }
      .line,.axis,.grid{fill:none}
      text{stroke:none}
      .bar{stroke:none}
      """
  }
}

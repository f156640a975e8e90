import SoftLabels

/// A figure that a reader can move: a drawing and its numbers for each state. Beside the chapter, in `Exhibit.swift`; the
/// same code runs in the chapter's program and in a page.
package struct Exhibit: Sendable {
  /// A number of the state, which a reader sets in steps of 1 / `perUnit`.
  package struct Control: Sendable {
    let name: String
    let range: ClosedRange<Double>
    let perUnit: Double
    let start: Double

    /// A number in `range` that begins at `start`.
    package init(_ name: String, _ range: ClosedRange<Double>, perUnit: Double, start: Double) {
      (self.name, self.range, self.perUnit, self.start) = (name, range, perUnit, start)
    }

    /// The nearest number that can be set.
    func nearest(to value: Double) -> Double {
      value.isNaN ? start : (min(max(value, range.lowerBound), range.upperBound) * perUnit).rounded() / perUnit
    }
  }

  /// What a state looks like, and the numbers behind it.
  package struct Scene {
    let figure: Figure
    let numbers: [(name: String, value: Double)]

    /// A drawing with its numbers, which are shown to nine decimals.
    package init(_ figure: Figure, _ numbers: KeyValuePairs<String, Double>) {
      self.figure = figure
      self.numbers = numbers.map { (name: $0.key, value: $0.value) }
    }
  }

  /// The name of the figure in whose place it stands, without ".svg".
  package let figure: String
  let advice: String
  let controls: [Control]
  let scene: @Sendable ([Double]) throws(LossError) -> Scene
  let grab: @Sendable ([Double], Point) -> Int
  let move: @Sendable ([Double], Int, Point) -> [Double]

  /// - Parameters:
  ///   - advice: what to try first.
  ///   - scene: the drawing of a state, a number for each control.
  ///   - grab: what a pointer at a place of a panel takes hold of.
  ///   - move: the state when that is moved to a place.
  package init(
    figure: String, advice: String, _ controls: [Control],
    scene: @escaping @Sendable ([Double]) throws(LossError) -> Scene,
    grab: @escaping @Sendable ([Double], Point) -> Int = { _, _ in 0 },
    move: @escaping @Sendable ([Double], Int, Point) -> [Double]
  ) {
    (self.figure, self.advice, self.controls) = (figure, advice, controls)
    (self.scene, self.grab, self.move) = (scene, grab, move)
  }

  /// What a page has to know before it shows a state: the figure, the advice, and a line for each control.
  package var summary: String {
    let lines = controls.map { control in
      let numbers = [control.range.lowerBound, control.range.upperBound, 1 / control.perUnit, control.start]
      return ([control.name] + numbers.map { $0.description }).joined(separator: "\t")
    }
    return ([figure, advice] + lines).joined(separator: "\n")
  }

  /// The answer to a state, of which as many numbers are read as there are controls; after them may stand where a pointer
  /// is on the canvas, and what it holds, if anything. The first line is the state and what is held; then come a line for
  /// each number, rounded and exact, an empty one, and the drawing.
  package func answer(to request: [Double]) -> String {
    var state = zip(controls, request + Array(repeating: .nan, count: controls.count)).map { $0.nearest(to: $1) }
    var held = -1
    do throws(LossError) {
      let pointer = request.dropFirst(controls.count)
      if let x = pointer.first, let y = pointer.dropFirst().first,
        let place = try scene(state).figure.data(at: Point(x, y))
      {
        held = pointer.count > 2 ? Int(request[request.count - 1]) : grab(state, place)
        state = zip(controls, move(state, held, place)).map { $0.nearest(to: $1) }
      }
      let scene = try scene(state)
      let numbers = scene.numbers.map { "\($0.name)\t\(formatted($0.value, decimals: 9))\t\($0.value)" }
      let first = (state.map { $0.description } + ["\(held)"]).joined(separator: "\t")
      return ([first] + numbers + ["", scene.figure.svg(within: figure)]).joined(separator: "\n")
    } catch {
      return error.message
    }
  }
}

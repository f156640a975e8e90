/// A loss on an input of one shape: what a few lines of the table are about.
struct Case {
  let loss: TimedLoss
  let rows: Int
  let classes: Int

  var count: Int { rows * classes }
  var shape: [Int] { loss.isElementwise ? [rows] : [rows, classes] }
  var shapeText: String { shape.map(String.init).joined(separator: "x") }

  /// The cases of some losses; small ones where it is to be quick.
  static func all(of losses: [TimedLoss], isQuick: Bool) -> [Case] {
    let scale = isQuick ? 16 : 1
    return losses.flatMap { loss in
      if loss.isElementwise { return [Case(loss: loss, rows: (1 << 24) / scale, classes: 1)] }
      let cases = [
        Case(loss: loss, rows: 65_536 / scale, classes: 10),
        Case(loss: loss, rows: 8_192 / scale, classes: 1_000),
        Case(loss: loss, rows: 512 / scale, classes: 50_257),
      ]
      return loss == .crossEntropy ? cases + [Case(loss: loss, rows: 1, classes: 8)] : cases
    }
  }
}
